"""Practising an emotion: a target, takes against it, scores, changes, progress. No Qt.

A take is an ordinary recording; this package scores it against a target.
"""
