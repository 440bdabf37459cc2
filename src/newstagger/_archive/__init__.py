"""Many tagged articles together: which names are the same, and where their places are."""
