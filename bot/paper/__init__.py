"""Answers on paper: typed from a sheet, question after question, through the same conversation as a citizen's."""
