"""Training: from labelled articles to a model that can be saved, evaluated and explained."""
