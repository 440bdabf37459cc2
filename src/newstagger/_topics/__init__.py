"""Topics: what an article is about, learnt from labelled articles.

Nothing here knows of entities, dates, files or the command line.
"""
