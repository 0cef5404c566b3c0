"""Files that somebody sends or names as a consultation: read within limits, written, tried."""
