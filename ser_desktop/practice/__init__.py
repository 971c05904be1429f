"""Practising an emotion: a target, takes against it, scores, changes, progress. No Qt.

A take is an ordinary recording; this package says what it is worth against a target.
"""
