"""The one table of export formats, and how a file is written."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ser_desktop.emotion.results import Analysis
from ser_desktop.errors import OutputError
from ser_desktop.export import audacity, csv_table, json_lines, subrip, text_table, textgrid


@dataclass(frozen=True)
class ExportFormat:
    """A format by which an analysis can be written as text."""

    name: str
    suffix: str
    title: str
    render: Callable[[Analysis], str]


EXPORT_FORMATS = {
    item.name: item
    for item in (
        ExportFormat("csv", ".csv", "CSV, a row for each window", csv_table.render),
        ExportFormat("jsonl", ".json", "JSON with everything", json_lines.render),
        ExportFormat("audacity", ".txt", "Audacity labels", audacity.render),
        ExportFormat("textgrid", ".TextGrid", "Praat TextGrid", textgrid.render),
        ExportFormat("srt", ".srt", "Subtitles (SRT)", subrip.render),
    )
}
TABLE = ExportFormat("table", ".txt", "Table for people", text_table.render)


def write_text(path: Path, text: str) -> None:
    """Write beside the target and rename: what was there stays until the new file is whole.

    Raises:
        OutputError: the folder or disk does not take it; nothing is left behind.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as handle:
            handle.write(text)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True) if part.parent.is_dir() else None
        raise OutputError(f"{path} cannot be written: {error.strerror or error}.") from None
