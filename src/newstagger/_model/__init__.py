"""A model directory on disk and back: training, its card, export to other programs."""
