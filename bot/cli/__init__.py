"""The command line `glas`, for staff. It speaks English."""

import os

from bot.cli.app import build_app


def main() -> None:
    """Runs the command that was typed."""
    os.umask(0o077)  # whatever a command writes is for its owner alone: database, keys, exports
    build_app()()
