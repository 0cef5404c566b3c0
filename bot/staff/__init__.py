"""The staff's bot: python-telegram-bot, a token of its own, nothing of it within the citizens' reach.

`topics.py` lists what it can do, one module a topic. `visit.py` is what a handler gets: a member who may do this, the
words of their language, and a way to answer.
"""
