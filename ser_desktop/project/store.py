"""A project file: read and changed, each change on disk when the call returns.

    with ProjectStore.open(path) as project:
        project.put(annotation)

SQLite runs in write-ahead mode with full synchronisation: stored items survive a crash or a power
failure, and an incomplete transaction is undone. Nothing is cached, so that reads return the data
on disk. Only one program may change a project at a time; others may read it.
"""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from ser_desktop.errors import ProjectError
from ser_desktop.project import opening, rows
from ser_desktop.project.faults import damaged, faults_as_sentences
from ser_desktop.project.items import (
    Annotation,
    Item,
    Recording,
    Setting,
    Speaker,
    TrackSpeaker,
    Turns,
)
from ser_desktop.project.lock import ProjectLock
from ser_desktop.project.migrations import version_of
from ser_desktop.texts.error_reasons import reason_of
from ser_desktop.texts.messages import Message

SUFFIX = ".serproj"
_HOLDER = "opened_by"
_T = TypeVar("_T")
Row = tuple[Any, ...]
"""A row of a table, one value for each column."""


class ProjectStore:
    """An open project, from :meth:`create`, :meth:`open` or :meth:`open_or_create`.

    All methods are thread-safe. If the file or the disk fails, they raise :class:`ProjectError` and
    leave the project unchanged.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection, lock: ProjectLock | None):
        self.path = path
        """Absolute path of the file, with links resolved."""
        self._connection = connection
        self._lock = lock
        self._turn = threading.RLock()
        self._in_transaction = False
        self._people_changed = False

    @classmethod
    def create(cls, path: Path) -> Self:
        """Create an empty project and open it.

        Raises:
            ProjectError: the path exists, or cannot be written.
        """
        path = opening.resolved(path)
        if os.path.lexists(path):
            raise ProjectError(Message("project.exists", path=path))
        opening.make_empty(path)
        return cls.open(path)

    @classmethod
    def open_or_create(cls, path: Path) -> Self:
        """Open a project, or create an empty one, for example the unnamed project of a profile."""
        return cls.open(path) if os.path.lexists(path) else cls.create(path)

    @classmethod
    def open(cls, path: Path, read_only: bool = False) -> Self:
        """Open an existing project; migrate it from an earlier version.

        Args:
            path: path of the file.
            read_only: open for reading; another program may have it open.

        Raises:
            ProjectError: the file is missing, no project, of a newer version, damaged, open in
            another program, or read-only.
        """
        path = opening.resolved(path)
        opening.check_header(path)
        if read_only:
            return cls(path, opening.connect_to_read(path), None)
        if not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
            raise ProjectError(Message("project.read_only", path=path))
        lock = ProjectLock(path)
        if not lock.take():
            raise _in_use(path)
        try:
            store = cls(path, opening.connect(path), lock)
        except BaseException:
            lock.release()
            raise
        with suppress(ProjectError):  # on a full disk it still opens, to be saved elsewhere
            store.put(Setting(_HOLDER, {"pid": os.getpid(), "host": socket.gethostname()}))
        return store

    def close(self) -> None:
        """Close the project and merge everything into the one file. A second call does nothing."""
        with self._turn:
            if self._lock is not None:
                # the name of the former user is not needed any more
                with suppress(ProjectError, sqlite3.Error):
                    self.delete(Setting(_HOLDER, None))
            self._connection.close()
            if self._lock is not None:
                self._lock.release()
                self._lock = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def folder(self) -> Path:
        """The project's folder; recordings below it have relative paths."""
        return self.path.parent

    @property
    def schema(self) -> int:
        """Version of the file."""
        with self._turn, faults_as_sentences(self.path):
            return version_of(self._connection)

    def recordings(self) -> list[Recording]:
        """Return all recordings, by position."""
        return self._read(Recording, lambda row: rows.recording_from(row, self.folder))

    def annotations(self, recording_id: str | None = None) -> list[Annotation]:
        """Return all annotations, or those of one recording, by start."""
        return self._read(Annotation, rows.annotation_from, recording_id)

    def speakers(self) -> list[Speaker]:
        """Return all speakers, by name."""
        return self._read(Speaker, rows.speaker_from)

    def track_speakers(self, recording_id: str | None = None) -> list[TrackSpeaker]:
        """Return the track speakers of all recordings or of one."""
        return self._read(TrackSpeaker, rows.track_speaker_from, recording_id)

    def turns(self, recording_id: str | None = None) -> list[Turns]:
        """Return the turns of one recording, or of all that were searched for speakers."""
        return self._read(Turns, rows.turns_from, recording_id)

    def setting(self, key: str, default: Any = None) -> Any:
        """Return the value of a :class:`Setting`, or ``default``."""
        stored = self.execute("SELECT value FROM settings WHERE key = ?", (key,))
        values = self._items_from(stored, lambda row: json.loads(row[0]))
        return values[0] if values else default

    def put(self, *items: Item) -> None:
        """Store items in one transaction; an item with an existing id replaces the old one.

        Raises:
            ProjectError: an item refers to a missing recording or speaker, contains a value outside
            JSON, or the disk is full; the project is unchanged.
        """
        order = list(rows.TABLES)
        with self.transaction():
            self._note_people(items)
            for item in sorted(items, key=lambda item: order.index(type(item))):
                table = rows.TABLES[type(item)]
                changed = ", ".join(f"{name} = excluded.{name}" for name in table.columns)
                marks = ", ".join("?" * len(table.columns))
                try:
                    row = rows.row_of(item, self.folder)
                except (ValueError, TypeError) as error:
                    message = Message("project.not_kept", path=self.path, reason=reason_of(error))
                    raise ProjectError(message) from None
                # Not INSERT OR REPLACE, which would delete a recording's annotations.
                self.execute(
                    f"INSERT INTO {table.name} ({', '.join(table.columns)}) VALUES ({marks}) "
                    f"ON CONFLICT ({', '.join(table.key)}) DO UPDATE SET {changed}",
                    row,
                )

    def delete(self, *items: Item) -> None:
        """Remove items in one transaction; a recording is removed with its annotations.

        Raises:
            ProjectError: the disk is full or fails; the project is unchanged.
        """
        with self.transaction():
            self._note_people(items)
            for item in items:
                table = rows.TABLES[type(item)]
                where = " AND ".join(f"{name} = ?" for name in table.key)
                self.execute(f"DELETE FROM {table.name} WHERE {where}", rows.key_of(item))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Group all changes in the block into one transaction."""
        with self._turn:
            if self._in_transaction:
                yield
                return
            with faults_as_sentences(self.path):
                self._connection.execute("BEGIN IMMEDIATE")
            self._in_transaction = True
            try:
                yield
                with faults_as_sentences(self.path):
                    self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:  # SQLite ends it itself on a full disk
                    self._connection.execute("ROLLBACK")
                raise
            finally:
                self._in_transaction = False
            if self._people_changed:
                self._overwrite_removed()

    def execute(self, statement: str, values: Iterable[Any] = ()) -> list[Row]:
        """Run one statement for a module of this package, and return its rows."""
        with self._turn, faults_as_sentences(self.path):
            return self._connection.execute(statement, tuple(values)).fetchall()

    def vacuum_into(self, target: Path) -> None:
        """Write a copy without deleted data to a new file.

        Raises:
            sqlite3.Error: the target cannot be written.
        """
        with self._turn:
            # As bytes, since the name of a folder may be invalid text.
            self._connection.execute("VACUUM INTO CAST(? AS TEXT)", (os.fsencode(target),))

    def _note_people(self, items: Iterable[Item]) -> None:
        self._people_changed |= any(isinstance(item, Speaker) for item in items)

    def _overwrite_removed(self) -> None:
        """Take what was removed out of the write-ahead file too; voices are personal data.

        The file is free of it once nobody reads: a reader in another program delays it to the next
        change or to the closing of the project.
        """
        with suppress(sqlite3.Error):
            busy, *_ = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            self._people_changed = bool(busy)

    def _read(
        self, kind: type, item_from: Callable[[Row], _T], recording_id: str | None = None
    ) -> list[_T]:
        """Read all items of a kind, or those of one recording, in the order of their table."""
        table = rows.TABLES[kind]
        where, values = ("WHERE recording_id = ?", (recording_id,)) if recording_id else ("", ())
        columns, order = ", ".join(table.columns), ", ".join(table.order)
        stored = self.execute(
            f"SELECT {columns} FROM {table.name} {where} ORDER BY {order}", values
        )
        return self._items_from(stored, item_from)

    def _items_from(self, stored: Iterable[Row], item_from: Callable[[Row], _T]) -> list[_T]:
        try:
            return [item_from(row) for row in stored]
        except (ValueError, TypeError, OverflowError, RecursionError, AttributeError) as error:
            raise damaged(self.path, error) from None


def _in_use(path: Path) -> ProjectError:
    """Return the error for a project in use, with the name of the user if known."""
    try:
        with ProjectStore.open(path, read_only=True) as reader:
            holder = reader.setting(_HOLDER)
        fields = {"pid": int(holder["pid"]), "host": str(holder["host"])}
    except (ProjectError, KeyError, TypeError, ValueError):
        return ProjectError(Message("project.in_use", path=path))
    return ProjectError(Message("project.in_use_by", path=path, **fields))
