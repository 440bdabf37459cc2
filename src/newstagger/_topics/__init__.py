"""Topics: what an article is about, learnt from labelled articles.

It knows nothing about entities, dates, files or the command line.
"""
