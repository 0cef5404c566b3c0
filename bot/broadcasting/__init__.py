"""What staff say to many subscribers at once, on its way to them."""
