"""The machines of a consultation, drawn."""
