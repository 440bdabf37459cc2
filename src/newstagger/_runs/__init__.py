"""Many articles: workers, runs that survive a kill, progress."""
