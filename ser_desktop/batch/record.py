"""What is done in a folder of results: ``ser-desktop-index.csv``, a row a file or failure.

Most formats have no place for the recording's path, a second run into the same folder must not take
another recording's file for its own, and a run that was killed goes on where it ended. The record
is read at once and appended to row by row; later rows count, and a torn last row is dropped.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields
from pathlib import Path, PurePath

from ser_desktop.batch.recording_state import RecordingState
from ser_desktop.emotion.results import FileInfo
from ser_desktop.errors import FAILURE_KINDS, AudioFileError, OutputError
from ser_desktop.export.formats import write_text
from ser_desktop.texts.messages import Message

RECORD_NAME = "ser-desktop-index.csv"
LASTING_FAILURES = ("unreadable", "empty", "unsupported", "too_short")
"""Kinds that come again as long as the file is the same; others may go away by themselves."""


@dataclass(frozen=True)
class Entry:
    """One file of the folder, or one recording that failed.

    Args:
        output: path below the folder, with ``/``; "" for a failure.
        recording: the absolute path of what was analysed.
        channel: the one that was heard alone, from 0, or "".
        size_bytes, modified_ns: of the recording when it was analysed.
        settings: model and settings, as ``settings_text`` has them.
        sha256: of the recording; "" where it failed.
        error_kind, error: of a failure.
    """

    output: str
    recording: str
    channel: str
    size_bytes: str
    modified_ns: str
    settings: str
    sha256: str = ""
    error_kind: str = ""
    error: str = ""

    def is_of(self, recording: Path, settings: str) -> bool:
        """Return whether it is of this recording as it is now, by these settings."""
        if self.settings != settings or not (
            self.size_bytes.isdecimal() and self.modified_ns.isdecimal()
        ):
            return False
        state = RecordingState(
            self.recording, int(self.size_bytes), int(self.modified_ns), self.sha256
        )
        return state.holds(recording)


_COLUMNS = tuple(field.name for field in fields(Entry))
_MIN_COLUMNS = _COLUMNS[:6]


class FolderRecord:
    """The record of one folder.

    Args:
        folder: where the results lie; it need not exist yet.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._of_output: dict[str, Entry] = {}
        self._of_recording: dict[tuple[str, str], list[str]] = {}
        self._failures: dict[str, Entry] = {}
        self._is_whole = _ends_whole(folder / RECORD_NAME)
        for entry in _read(folder / RECORD_NAME):
            self._note(entry)

    def files(self) -> Iterator[Path]:
        """Every file it knows, and its own."""
        yield self.folder / RECORD_NAME
        for output in self._of_output:
            yield self.folder / output

    def knows(self, target: Path) -> bool:
        """Whether it says whose file this is."""
        return self._key(target) in self._of_output

    def output_of(self, recording: Path, channel: int | None, suffix: str) -> Path | None:
        """Return the file that a recording already has."""
        for output in self._of_recording.get((os.path.abspath(recording), _number(channel)), []):
            if output.endswith(suffix):
                return self.folder / output
        return None

    def is_done(self, target: Path, recording: Path, settings: str) -> bool:
        """Whether a file is there, of this recording as it is now and by these settings."""
        entry = self._of_output.get(self._key(target))
        return entry is not None and os.path.lexists(target) and entry.is_of(recording, settings)

    def failure_of(self, recording: Path, settings: str) -> AudioFileError | None:
        """Return why a recording failed before and would again, being unchanged; else None."""
        entry = self._failures.get(os.path.abspath(recording))
        if entry is None or not entry.is_of(recording, settings):
            return None
        kind = next((kind for kind in FAILURE_KINDS if kind == entry.error_kind), None)
        if kind is None or kind not in LASTING_FAILURES:
            return None
        return AudioFileError(kind, entry.error)

    def add(self, target: Path, file: FileInfo, channel: int | None, settings: str) -> None:
        """Note a file that was written, of a recording as it was when it was analysed.

        Raises:
            OutputError: the folder does not take it.
        """
        state = RecordingState.of(file)
        self._append(
            Entry(
                self._key(target),
                state.path,
                _number(channel),
                str(state.size_bytes),
                str(state.modified_ns),
                settings,
                state.sha256,
            )
        )

    def add_failure(self, recording: Path, error: AudioFileError, settings: str) -> None:
        """Note a recording that cannot be analysed; one that is not there leaves no trace.

        Raises:
            OutputError: the folder does not take it.
        """
        state = RecordingState.now(recording)
        if state is None:
            return
        self._append(
            Entry(
                "",
                state.path,
                "",
                str(state.size_bytes),
                str(state.modified_ns),
                settings,
                error_kind=error.kind,
                error=str(error),
            )
        )

    def _append(self, entry: Entry) -> None:
        before = self._of_output.get(entry.output) or self._failures.get(entry.recording)
        if before == entry:
            return
        path = self.folder / RECORD_NAME
        if not self._is_whole:
            write_text(path, _line(_COLUMNS) + "".join(map(_line, map(astuple, self._entries()))))
            self._is_whole = True
        try:
            new = not path.exists()
            with path.open("a", encoding="utf-8", newline="", errors="surrogateescape") as handle:
                handle.write((_line(_COLUMNS) if new else "") + _line(astuple(entry)))
        except OSError as error:
            reason = error.strerror or error
            raise OutputError(Message("file.cannot_write", path=path, reason=reason)) from None
        self._note(entry)

    def _entries(self) -> Iterator[Entry]:
        yield from self._of_output.values()
        yield from self._failures.values()

    def _note(self, entry: Entry) -> None:
        if not entry.output:
            self._failures[entry.recording] = entry
            return
        before = self._of_output.get(entry.output)
        if before is not None:
            self._of_recording[before.recording, before.channel].remove(entry.output)
        self._of_output[entry.output] = entry
        self._of_recording.setdefault((entry.recording, entry.channel), []).append(entry.output)
        self._failures.pop(entry.recording, None)

    def _key(self, target: Path) -> str:
        return target.relative_to(self.folder).as_posix()


def _ends_whole(path: Path) -> bool:
    """Whether rows can be appended: the last one has its end, and the columns are all there."""
    try:
        with path.open("rb") as handle:
            first = handle.readline().decode("utf-8", "replace").rstrip("\r\n")
            handle.seek(-1, os.SEEK_END)
            return handle.read(1) == b"\n" and first == ",".join(_COLUMNS)
    except OSError:
        return not path.exists()


def _read(path: Path) -> Iterator[Entry]:
    try:
        with path.open(encoding="utf-8", newline="", errors="surrogateescape") as handle:
            for row in csv.DictReader(handle):
                whole = all(isinstance(row.get(name), str) for name in _MIN_COLUMNS)
                if whole and _is_below(row["output"]):
                    yield Entry(*(row.get(name) or "" for name in _COLUMNS))
    except (OSError, csv.Error):
        return  # nothing is known then


def _is_below(output: str) -> bool:
    """Whether it stays in the folder, also where another program wrote the record."""
    path = PurePath(output)
    return not (path.is_absolute() or path.drive) and ".." not in path.parts


def _number(channel: int | None) -> str:
    return "" if channel is None else str(channel)


def _line(cells: tuple[str, ...]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()
