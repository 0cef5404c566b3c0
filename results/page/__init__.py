"""The results of a round as a page of the web, and the list of rounds before it: no scripts, nothing from elsewhere."""
