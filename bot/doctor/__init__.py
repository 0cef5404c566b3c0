"""`glas doctor`: what stands between this machine and a round that goes well. It looks, and changes nothing."""
