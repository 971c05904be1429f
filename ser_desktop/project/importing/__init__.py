r"""Imports annotations of other programs: one module for each format, and ``reading``, their table.

A reader returns the contents of a file as labels
(:class:`~ser_desktop.project.importing.imported_label.ImportedLabel`); ``placing`` converts them to
annotations of a project's recordings.
"""
