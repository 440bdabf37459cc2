"""Training: labelled articles in, a model out that can be saved, judged and explained."""
