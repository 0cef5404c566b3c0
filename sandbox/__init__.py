"""A strict Telegram Bot API on this machine, with people who can be played by hand or by a test."""
