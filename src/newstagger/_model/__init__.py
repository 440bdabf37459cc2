"""The model directory: writing, reading and checking it."""
