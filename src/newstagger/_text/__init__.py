"""Facts about text, words and places that all extractors use."""
