"""Many tagged articles together: whose names are the same, which are one story told twice."""
