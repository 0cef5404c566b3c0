"""From data to paper and pictures, by Typst: fonts that come along, texts that are never code."""
