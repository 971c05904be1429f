"""Corpora, clips and splits, and what a training step hears of them."""
