"""Evaluation of models on unseen speakers."""
