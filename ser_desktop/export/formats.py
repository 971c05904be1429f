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
from ser_desktop.export import (
    audacity,
    csv_table,
    json_lines,
    subrip,
    summary_csv,
    text_table,
    textgrid,
)
from ser_desktop.texts.error_reasons import reason_not_written
from ser_desktop.texts.messages import Message


def _always(_analysis: Analysis) -> bool:
    return True


@dataclass(frozen=True)
class ExportFormat:
    """A text format for an analysis.

    Args:
        name: name on the command line.
        suffix: suffix of its files.
        render: converts an analysis to text.
        applies: whether an analysis has such a file.
    """

    name: str
    suffix: str
    render: Callable[[Analysis], str]
    applies: Callable[[Analysis], bool] = _always

    @property
    def title(self) -> str:
        """Title in dialogs: the text ``format.<name>``, or the name for formats of packages."""
        try:
            return str(Message(f"format.{self.name}"))
        except KeyError:
            return self.name


EXPORT_FORMATS = {
    item.name: item
    for item in (
        ExportFormat("csv", ".csv", csv_table.render),
        ExportFormat("jsonl", ".json", json_lines.render),
        ExportFormat("audacity", ".txt", audacity.render),
        ExportFormat("textgrid", ".TextGrid", textgrid.render),
        ExportFormat("srt", ".srt", subrip.render),
    )
}
TABLE = ExportFormat("table", ".txt", text_table.render)
SUMMARY = ExportFormat("summary", ".csv", summary_csv.render)
MANY_IN_ONE = (TABLE.name, SUMMARY.name, "jsonl")
"""Formats that can contain several recordings in one file."""


def write_text(path: Path, text: str) -> None:
    """Write a temporary file and rename it: an old file stays until the new one is complete.

    Raises:
        OutputError: the file cannot be written; nothing is left behind.
    """
    with open_replacing(path) as handle:
        handle.write(text)


@contextmanager
def open_replacing(path: Path, keep_partial: bool = False) -> Iterator[TextIO]:
    """Open a text file that replaces the target at the end of the block, and not after an error.

    Links are followed. A pipe or terminal is written directly.

    Args:
        path: the target.
        keep_partial: keep the incomplete file after an error, under a name that tells so.

    Raises:
        DiskFullError: the disk is full.
        OutputError: the file cannot be created or written.
    """
    path = Path(os.path.realpath(path))
    if os.path.isdir(path):
        raise OutputError(Message("output.is_folder", path=path))
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
        reason = reason_not_written(error, path)
        message = Message("file.cannot_write", path=path, reason=reason)
        if keep_partial and not direct and part.exists() and part.stat().st_size:
            partial = path.with_name(f"{path.name}.partial")
            part.replace(partial)
            message = Message("output.partial", path=path, reason=reason, partial=partial)
        raise kind(message) from None
    finally:
        if not direct:
            with suppress(OSError):
                part.unlink(missing_ok=True)
