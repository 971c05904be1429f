"""Exports of a whole project: answers of the model and annotations of people.

``content`` reads the project (with pseudonyms if requested), ``formats`` is the table, and each
format has a module. The formats of one analysis stand in ``ser_desktop.export.formats``.
"""
