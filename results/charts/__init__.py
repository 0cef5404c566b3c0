"""Charts as data: what report and picture draw, already in words and numbers of one language."""
