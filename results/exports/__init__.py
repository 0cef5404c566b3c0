"""Answers and released tables as files for other programs.

Files with a row a response identify people, even without names: `confidential` says so in each of them. Nothing here
opens a file or a database: what is written comes in as a stream, a response at a time, and goes to an open file.
"""
