"""The languages of the window: one table of texts each, and how each writes counts and lists."""
