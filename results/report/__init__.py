"""The report: a deck that a mayor can be handed, from what was published alone."""
