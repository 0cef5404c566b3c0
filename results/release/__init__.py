"""What is released of a round, table by table, and when."""
