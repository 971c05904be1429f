"""Parquet: the columns of ``segment_rows`` with their types, for pandas, R and DuckDB."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ser_desktop.errors import OutputError
from ser_desktop.export.project.content import ProjectContent
from ser_desktop.export.project.segment_rows import COLUMNS, COUNT, NUMBER, table_rows
from ser_desktop.export.project.whole_file import made_beside
from ser_desktop.project.written_text import as_written
from ser_desktop.texts.messages import Message


def write(content: ProjectContent, path: Path) -> None:
    """Write a group of rows for each recording.

    Raises:
        OutputError: pyarrow is not installed, or the disk does not take it.
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        message = Message("export.needs_package", format="Parquet", package="pyarrow")
        raise OutputError(message) from None

    types = {NUMBER: pyarrow.float64(), COUNT: pyarrow.int64()}
    schema = pyarrow.schema(
        [(name, types.get(kind, pyarrow.string())) for name, kind in COLUMNS.items()]
    )
    with made_beside(path) as part, pyarrow.parquet.ParquetWriter(part, schema) as writer:
        for exported in content.recordings():
            rows = list(table_rows(exported))
            columns = [_column(rows, name) for name in COLUMNS]
            if rows:
                writer.write_table(pyarrow.table(columns, schema=schema))


def _column(rows: Sequence[dict[str, Any]], name: str) -> list[Any]:
    return [_cell(row[name]) for row in rows]


def _cell(value: Any) -> Any:
    return as_written(value) if isinstance(value, str) else value
