"""CSV of segments: a row each, columns by their names, with comma, semicolon, tab or bar."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ser_desktop.project.importing.found import FoundLabel, seconds, share_of, unreadable
from ser_desktop.project.importing.text_file import read_text
from ser_desktop.project.spreadsheet_text import as_given
from ser_desktop.texts.messages import Message

_NAMES: dict[str, tuple[str, ...]] = {
    "start": (
        *("start_s", "start", "begin", "start_time", "begin_time", "onset", "xmin", "tmin"),
        *("from", "start_sec", "start_seconds"),
    ),
    "end": (
        *("end_s", "end", "stop", "end_time", "stop_time", "offset", "xmax", "tmax"),
        *("to", "end_sec", "end_seconds"),
    ),
    "duration": ("duration_s", "duration", "length"),
    "text": ("annotation_weights", "annotation", "emotion", "true_emotion", "label", "text"),
    "recording": ("file", "file_path", "filename", "file_name", "path", "recording"),
    "tier": ("tier", "tier_name"),
    "track": ("track", "participant", "speaker", "channel"),
    "rater": ("rater", "annotator", "coder"),
    "intensity": ("annotation_intensity", "intensity"),
    "confidence": ("annotation_confidence", "confidence"),
    "note": ("note", "comment", "notes"),
    "kind": ("kind",),
}
_SEPARATORS = (",", ";", "\t", "|")
_UNITS = {
    1.0: ("s", "sec", "secs", "second", "seconds", "ss.msec", "hh:mm:ss.ms", "h:m:s"),
    0.001: ("ms", "msec", "msecs", "millisecond", "milliseconds"),
}
_UNIT_S = {name: unit_s for unit_s, names in _UNITS.items() for name in names}
_HEADING = re.compile(
    r"(?P<name>.*?)(?:\s+-\s+(?P<after>.+)|\s*[(\[](?P<within>[^)\]]*)[)\]]|[_\s](?P<last>[a-z]+))?"
)
"""``Begin Time - msec`` (ELAN), ``start (s)``, ``start_ms``."""


@dataclass(frozen=True)
class _Column:
    """Where a column is, and the unit of its times in seconds."""

    at: int
    unit_s: float = 1.0


def read(path: Path) -> list[FoundLabel]:
    """Read every row; of this program's own tables those of annotations.

    Raises:
        ProjectError: a column is missing, or a time is none.
    """
    return read_table(path, read_text(path))


def read_table(path: Path, text: str) -> list[FoundLabel]:
    """Read a table with a heading.

    Args:
        path: the file, named in errors.
        text: its content.

    Raises:
        ProjectError: a column is missing, or a time is none.
    """
    text, stated = _without_statement(text.lstrip("\r\n \ufeff"))
    heading = text.split("\n", 1)[0]
    separator = stated or max(_SEPARATORS, key=heading.count)
    labels = []
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        names = next(reader, [])
        columns = _columns(names)
        if not has_times(columns):
            raise unreadable(path, Message("reason.no_columns"))
        for row in reader:
            if any(cell.strip() for cell in row[len(names) :]):
                counts = Message("reason.cells", n=len(row), expected=len(names))
                raise unreadable(path, counts)
            cells = {n: as_given(row[c.at].strip()) for n, c in columns.items() if c.at < len(row)}
            if any(cells.values()) and cells.get("kind", "annotation") == "annotation":
                labels.append(_label(path, cells, columns))
    except csv.Error as error:
        raise unreadable(path, error) from None
    return labels


def is_heading(line: str) -> bool:
    """Return whether a line names columns of times, apart by any separator."""
    return any(
        has_times(_columns([cell.strip('"') for cell in line.split(separator)]))
        for separator in _SEPARATORS
    )


def has_times(columns: Mapping[str, _Column]) -> bool:
    """Return whether there is a start, and an end or a duration."""
    return "start" in columns and bool({"end", "duration"} & columns.keys())


def _without_statement(text: str) -> tuple[str, str]:
    """The text without Excel's way to say what stands between the columns, and what does."""
    first, _, rest = text.partition("\n")
    stated = first.strip(' "').lower()
    if not stated.startswith("sep=") or len(stated) > len("sep=,"):
        return text, ""
    return rest, stated[len("sep=") :] or "\t"


def _columns(heading: list[str]) -> dict[str, _Column]:
    columns: dict[str, _Column] = {}
    names = [_name_and_unit(cell) for cell in heading]
    for column, known in _NAMES.items():
        for wanted in known:
            at = next((at for at, (name, _) in enumerate(names) if name == wanted), None)
            if at is not None and column not in columns:
                columns[column] = _Column(at, names[at][1])
    return columns


def _name_and_unit(cell: str) -> tuple[str, float]:
    """The name of a column in small letters with ``_`` for blanks, and the unit of its times."""
    cell = " ".join(cell.strip().lower().split())
    whole = cell.replace(" ", "_")
    if any(whole in known for known in _NAMES.values()):
        return whole, 1.0
    match = _HEADING.fullmatch(cell)
    assert match is not None  # its last part is optional
    unit = match["after"] or match["within"] or match["last"] or ""
    if unit.strip() not in _UNIT_S:
        return whole, 1.0
    return match["name"].strip().replace(" ", "_"), _UNIT_S[unit.strip()]


def _label(path: Path, cells: Mapping[str, str], columns: Mapping[str, _Column]) -> FoundLabel:
    def time(name: str) -> float:
        return seconds(path, cells.get(name, ""), columns[name].unit_s)

    start_s = time("start")
    end_s = (
        time("end")
        if cells.get("end")
        else start_s + time("duration")
        if "duration" in cells
        else start_s
    )
    return FoundLabel(
        start_s,
        end_s,
        cells.get("text", ""),
        cells.get("tier", ""),
        track=cells.get("track", ""),
        recording=cells.get("recording", ""),
        rater=cells.get("rater", ""),
        intensity=share_of(cells.get("intensity", "")),
        confidence=share_of(cells.get("confidence", "")),
        note=cells.get("note", ""),
    )
