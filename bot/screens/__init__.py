"""The newest screen of a chat, as a pure function of what is stored."""
