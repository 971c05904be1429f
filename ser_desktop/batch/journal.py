"""The journal of a run that makes one table: a line of JSON for each finished recording.

The first line names table, model and settings. Every further line contains the state of a recording
and its rows of the table, and is flushed at once, so that an interrupted run can be continued. An
incomplete last line is removed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ser_desktop.batch.places import Place, place_key
from ser_desktop.batch.record import LASTING_FAILURES
from ser_desktop.batch.recording_state import RecordingState
from ser_desktop.errors import AudioFileError, OutputError, OutputGoneError
from ser_desktop.export.result_tables import Row
from ser_desktop.regular_file import refuse_special
from ser_desktop.texts.error_reasons import writing_reason
from ser_desktop.texts.messages import Message

SCHEMA = 1


@dataclass(frozen=True)
class _Line:
    """Position of a recording's line in the file, and its content without the rows."""

    offset: int
    state: RecordingState
    error: AudioFileError | None


class Journal:
    """The journal of one table.

    Args:
        path: path of the journal, which is created with the first line.
        settings: table, model and settings of the run.

    Raises:
        OutputError: the journal cannot be read or written, or has other settings.
    """

    def __init__(self, path: Path, settings: str) -> None:
        self.path = path
        self._lines: dict[str, _Line] = {}
        head = {"schema": SCHEMA, "settings": settings}
        try:
            refuse_special(path)
            self._file = path.open("a+b")
            end = self._read(head)
            self._file.truncate(end)
            if end == 0:
                self._write(head)
        except OSError as error:
            raise self._cannot_write(error) from None

    def __len__(self) -> int:
        """Return the number of finished recordings."""
        return len(self._lines)

    def recordings(self) -> Iterator[tuple[RecordingState, AudioFileError | None]]:
        """Every finished recording, and why it failed where it did; the first finished first."""
        for line in self._lines.values():
            yield line.state, line.error

    def has(self, recording: Place) -> bool:
        """Whether a recording is finished: unchanged since, or bad and unchanged since."""
        line = self._lines.get(place_key(recording))
        if line is None or not line.state.holds(recording):
            return False
        return line.error is None or line.error.kind in LASTING_FAILURES

    def error_of(self, recording: Place) -> AudioFileError | None:
        """Return why a recording failed, where it did."""
        line = self._lines.get(place_key(recording))
        return None if line is None else line.error

    def rows_of(self, recording: Place) -> Iterator[Row]:
        """Read the rows of a recording; none where it is not finished."""
        line = self._lines.get(place_key(recording))
        if line is not None:
            self._file.seek(line.offset)
            yield from json.loads(self._file.readline())["rows"]

    def add(
        self, state: RecordingState, rows: list[Row], error: AudioFileError | None = None
    ) -> None:
        """Add a finished recording.

        Args:
            state: state of the recording when it was analysed.
            rows: rows of the table.
            error: why it failed; its rows may contain the error too.

        Raises:
            OutputError: the line cannot be written.
        """
        item = {
            "recording": [state.path, state.size_bytes, state.modified_ns, state.sha256],
            "error": None if error is None else [error.kind, str(error)],
            "rows": rows,
        }
        try:
            offset = self._write(item)
        except OSError as failure:
            raise self._cannot_write(failure) from None
        self._lines[state.path] = _Line(offset, state, error)

    def close(self) -> None:
        """Close the file without deleting it."""
        self._file.close()

    def remove(self) -> None:
        """Delete the journal after the table is written."""
        self._file.close()
        with suppress(OSError):
            self.path.unlink()

    def _read(self, head: dict[str, Any]) -> int:
        """Read the journal. Returns the end of the last complete line."""
        self._file.seek(0)
        end = 0
        for raw in self._file:
            try:
                item = json.loads(raw) if raw.endswith(b"\n") else None
                if item is None:
                    break
                if end > 0:
                    line = _line(end, item)
                    self._lines[line.state.path] = line
                elif item != head:
                    raise OutputError(Message("output.journal_in_use", path=self.path))
            except (ValueError, KeyError, TypeError):
                if end == 0:
                    raise OutputError(Message("output.journal_in_use", path=self.path)) from None
                break
            end += len(raw)
        return end

    def _write(self, item: dict[str, Any]) -> int:
        """Append a line. Returns its position.

        Raises:
            OutputGoneError: the journal was removed meanwhile; its lines would be lost.
        """
        if not self._is_in_place():
            raise OutputGoneError(Message("output.journal_gone", path=self.path))
        self._file.seek(0, os.SEEK_END)
        offset = self._file.tell()
        self._file.write(json.dumps(item, allow_nan=False).encode("ascii") + b"\n")
        self._file.flush()
        return offset

    def _is_in_place(self) -> bool:
        try:
            return os.path.samestat(os.fstat(self._file.fileno()), os.stat(self.path))
        except OSError:
            return False

    def _cannot_write(self, error: OSError) -> OutputError:
        reason = writing_reason(error)
        return OutputError(Message("file.cannot_write", path=self.path, reason=reason))


def _line(offset: int, item: dict[str, Any]) -> _Line:
    error = None if item["error"] is None else AudioFileError(*item["error"])
    return _Line(offset, RecordingState(*item["recording"]), error)
