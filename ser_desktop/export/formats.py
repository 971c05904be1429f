"""The one table of export formats, and how a file is written."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from ser_desktop.emotion.results import Analysis
from ser_desktop.errors import DiskFullError, OutputError
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
    with open_replacing(path) as handle:
        handle.write(text)


@contextmanager
def open_replacing(path: Path, keep_partial: bool = False) -> Iterator[TextIO]:
    """A text file that takes the target's place when the block ends; after a fault there is none.

    A link is followed. What is neither a file nor missing (a pipe, a terminal) is written as it is.

    Args:
        path: the target.
        keep_partial: what was written before a fault stays, under a name that says so.

    Raises:
        DiskFullError: the disk is full.
        OutputError: it cannot be made, or the disk does not take what is written.
    """
    path = Path(os.path.realpath(path))
    if os.path.isdir(path):
        raise OutputError(f"{path} is a folder; name a file.")
    # os.path and not Path, which raises where a name is too long to be looked for.
    direct = os.path.exists(path) and not os.path.isfile(path)
    # Short: the target's own name may already be as long as names can be.
    name = f".ser-{secrets.token_hex(6)}.part"
    part = path if direct else path.with_name(name)
    try:
        with part.open(
            "w" if direct else "x", encoding="utf-8", newline="", errors="backslashreplace"
        ) as handle:
            yield handle
        if not direct:
            part.replace(path)
    except OSError as error:
        kind = DiskFullError if error.errno in (errno.ENOSPC, errno.EDQUOT) else OutputError
        kept = ""
        if keep_partial and not direct and part.exists() and part.stat().st_size:
            partial = path.with_name(f"{path.name}.partial")
            part.replace(partial)
            kept = f" What was found before is in {partial}."
        raise kind(f"{path} cannot be written: {error.strerror or error}.{kept}") from None
    finally:
        if not direct:
            with suppress(OSError):
                part.unlink(missing_ok=True)
