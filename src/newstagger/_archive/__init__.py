"""Many tagged articles together: whose names are the same, where their places are, which are one story told twice."""
