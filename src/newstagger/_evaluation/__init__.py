"""What a tagger gives beside what it should."""
