"""Progress over days on disk: a line of JSON for each take, only ever appended.

A line is flushed to disk before it counts. Incomplete lines after a crash and unknown lines are
skipped and not changed.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from ser_desktop.errors import OutputError
from ser_desktop.practice.progress_entry import ProgressEntry, entry_of, line_of
from ser_desktop.practice.target import Target
from ser_desktop.regular_file import refuse_special
from ser_desktop.texts.error_reasons import reason_of, writing_reason
from ser_desktop.texts.messages import Message

SCHEMA = 1
FILE_NAME = "progress.jsonl"
_HEAD = {"ser_desktop_practice": SCHEMA}


@dataclass(frozen=True)
class Progress:
    """The contents of the file.

    Args:
        entries: in the order of the file.
        n_unreadable: number of unreadable lines.
    """

    entries: tuple[ProgressEntry, ...] = ()
    n_unreadable: int = 0


class ProgressFile:
    """The progress file of one profile.

    Args:
        folder: its folder; created with the first entry.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME

    def read(self) -> Progress:
        """Read every entry.

        Raises:
            OutputError: the file cannot be read, or is not one of these.
        """
        try:
            refuse_special(self.path)
            lines = self.path.read_bytes().split(b"\n")
        except FileNotFoundError:
            return Progress()
        except OSError as error:
            raise OutputError(
                Message("file.cannot_read", path=self.path, reason=reason_of(error))
            ) from None
        if lines == [b""]:
            return Progress()
        self._check_head(lines[0])
        entries, n_unreadable = [], 0
        for line in lines[1:]:
            try:
                if line.strip():
                    entries.append(entry_of(line.decode("utf-8")))
            except ValueError:
                n_unreadable += 1
        return Progress(tuple(entries), n_unreadable)

    def append(self, entry: ProgressEntry) -> None:
        """Append a take; it is on disk when this returns.

        Raises:
            OutputError: the disk does not take it, or the file is not one of these.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            refuse_special(self.path)
            with self.path.open("a+b") as file:
                file.write(self._lead(file.seek(0, os.SEEK_END)) + line_of(entry).encode() + b"\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise OutputError(
                Message("file.cannot_write", path=self.path, reason=writing_reason(error))
            ) from None

    def _lead(self, size: int) -> bytes:
        """Return the header of a new file, or the end of an incomplete last line."""
        if size == 0:
            return json.dumps(_HEAD).encode() + b"\n"
        with self.path.open("rb") as file:
            self._check_head(file.readline().rstrip(b"\n"))
            file.seek(-1, os.SEEK_END)
            return b"" if file.read(1) == b"\n" else b"\n"

    def _check_head(self, line: bytes) -> None:
        try:
            head = json.loads(line)
        except (ValueError, RecursionError):
            head = None
        schema = head.get("ser_desktop_practice") if isinstance(head, dict) else None
        if isinstance(schema, int) and schema > SCHEMA:
            raise OutputError(Message("practice.newer_file", path=self.path))
        if schema != SCHEMA:
            raise OutputError(Message("practice.foreign_file", path=self.path))


def of_target(entries: tuple[ProgressEntry, ...], target: Target) -> list[ProgressEntry]:
    """Return the takes against one target, in their order."""
    return [entry for entry in entries if entry.score.target == target]
