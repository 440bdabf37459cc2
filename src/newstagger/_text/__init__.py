"""Plain facts about text, words and places, for all who read it."""
