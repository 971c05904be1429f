"""Texts in CSV that no spreadsheet takes for a formula.

A file's name, a note or a rater may begin with ``=``. Excel and LibreOffice would compute such a
cell of a CSV, which at best shows an error and at worst starts a program. An apostrophe before it
makes it a text (the advice of OWASP on CSV injection); reading back takes it away.
"""

from __future__ import annotations

from ser_desktop.project.written_text import as_named, as_written

_STARTS = ("=", "+", "-", "@", "\t", "\r")
_MARK = "'"


def as_text(value: object) -> object:
    """Return a cell, with an apostrophe before a text that would be computed.

    Numbers stay as they are, also as texts. A text of this kind that begins with apostrophes gets
    one more, so that no two texts have one cell. Bytes that are no UTF-8 are escaped.
    """
    if not isinstance(value, str):
        return value
    text = as_written(value)
    return _MARK + text if _begins_like_formula(text) and not _is_number(text) else text


def as_given(cell: str) -> str:
    """Return the text that :func:`as_text` was given."""
    is_marked = cell.startswith(_MARK) and _begins_like_formula(cell)
    return as_named(cell[1:] if is_marked else cell)


def _begins_like_formula(text: str) -> bool:
    return text.lstrip(_MARK).startswith(_STARTS)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
