"""Keeps the rows of many recordings until a table is complete: the protocol, and one file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

from ser_desktop.batch.journal import Journal
from ser_desktop.batch.places import Place
from ser_desktop.batch.recording_state import RecordingState
from ser_desktop.errors import AudioFileError
from ser_desktop.export.recording_table import Column
from ser_desktop.export.result_tables import Row
from ser_desktop.export.table_file import check_replaceable, check_table_file, write_table


class TableStore(Protocol):
    """Keeps rows as they come, so that a stopped run continues where it ended."""

    kept_in: Path
    """Where finished rows are kept, for messages."""

    def has(self, recording: Place) -> bool:
        """Return whether a recording is finished: unchanged since, or bad and unchanged since."""
        ...

    def error_of(self, recording: Place) -> AudioFileError | None:
        """Return why a recording failed, where it did."""
        ...

    def add(
        self, state: RecordingState, rows: list[Row], error: AudioFileError | None = None
    ) -> None:
        """Keep the rows or the error of a recording.

        Raises:
            OutputError: the disk does not take it.
        """
        ...

    def finish(self, recordings: Sequence[Place]) -> None:
        """Write the remaining rows, which completes the table.

        Raises:
            OutputError: it cannot be written.
        """
        ...

    def close(self) -> None:
        """Close its files; they stay."""
        ...


class OneTable:
    """One file with the rows in the order of the recordings; a journal beside it until then.

    Args:
        target: ends in .csv or .parquet.
        columns: of the table.
        settings: table, model and settings of this run.
        overwrite: also replace a file that is no table of this program.

    Raises:
        OutputError: the table or its journal cannot be written, or is of other settings, or another
            file would be replaced.
    """

    def __init__(
        self, target: Path, columns: Sequence[Column], settings: str, overwrite: bool = False
    ) -> None:
        check_table_file(target)
        if not overwrite:
            check_replaceable(target)
        self._target, self._columns = target, columns
        self.kept_in = journal_path(target)
        self._journal = Journal(self.kept_in, settings)
        self.has, self.error_of = self._journal.has, self._journal.error_of
        self.add, self.close = self._journal.add, self._journal.close

    def finish(self, recordings: Sequence[Place]) -> None:
        """Write the table and delete the journal."""
        write_table(self._target, self._columns, self._rows(recordings))
        self._journal.remove()

    def _rows(self, recordings: Sequence[Place]) -> Iterator[Row]:
        for recording in recordings:
            yield from self._journal.rows_of(recording)


def journal_path(target: Path) -> Path:
    """Return where the journal of a table lies."""
    return target.with_name(f"{target.name}.journal")
