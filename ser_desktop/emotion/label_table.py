"""Reads LABELS.csv, a table of recordings with known emotions, as spreadsheets write it."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ser_desktop.emotion.labels import EMOTIONS, in_order
from ser_desktop.errors import SerError
from ser_desktop.regular_file import refuse_special
from ser_desktop.texts.error_reasons import reason_of
from ser_desktop.texts.messages import Message

MAX_BYTES = 32_000_000
"""About a million rows. A larger file is refused; it may have no end (``/dev/zero``)."""
_PATH_COLUMNS = ("file_path", "path", "file", "filename", "file_name")
_LABEL_COLUMNS = ("true_emotion", "emotion", "label")
_SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAX_SHOWN = 60
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class LabelledFile:
    """A row of the table."""

    path: Path
    emotion: str


@dataclass(frozen=True)
class _Columns:
    """Column numbers of path and emotion."""

    path: int
    emotion: int


def read_labels(path: Path, known: Sequence[str] = EMOTIONS) -> list[LabelledFile]:
    """Read a table with the columns ``file_path,true_emotion`` (or path/file, emotion/label).

    The separator is a comma, semicolon, tab or bar; the encoding UTF-8, UTF-16 or Windows-1252.
    Capitals and blanks in the heading and empty rows are ignored. Relative paths start at the
    table's folder.

    Args:
        path: the table.
        known: further labels that are allowed beside the eight.

    Raises:
        SerError: it cannot be read, lacks a column, or names an unknown emotion.
    """
    separator, rows = _rows(path, _text(path))
    heading = next(rows, [])
    columns = _columns(heading)
    if columns is None:
        raise SerError(_no_columns(path, heading, separator))
    labelled = [_labelled(path, row, columns) for row in rows]
    labels = in_order([*EMOTIONS, *known])
    unknown = sorted({row.emotion for row in labelled} - set(labels))
    if unknown:
        named = _shortened(", ".join(unknown))
        raise SerError(Message("labels.unknown", path=path, unknown=named, known=labels))
    if not labelled:
        raise SerError(Message("labels.empty", path=path))
    return labelled


def _text(path: Path) -> str:
    try:
        refuse_special(path)
        with path.open("rb") as handle:
            content = handle.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = reason_of(error)
        raise SerError(Message("labels.cannot_read", path=path, reason=reason)) from None
    if len(content) > MAX_BYTES:
        raise SerError(Message("labels.too_large", path=path, megabytes=MAX_BYTES // 1_000_000))
    encoding = encoding_of(content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise SerError(Message("labels.encoding", path=path)) from None
    if "\0" in text:
        raise SerError(Message("labels.encoding", path=path))
    return text


def encoding_of(content: bytes) -> str:
    """Guess the encoding of a text file from its byte order mark and its bytes.

    Args:
        content: all bytes of the file.
    """
    for mark, name in _MARKS:
        if content.startswith(mark):
            return name
    head = content[:200]
    # in UTF-16 every second byte of Latin text is zero
    if len(head) >= 4 and len(content) % 2 == 0:
        if head[1::2].count(0) > 0.8 * len(head[1::2]):
            return "utf-16-le"
        if head[::2].count(0) > 0.8 * len(head[::2]):
            return "utf-16-be"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _rows(path: Path, text: str) -> tuple[str, Iterator[list[str]]]:
    """Return the separator and the rows that are not empty, heading first."""
    text = text.lstrip("\r\n \ufeff")
    first, *rest = _LINE_END.split(text, maxsplit=1)
    stated = first.strip().strip('"').lower()
    if stated.startswith("sep=") and len(stated) <= 5:
        separator = first.strip().strip('"')[4:] or "\t"  # strip() removed the tab
        text = "".join(rest)
    else:
        separator = next((s for s in _SEPARATORS if _columns(_split(first, s)) is not None), ",")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    return separator, _checked(path, reader)


def _checked(path: Path, reader: Iterator[list[str]]) -> Iterator[list[str]]:
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield row
    except csv.Error as error:
        raise SerError(Message("labels.cannot_read", path=path, reason=reason_of(error))) from None


def _split(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([line.rstrip("\r")], delimiter=separator), [])
    except csv.Error:
        return []


def _columns(heading: Sequence[str]) -> _Columns | None:
    names = ["_".join(cell.strip().lower().replace("_", " ").split()) for cell in heading]
    path = next((names.index(name) for name in _PATH_COLUMNS if name in names), None)
    emotion = next((names.index(name) for name in _LABEL_COLUMNS if name in names), None)
    return None if path is None or emotion is None else _Columns(path, emotion)


def _no_columns(path: Path, heading: Sequence[str], separator: str) -> Message:
    name = _SEPARATORS.get(separator, repr(separator))
    shown = _shortened(", ".join(cell.strip() for cell in heading)) or "nothing"
    return Message("labels.columns", path=path, separator=name, heading=shown)


def _labelled(table: Path, row: Sequence[str], columns: _Columns) -> LabelledFile:
    name = row[columns.path] if columns.path < len(row) else ""
    emotion = row[columns.emotion] if columns.emotion < len(row) else ""
    if not name.strip() or not emotion.strip():
        raise SerError(Message("labels.row", path=table, row=_shortened(str(list(row)))))
    return LabelledFile(table.parent / _as_written(table, name), emotion.strip().lower())


def _as_written(table: Path, name: str) -> str:
    """Return the name with its blanks if such a file exists, else without."""
    bare = name.strip()
    try:
        return name if bare == name or (table.parent / name).exists() else bare
    except OSError:
        return bare


def _shortened(text: str) -> str:
    return text if len(text) <= _MAX_SHOWN else f"{text[:_MAX_SHOWN]}…"
