"""The corrections of editors, what they teach, and which articles to put before them."""
