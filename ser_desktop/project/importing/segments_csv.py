"""CSV of segments: a row each, columns by their names, comma, semicolon or tab between them."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from ser_desktop.project.importing.found import FoundLabel, seconds, share_of, unreadable
from ser_desktop.project.importing.text_file import read_text

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
    "track": ("track", "tier", "speaker", "channel"),
    "rater": ("rater", "annotator", "coder"),
    "intensity": ("annotation_intensity", "intensity"),
    "confidence": ("annotation_confidence", "confidence"),
    "note": ("note", "comment", "notes"),
    "kind": ("kind",),
}
_SEPARATORS = (",", ";", "\t")


def read(path: Path) -> list[FoundLabel]:
    """Read every row; of this program's own tables those of annotations.

    Raises:
        ProjectError: a column is missing, or a time is none.
    """
    text = read_text(path)
    if text.startswith("sep="):  # Excel's way to say what stands between the columns
        text = text.partition("\n")[2]
    heading = text.split("\n", 1)[0]
    separator = max(_SEPARATORS, key=heading.count)
    found = []
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        names = next(reader, [])
        columns = _columns(names)
        if "start" not in columns or not {"end", "duration"} & columns.keys():
            raise unreadable(path, "it has no columns start_s and end_s")
        for row in reader:
            if any(cell.strip() for cell in row[len(names) :]):
                counts = f"{len(row)} cells and the heading {len(names)}"
                reason = f"a row has {counts}; decimal commas need semicolons between columns"
                raise unreadable(path, reason)
            cells = {name: row[at].strip() for name, at in columns.items() if at < len(row)}
            if any(cells.values()) and cells.get("kind", "annotation") == "annotation":
                found.append(_label(path, cells))
    except csv.Error as error:
        raise unreadable(path, error) from None
    return found


def _columns(heading: list[str]) -> dict[str, int]:
    # ELAN writes "Begin Time - ss.msec".
    names = ["_".join(cell.partition(" - ")[0].strip().lower().split()) for cell in heading]
    return {
        column: next(names.index(name) for name in known if name in names)
        for column, known in _NAMES.items()
        if set(known) & set(names)
    }


def _label(path: Path, cells: Mapping[str, str]) -> FoundLabel:
    start_s = seconds(path, cells.get("start", ""))
    if cells.get("end"):
        end_s = seconds(path, cells["end"])
    else:
        end_s = start_s + seconds(path, cells.get("duration", ""))
    return FoundLabel(
        start_s,
        end_s,
        cells.get("text", ""),
        track=cells.get("track", ""),
        recording=cells.get("recording", ""),
        rater=cells.get("rater", ""),
        intensity=share_of(cells.get("intensity", "")),
        confidence=share_of(cells.get("confidence", "")),
        note=cells.get("note", ""),
    )
