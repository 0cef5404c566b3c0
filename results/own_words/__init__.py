"""What people wrote in their own words, as staff read it: likely twins, decisions, themes with their counts."""
