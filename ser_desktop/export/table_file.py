"""A table of results as a file: CSV, or Parquet where pyarrow is installed."""

from __future__ import annotations

import csv
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from ser_desktop.errors import OutputError
from ser_desktop.export.formats import open_replacing
from ser_desktop.export.result_tables import Column, Row
from ser_desktop.project.spreadsheet_text import as_text
from ser_desktop.texts.error_reasons import reason_not_written
from ser_desktop.texts.messages import Message

ROWS_PER_GROUP = 50_000
"""Rows in a row group of Parquet."""


def check_table_file(path: Path) -> None:
    """Raise if no table can be written to this path.

    Raises:
        OutputError: the suffix names no format, or pyarrow is not installed.
    """
    suffix = path.suffix.lower()
    if suffix not in (".csv", ".parquet"):
        raise OutputError(Message("output.table_suffix", path=path))
    if suffix == ".parquet" and find_spec("pyarrow") is None:
        raise OutputError(Message("output.no_pyarrow"))


def write_table(
    path: Path,
    columns: Sequence[Column],
    rows: Iterable[Row],
    footer: Mapping[str, str] | None = None,
) -> None:
    """Write beside the target and rename; the suffix says the format.

    Args:
        path: ends in .csv or .parquet.
        columns: name and type of each value of a row.
        rows: taken one by one; memory does not grow with their number.
        footer: of Parquet alone: texts by name that are kept with the schema.

    Raises:
        OutputError: the file cannot be written.
    """
    check_table_file(path)
    if path.suffix.lower() == ".parquet":
        _write_parquet(path, columns, rows, footer or {})
    else:
        _write_csv(path, columns, rows)


def _write_csv(path: Path, columns: Sequence[Column], rows: Iterable[Row]) -> None:
    with open_replacing(path) as handle:
        writer = csv.writer(handle, lineterminator="\r\n")
        writer.writerow([column.name for column in columns])
        for row in rows:
            writer.writerow([_csv_cell(value) for value in row])


def _csv_cell(value: object) -> object:
    return int(value) if isinstance(value, bool) else as_text(value)


def _write_parquet(
    path: Path, columns: Sequence[Column], rows: Iterable[Row], footer: Mapping[str, str]
) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = {"text": pa.string(), "number": pa.float64(), "flag": pa.bool_()}
    schema = pa.schema([(column.name, types[column.type]) for column in columns], footer)
    part = path.with_name(f".ser-{secrets.token_hex(6)}.part")
    try:
        with pq.ParquetWriter(part, schema) as writer:
            for group in _groups(rows):
                values = [[_utf8(value) for value in column] for column in zip(*group, strict=True)]
                arrays = [
                    pa.array(column, field.type)
                    for column, field in zip(values, schema, strict=True)
                ]
                writer.write_table(pa.table(arrays, schema=schema))
        part.replace(path)
    except OSError as error:
        reason = reason_not_written(error, path)
        raise OutputError(Message("file.cannot_write", path=path, reason=reason)) from None
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _groups(rows: Iterable[Row]) -> Iterator[list[Row]]:
    group: list[Row] = []
    for row in rows:
        group.append(row)
        if len(group) == ROWS_PER_GROUP:
            yield group
            group = []
    if group:
        yield group


def _utf8(value: object) -> object:
    """Escape characters that UTF-8 cannot encode, from invalid file names."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    return value
