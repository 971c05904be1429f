"""A value as a cell of a CSV: the same in every table."""

from __future__ import annotations

from ser_desktop.project.spreadsheet_text import as_text

DECIMALS = 6


def csv_cell(value: object) -> object:
    """Return a cell: flags are 0 and 1, numbers have six decimals, no text is computed."""
    if isinstance(value, bool):
        return int(value)
    return round(value, DECIMALS) if isinstance(value, float) else as_text(value)
