"""Telegram and the command line: the adapters through which citizens and staff reach Glas."""
