"""Broadcasts: what staff say to many subscribers at once, for whom it is, and the ledger of its deliveries."""
