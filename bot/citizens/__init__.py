"""The citizens' bot: aiogram handlers that translate updates into requests, and nothing else."""
