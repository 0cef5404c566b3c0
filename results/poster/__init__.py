"""The poster: a sheet for a wall, with the code that opens a round."""
