"""An Excel workbook that is written row by row. openpyxl is imported on use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ser_desktop.errors import OutputError
from ser_desktop.project.written_text import as_written
from ser_desktop.texts.messages import Message

MAX_ROWS = 1_048_576
_MAX_CELL = 32_767
_WIDTH = 12
_WIDE = {"file": 28, "headline": 22, "speakers": 22, "note": 30, "statement": 40}
_DECIMALS = 6


class Book:
    """Sheets with a heading and a filter each, in memory-saving write-only mode.

    Args:
        path: the target, named in errors.
    """

    def __init__(self, path: Path) -> None:
        from openpyxl import Workbook

        self._path = path
        self._book = Workbook(write_only=True)
        self._sheets: dict[str, Any] = {}
        self._columns: dict[str, Sequence[str]] = {}
        self._n_rows: dict[str, int] = {}

    @property
    def sheets(self) -> list[str]:
        """Names of the sheets so far."""
        return list(self._sheets)

    def add(self, sheet: str, columns: Sequence[str], row: Mapping[str, Any]) -> None:
        """Add a row to a sheet; its first row makes the sheet.

        Args:
            sheet: name of the sheet.
            columns: its columns, the same in every call.
            row: values by column; unknown ones leave the cell empty.

        Raises:
            OutputError: there are more rows than a sheet can hold.
        """
        if sheet not in self._sheets:
            self._start(sheet, columns)
        self._n_rows[sheet] += 1
        if self._n_rows[sheet] > MAX_ROWS:
            raise OutputError(Message("export.too_many_rows", path=self._path))
        self._write(sheet, [row.get(name) for name in columns])

    def add_lines(self, sheet: str, lines: Sequence[str]) -> None:
        """Add a sheet with a text on each row."""
        self._sheets[sheet] = self._book.create_sheet(sheet)
        for line in lines:
            self._write(sheet, [line])

    def save(self, part: Path, order: Sequence[str]) -> None:
        """Write the file.

        Args:
            part: where to.
            order: names of all possible sheets in their order.
        """
        from openpyxl.utils import get_column_letter

        for name, columns in self._columns.items():
            last = f"{get_column_letter(len(columns))}{self._n_rows[name]}"
            self._sheets[name].auto_filter.ref = f"A1:{last}"
        self._book._sheets.sort(key=lambda sheet: order.index(sheet.title))
        self._book.save(part)

    def _start(self, name: str, columns: Sequence[str]) -> None:
        from openpyxl.utils import get_column_letter

        sheet = self._sheets[name] = self._book.create_sheet(name)
        sheet.freeze_panes = "A2"
        for number, column in enumerate(columns, start=1):
            width = max(_WIDE.get(column, _WIDTH), len(column) + 4)
            sheet.column_dimensions[get_column_letter(number)].width = width
        self._columns[name], self._n_rows[name] = columns, 1
        self._write(name, columns)

    def _write(self, name: str, values: Sequence[Any]) -> None:
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

        sheet, cells = self._sheets[name], []
        for value in values:
            if isinstance(value, float):
                value = round(value, _DECIMALS)
            if isinstance(value, str):
                value = ILLEGAL_CHARACTERS_RE.sub("?", as_written(value))[:_MAX_CELL] or None
            cell = WriteOnlyCell(sheet, value)
            if isinstance(value, str):
                cell.data_type = "s"  # a text that starts with = would become a formula
            cells.append(cell)
        sheet.append(cells)
