"""What an outsider can know of a round from everything that was released of it."""
