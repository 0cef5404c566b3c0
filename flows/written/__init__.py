"""A questionnaire as it was written: its parts and where they stand, and how far it has the shape of a consultation."""
