"""How far the figures of a consultation can be trusted: intervals of shares and means, ranges of places.

Pure: what comes out depends on what goes in and on the seed alone. Sources and measured coverage: docs/statistics.md.
All of it describes those who answered as if they were drawn at random, which a self-selected sample is not; every
text that shows these figures has to say so.

From respondents: `bootstrap`, `ranks`. From sums over any number of respondents: `moments`, `ranks`.
From released counts alone: `released_shares`, `released_means`, `released_ranks`.
"""
