r"""Annotations of other programs: one module a format, ``reading`` is their table.

A reader gives :class:`~ser_desktop.project.importing.found.FoundLabel`\\ s, which say what stood in
the file; ``placing`` makes annotations of them, of recordings of a project.
"""
