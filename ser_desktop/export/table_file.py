"""A table of results as a file: CSV, or Parquet where pyarrow is installed."""

from __future__ import annotations

import csv
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from ser_desktop.errors import OutputError
from ser_desktop.export.csv_cell import DECIMALS, csv_cell
from ser_desktop.export.formats import open_replacing
from ser_desktop.export.recording_table import Column
from ser_desktop.export.result_tables import Row
from ser_desktop.project.written_text import as_written
from ser_desktop.texts.error_reasons import writing_reason
from ser_desktop.texts.messages import Message

ROWS_PER_GROUP = 50_000
"""Rows in a row group of Parquet."""
_COLUMNS_OF_ALL = {"label", "confidence", "intensity", "model", "model_version"}
"""Columns by which a table of this program is known, beside the first, ``file``."""
_MAX_HEADER = 65_536


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


def check_replaceable(path: Path) -> None:
    """Raise if a file that is no table of this program would be replaced.

    Raises:
        OutputError: it is another file; an empty one, or none, is no reason.
    """
    try:
        if not path.is_file() or not path.stat().st_size:
            return
        names = _parquet_names(path) if path.suffix.lower() == ".parquet" else _csv_names(path)
    except (OSError, ValueError, csv.Error):
        names = []
    if names[:1] != ["file"] or not set(names) >= _COLUMNS_OF_ALL:
        raise OutputError(Message("output.foreign_table", path=path))


def _csv_names(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as handle:
        return next(csv.reader([handle.readline(_MAX_HEADER)]), [])


def _parquet_names(path: Path) -> list[str]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return list(pq.read_schema(path).names)
    except pa.ArrowException:
        return []


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
            writer.writerow([csv_cell(value) for value in row])


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
                values = [
                    [_parquet_value(value) for value in column]
                    for column in zip(*group, strict=True)
                ]
                arrays = [
                    pa.array(column, field.type)
                    for column, field in zip(values, schema, strict=True)
                ]
                writer.write_table(pa.table(arrays, schema=schema))
        part.replace(path)
    except OSError as error:
        reason = writing_reason(error)
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


def _parquet_value(value: object) -> object:
    """Round as in CSV, and write names that are no UTF-8 as in every other file."""
    if isinstance(value, float):
        return round(value, DECIMALS)
    return as_written(value) if isinstance(value, str) else value
