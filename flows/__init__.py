"""What a consultation is and how a conversation moves through it.

Pure: no I/O, no clock, no randomness, no Telegram. Time and seeds come in as parameters.
"""
