"""Many tagged articles together: whose names are the same, where their places are."""
