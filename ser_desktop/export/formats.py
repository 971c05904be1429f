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
from ser_desktop.texts.messages import Message


@dataclass(frozen=True)
class ExportFormat:
    """A format by which an analysis can be written as text.

    Args:
        name: on the command line.
        suffix: of its files.
        render: an analysis to text.
    """

    name: str
    suffix: str
    render: Callable[[Analysis], str]

    @property
    def title(self) -> str:
        """What people read in dialogs: the text ``format.<name>``, or of a package its name."""
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
"""Formats that hold any number of recordings in one file."""


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
        reason = error.strerror or error
        said = Message("file.cannot_write", path=path, reason=reason)
        if keep_partial and not direct and part.exists() and part.stat().st_size:
            partial = path.with_name(f"{path.name}.partial")
            part.replace(partial)
            said = Message("output.partial", path=path, reason=reason, partial=partial)
        raise kind(said) from None
    finally:
        if not direct:
            with suppress(OSError):
                part.unlink(missing_ok=True)
