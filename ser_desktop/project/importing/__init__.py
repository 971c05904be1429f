r"""Imports annotations of other programs: one module for each format, and ``reading``, their table.

A reader returns :class:`~ser_desktop.project.importing.found.FoundLabel`\\ s with the contents of
the file; ``placing`` converts them to annotations of a project's recordings.
"""
