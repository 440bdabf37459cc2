"""Many tagged articles together: which names mean the same, and where their places are."""
