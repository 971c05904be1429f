"""The record of a folder of results: ``ser-desktop-index.csv``, a row for each file or failure.

Most formats cannot store the recording's path. The record tells which file belongs to which
recording, and where an interrupted run continues. It is read at once and appended row by row; later
rows take precedence until the end of a run, which removes what they replace; an incomplete last row
is ignored. Texts that a spreadsheet would compute have an apostrophe before them.
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
from ser_desktop.errors import FAILURE_KINDS, AudioFileError, OutputError, OutputGoneError
from ser_desktop.export.formats import write_text
from ser_desktop.project.spreadsheet_text import as_given, as_text
from ser_desktop.regular_file import refuse_special
from ser_desktop.texts.error_reasons import writing_reason
from ser_desktop.texts.messages import Message

RECORD_NAME = "ser-desktop-index.csv"
LASTING_FAILURES = ("unreadable", "empty", "unsupported", "too_short")
"""Kinds of errors that recur while the file is unchanged; others may be temporary."""


@dataclass(frozen=True)
class Entry:
    """A file in the folder, or a recording that failed.

    Args:
        output: path below the folder, with ``/``; "" for a failure.
        recording: absolute path of the recording.
        channel: the separately analysed channel, from 0, or "".
        size_bytes, modified_ns: size and time of change of the recording when it was analysed.
        settings: model and settings, as ``settings_text`` has them.
        sha256: hash of the recording; "" if it failed.
        error_kind, error: kind and message of a failure.
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
        """Return whether the entry matches this unchanged recording and these settings."""
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
        folder: folder of the results; it may not exist yet.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._of_output: dict[str, Entry] = {}
        self._of_recording: dict[tuple[str, str], list[str]] = {}
        self._of_sha256: dict[str, str] = {}
        """The latest file by the hash of its recording."""
        self._failures: dict[str, Entry] = {}
        self._is_whole = _ends_whole(folder / RECORD_NAME)
        self._was_there = os.path.lexists(folder / RECORD_NAME)
        self._n_superseded = 0
        """Rows of the file that later ones replace."""
        for entry in _read(folder / RECORD_NAME):
            self._note(entry)

    def files(self) -> Iterator[Path]:
        """Every file in the record, and the record itself."""
        yield self.folder / RECORD_NAME
        for output in self._of_output:
            yield self.folder / output

    def knows(self, target: Path) -> bool:
        """Return whether the record contains a file."""
        return self._key(target) in self._of_output

    def output_of(self, recording: Path, channel: int | None, suffix: str) -> Path | None:
        """Return the existing file of a recording."""
        for output in self._of_recording.get((os.path.abspath(recording), _number(channel)), []):
            if output.endswith(suffix):
                return self.folder / output
        return None

    def is_done(self, target: Path, recording: Path, settings: str) -> bool:
        """Return whether a file exists for this unchanged recording and these settings."""
        entry = self._of_output.get(self._key(target))
        return entry is not None and os.path.lexists(target) and entry.is_of(recording, settings)

    def failure_of(self, recording: Path, settings: str) -> AudioFileError | None:
        """Return the error of a recording that failed before and is unchanged; else None."""
        entry = self._failures.get(os.path.abspath(recording))
        if entry is None or not entry.is_of(recording, settings):
            return None
        kind = next((kind for kind in FAILURE_KINDS if kind == entry.error_kind), None)
        if kind is None or kind not in LASTING_FAILURES:
            return None
        return AudioFileError(kind, entry.error)

    def check_there(self) -> None:
        """Raise if the record was removed since it was read or written.

        Raises:
            OutputGoneError: it was, and with it probably the folder.
        """
        if self._was_there and not os.path.lexists(self.folder / RECORD_NAME):
            raise OutputGoneError(Message("output.folder_gone", folder=self.folder))

    def renamed_from(self, recording: Path, sha256: str) -> tuple[str, str] | None:
        """Return the recording whose new name this may be, and its file in the folder.

        That is one of the same bytes which no longer exists.

        Args:
            recording: path of the recording.
            sha256: its hash.
        """
        entry = self._of_output.get(self._of_sha256.get(sha256, ""))
        if entry is None or entry.sha256 != sha256 or entry.recording == os.path.abspath(recording):
            return None
        return None if os.path.lexists(entry.recording) else (entry.recording, entry.output)

    def tidy(self) -> None:
        """Write the file without the rows that later ones replace, if it has any.

        Raises:
            OutputError: the folder does not take it.
        """
        if self._n_superseded:
            self.check_there()
            self._write_whole()

    def add(self, target: Path, file: FileInfo, channel: int | None, settings: str) -> None:
        """Add a written file of a recording, with the recording's state when it was analysed.

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
        """Add a recording that cannot be analysed; missing recordings are not added.

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
        self.check_there()
        try:
            refuse_special(path)
            if not self._is_whole:
                self._write_whole()
            new = not path.exists()
            with path.open("a", encoding="utf-8", newline="") as handle:
                handle.write((_line(_COLUMNS) if new else "") + _row(entry))
        except OSError as error:
            reason = writing_reason(error)
            raise OutputError(Message("file.cannot_write", path=path, reason=reason)) from None
        self._was_there = True
        self._note(entry)

    def _write_whole(self) -> None:
        rows = "".join(map(_row, self._entries()))
        write_text(self.folder / RECORD_NAME, _line(_COLUMNS) + rows)
        self._is_whole, self._n_superseded = True, 0

    def _entries(self) -> Iterator[Entry]:
        yield from self._of_output.values()
        yield from self._failures.values()

    def _note(self, entry: Entry) -> None:
        if not entry.output:
            self._n_superseded += entry.recording in self._failures
            self._failures[entry.recording] = entry
            return
        before = self._of_output.get(entry.output)
        if before is not None:
            self._n_superseded += 1
            self._of_recording[before.recording, before.channel].remove(entry.output)
        self._of_output[entry.output] = entry
        self._of_sha256[entry.sha256] = entry.output
        self._of_recording.setdefault((entry.recording, entry.channel), []).append(entry.output)
        self._n_superseded += self._failures.pop(entry.recording, None) is not None

    def _key(self, target: Path) -> str:
        return target.relative_to(self.folder).as_posix()


def _ends_whole(path: Path) -> bool:
    """Return whether rows can be appended: the last one is complete, and all columns exist."""
    try:
        refuse_special(path)
        with path.open("rb") as handle:
            first = handle.readline().decode("utf-8", "replace").rstrip("\r\n")
            handle.seek(-1, os.SEEK_END)
            return handle.read(1) == b"\n" and first == ",".join(_COLUMNS)
    except OSError:
        return not path.exists()


def _read(path: Path) -> Iterator[Entry]:
    try:
        refuse_special(path)
        # Earlier versions wrote the bytes of names as they are.
        with path.open(encoding="utf-8", newline="", errors="surrogateescape") as handle:
            for cells in csv.DictReader(handle):
                row = {n: as_given(c) if isinstance(c, str) else c for n, c in cells.items()}
                whole = all(isinstance(row.get(name), str) for name in _MIN_COLUMNS)
                if whole and _is_below(row["output"]):
                    yield Entry(*(row.get(name) or "" for name in _COLUMNS))
    except (OSError, csv.Error):
        return  # the record counts as empty


def _is_below(output: str) -> bool:
    """Return whether a path is below the folder; another program may write the record."""
    path = PurePath(output)
    return not (path.is_absolute() or path.drive) and ".." not in path.parts


def _number(channel: int | None) -> str:
    return "" if channel is None else str(channel)


def _row(entry: Entry) -> str:
    return _line(astuple(entry))


def _line(cells: tuple[str, ...]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(map(as_text, cells))
    return out.getvalue()
