"""Rankings as pictures for a phone."""
