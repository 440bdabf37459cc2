"""What editors have put right, what it teaches, and which articles to put before them."""
