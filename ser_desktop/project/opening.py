"""A path to a connection: what is no project is refused before SQLite works on it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from pathlib import Path

from ser_desktop.errors import ProjectError
from ser_desktop.project.faults import damaged, faults_as_sentences
from ser_desktop.project.migrations import APPLICATION_ID, SCHEMA, migrate, version_of
from ser_desktop.texts.messages import Message

MAX_VALUE_BYTES = 512_000_000
"""A text or a blob in a file; more is none of this program's."""
_WAIT_S = 2.0
_SQLITE_HEADER = b"SQLite format 3\0"
_HEADER_BYTES = 100
_APPLICATION_ID_AT = slice(68, 72)


def resolved(path: Path) -> Path:
    """Return the absolute path with links resolved, by which a project is known and locked."""
    try:
        return Path(os.path.realpath(path))
    except (OSError, ValueError) as error:
        raise ProjectError(Message("project.failed", path=path, reason=error)) from None


def check_header(path: Path) -> None:
    """Refuse what is no project by its first bytes, however large it is.

    Raises:
        ProjectError: there is nothing, a folder, no plain file, an empty one, or a foreign one.
    """
    try:
        if path.is_dir():
            raise ProjectError(Message("project.is_folder", path=path))
        if os.path.exists(path) and not path.is_file():  # a pipe would never end
            raise ProjectError(Message("project.foreign", path=path))
        with path.open("rb") as handle:
            header = handle.read(_HEADER_BYTES)
    except FileNotFoundError:
        raise ProjectError(Message("project.missing", path=path)) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ProjectError(Message("project.failed", path=path, reason=reason)) from None
    if not header:
        raise ProjectError(Message("project.empty", path=path))
    if not header.startswith(_SQLITE_HEADER):
        raise ProjectError(Message("project.foreign", path=path))
    if len(header) < _HEADER_BYTES:
        raise damaged(path, f"{len(header)} bytes")
    if int.from_bytes(header[_APPLICATION_ID_AT], "big") != APPLICATION_ID:
        raise ProjectError(Message("project.foreign", path=path))


def make_empty(path: Path) -> None:
    """Make the file beside its place and rename it: a half-made project is never seen.

    Raises:
        ProjectError: the folder or the disk does not take it.
    """
    part = path.with_name(f".{os.urandom(6).hex()}.part")
    try:
        with faults_as_sentences(path, is_new=True):
            path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(part, isolation_level=None)
            try:
                migrate(connection)
            finally:
                connection.close()
            forget_leftovers(path)
            _place(part, path)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def forget_leftovers(path: Path) -> None:
    """Erase the write-ahead files of a project that is gone: SQLite would take them for the new's.

    Args:
        path: of a project that is not there, or that nobody has open.
    """
    for ending in ("-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def _place(part: Path, path: Path) -> None:
    try:
        os.link(part, path)  # fails where somebody made the file meanwhile
    except FileExistsError:
        raise ProjectError(Message("project.exists", path=path)) from None
    except OSError:  # a file system without links
        part.rename(path)


def connect(path: Path) -> sqlite3.Connection:
    """Return a connection that may write; the file is of the present version then.

    Raises:
        ProjectError: the file is of a newer version, or damaged.
    """
    connection = sqlite3.connect(
        path, timeout=_WAIT_S, isolation_level=None, check_same_thread=False
    )
    try:
        with faults_as_sentences(path):
            _distrust(connection)
            _check_schema(path, connection)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA secure_delete = ON")  # what was removed is overwritten
            migrate(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def connect_to_read(path: Path) -> sqlite3.Connection:
    """Return a connection that changes nothing, also where the folder cannot be written.

    Raises:
        ProjectError: the file is of another version, or damaged.
    """
    with faults_as_sentences(path):
        try:
            connection = _reading(path, "mode=ro")
        except sqlite3.OperationalError:
            # Write-ahead mode needs a file beside the project; without one nobody else writes.
            connection = _reading(path, "mode=ro&immutable=1")
    try:
        with faults_as_sentences(path):
            _check_schema(path, connection)
            version = version_of(connection)
    except BaseException:
        connection.close()
        raise
    if version != SCHEMA:
        connection.close()
        raise ProjectError(Message("project.older", path=path))
    return connection


def _reading(path: Path, how: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.as_uri()}?{how}",
        uri=True,
        timeout=_WAIT_S,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        _distrust(connection)
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _distrust(connection: sqlite3.Connection) -> None:
    """A file may come from anybody."""
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_VALUE_BYTES)


def _check_schema(path: Path, connection: sqlite3.Connection) -> None:
    version = version_of(connection)
    if version > SCHEMA:
        raise ProjectError(Message("project.too_new", path=path, schema=version, supported=SCHEMA))
    strange = "SELECT name FROM sqlite_master WHERE type IN ('trigger', 'view')"
    if version < 1 or connection.execute(strange).fetchone() is not None:
        raise damaged(path, "its tables are not those of a project")
