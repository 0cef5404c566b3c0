"""Bots that ask the same questions, each written as many bots of its kind are; see bench/taps.py."""
