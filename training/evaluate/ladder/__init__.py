"""The ladder of frozen rungs: what a head can learn from the untuned encoder."""
