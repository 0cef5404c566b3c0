"""How a round is doing, for staff: its days, sources and halts, and what looks wrong."""
