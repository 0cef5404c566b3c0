"""What is written to a chat under the citizens' token: its newest screen first, at the pace that Telegram allows."""
