"""Evaluation: the tags of a tagger compared with gold ones."""
