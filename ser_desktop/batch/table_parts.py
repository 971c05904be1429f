"""A table as a folder of Parquet files, one for some number of recordings each.

A part is written beside and renamed. It holds the rows of its recordings, and in its footer what
these recordings are: a part and the record of it cannot come apart. Recordings of the part that is
not full yet wait in a journal. Whatever moment a run is killed at, the next one finds every
finished recording once: a journal is deleted after its part is in its place, and one that is found
beside its part is of no use any more.

Programs that read such folders ignore names that begin with an underscore.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import astuple, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ser_desktop.batch.journal import Journal
from ser_desktop.batch.places import Place, place_key
from ser_desktop.batch.record import LASTING_FAILURES
from ser_desktop.batch.recording_state import RecordingState
from ser_desktop.errors import AudioFileError, OutputError
from ser_desktop.export.recording_table import Column
from ser_desktop.export.result_tables import Row
from ser_desktop.export.table_file import write_table
from ser_desktop.texts.error_reasons import reason_of
from ser_desktop.texts.messages import Message

FILES_PER_PART = 1000
_FOOTER = "ser-desktop"
_SCHEMA = 1
_PART = re.compile(r"part-(\d{6,})\.parquet")


@dataclass(frozen=True)
class _Done:
    """A finished recording, the part that holds it, and its name in the rows."""

    part: int
    state: RecordingState
    shown: str
    error: AudioFileError | None


class TableParts:
    """The folder of one table. More recordings may be added to it by later runs.

    Args:
        folder: made where it is not there.
        columns: of the table; the first is the recording as it was given.
        settings: table, model and settings of this run.
        files_per_part: recordings in each part but the last one of a run.

    Raises:
        OutputError: pyarrow is missing, the folder cannot be written, or is of other settings.
    """

    def __init__(
        self,
        folder: Path,
        columns: Sequence[Column],
        settings: str,
        files_per_part: int = FILES_PER_PART,
    ) -> None:
        if find_spec("pyarrow") is None:
            raise OutputError(Message("output.no_pyarrow"))
        self.kept_in = self._folder = folder
        self._columns, self._settings = columns, settings
        self._files_per_part = files_per_part
        self._done: dict[str, _Done] = {}
        _make(folder)
        for number, path in self._parts():
            for done in self._read(number, path):
                self._done[done.state.path] = done
        self._number = max((number for number, _ in self._parts()), default=-1) + 1
        self._delete_journals_of_parts()
        self._journal = self._open_journal()

    def has(self, recording: Place) -> bool:
        """Return whether a recording is finished: unchanged since, or bad and unchanged since."""
        if self._journal.has(recording):
            return True
        done = self._done.get(place_key(recording))
        if done is None or not done.state.holds(recording):
            return False
        return done.error is None or done.error.kind in LASTING_FAILURES

    def error_of(self, recording: Place) -> AudioFileError | None:
        """Return why a recording failed, where it did."""
        done = self._done.get(place_key(recording))
        return self._journal.error_of(recording) or (None if done is None else done.error)

    def add(
        self, state: RecordingState, rows: list[Row], error: AudioFileError | None = None
    ) -> None:
        """Keep what came of a recording; a part that is full is written.

        Raises:
            OutputError: the disk does not take it.
        """
        self._remove_older(state.path)
        self._journal.add(state, rows, error)
        if len(self._journal) >= self._files_per_part:
            self._write_part()

    def finish(self, _recordings: Sequence[Place] = ()) -> None:
        """Write the last part."""
        if len(self._journal):
            self._write_part()
        self._journal.remove()

    def close(self) -> None:
        """Close the journal; it stays."""
        self._journal.close()

    def _write_part(self) -> None:
        path = self._path(self._number)
        entries = []
        for state, error in self._journal.recordings():
            first = next(self._journal.rows_of(_place(state)), None)
            shown = state.path if first is None else str(first[0])
            entries.append(_Done(self._number, state, shown, error))
        rows = (row for done in entries for row in self._journal.rows_of(_place(done.state)))
        self._write(path, rows, entries)
        self._done.update((done.state.path, done) for done in entries)
        self._journal.remove()
        self._number += 1
        self._journal = self._open_journal()

    def _remove_older(self, key: str) -> None:
        """Take a recording that was changed, or that failed before, out of its part."""
        older = self._done.pop(key, None)
        if older is None:
            return
        import pyarrow.parquet as pq

        path = self._path(older.part)
        left = [done for done in self._done.values() if done.part == older.part]
        table = pq.read_table(path)
        rows = (list(row.values()) for row in table.to_pylist() if row["file"] != older.shown)
        self._write(path, rows, left)

    def _write(self, path: Path, rows: Iterable[Row], entries: Sequence[_Done]) -> None:
        recordings = [
            [*astuple(done.state), done.shown, _error_values(done.error)] for done in entries
        ]
        footer = {"schema": _SCHEMA, "settings": self._settings, "recordings": recordings}
        write_table(path, self._columns, rows, {_FOOTER: json.dumps(footer)})

    def _read(self, number: int, path: Path) -> Iterator[_Done]:
        """Read which recordings a part holds.

        Raises:
            OutputError: it is no part of this table.
        """
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            metadata = pq.read_schema(path).metadata or {}
            footer = json.loads(metadata[_FOOTER.encode()])
            if (footer["schema"], footer["settings"]) != (_SCHEMA, self._settings):
                raise OutputError(Message("output.parts_in_use", path=path))
            for *state, shown, error in footer["recordings"]:
                failure = None if error is None else AudioFileError(*error)
                yield _Done(number, RecordingState(*state), shown, failure)
        except (OSError, pa.ArrowException, ValueError, KeyError, TypeError):
            raise OutputError(Message("output.parts_in_use", path=path)) from None

    def _parts(self) -> list[tuple[int, Path]]:
        matches = ((_PART.fullmatch(path.name), path) for path in self._folder.iterdir())
        return sorted((int(match[1]), path) for match, path in matches if match)

    def _path(self, number: int) -> Path:
        return self._folder / f"part-{number:06d}.parquet"

    def _open_journal(self) -> Journal:
        return Journal(self._folder / f"_part-{self._number:06d}.journal", self._settings)

    def _delete_journals_of_parts(self) -> None:
        for number, _ in self._parts():
            with suppress(OSError):
                (self._folder / f"_part-{number:06d}.journal").unlink(missing_ok=True)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = reason_of(error)
        message = Message("output.cannot_make_folder", folder=folder, reason=reason)
        raise OutputError(message) from None


def _place(state: RecordingState) -> str:
    return state.path


def _error_values(error: AudioFileError | None) -> Any:
    return None if error is None else [error.kind, str(error)]
