"""Corpora, clips, splits, and training batches."""
