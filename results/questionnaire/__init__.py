"""The consultation on paper: the same questions, to be printed and filled in by hand."""
