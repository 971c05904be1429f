"""Opens connections to projects; refuses other files before SQLite reads them."""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from pathlib import Path

from ser_desktop.errors import ProjectError
from ser_desktop.project.faults import damaged, faults_as_sentences
from ser_desktop.project.migrations import APPLICATION_ID, SCHEMA, migrate, version_of
from ser_desktop.texts.error_reasons import reason_of
from ser_desktop.texts.messages import Message

MAX_VALUE_BYTES = 512_000_000
"""Largest text or blob in a file written by this program."""
_WAIT_S = 2.0
_SQLITE_HEADER = b"SQLite format 3\0"
_HEADER_BYTES = 100
_APPLICATION_ID_AT = slice(68, 72)


def resolved(path: Path) -> Path:
    """Return the absolute path with links resolved, which identifies a project."""
    try:
        return Path(os.path.realpath(path))
    except (OSError, ValueError) as error:
        raise ProjectError(Message("project.failed", path=path, reason=reason_of(error))) from None


def check_header(path: Path) -> None:
    """Refuse a file that is no project by its first bytes.

    Raises:
        ProjectError: the path is missing, a folder, no regular file, empty, or no project.
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
        reason = reason_of(error)
        raise ProjectError(Message("project.failed", path=path, reason=reason)) from None
    if not header:
        raise ProjectError(Message("project.empty", path=path))
    if not header.startswith(_SQLITE_HEADER):
        raise ProjectError(Message("project.foreign", path=path))
    if len(header) < _HEADER_BYTES:
        raise damaged(path, Message("reason.cut", n=len(header)))
    if int.from_bytes(header[_APPLICATION_ID_AT], "big") != APPLICATION_ID:
        raise ProjectError(Message("project.foreign", path=path))


def make_empty(path: Path) -> None:
    """Create a temporary file and rename it, so that an incomplete project is never visible.

    Raises:
        ProjectError: the file cannot be written.
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
    """Delete write-ahead files of a deleted project, which SQLite would apply to a new one.

    Args:
        path: a project that does not exist or is not open.
    """
    for ending in ("-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def _place(part: Path, path: Path) -> None:
    try:
        os.link(part, path)  # fails if the file was created meanwhile
    except FileExistsError:
        raise ProjectError(Message("project.exists", path=path)) from None
    except OSError:  # a file system without links
        part.rename(path)


def connect(path: Path) -> sqlite3.Connection:
    """Return a connection for writing; migrate the file first.

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
            connection.execute("PRAGMA secure_delete = ON")  # overwrite deleted content
            migrate(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def connect_to_read(path: Path) -> sqlite3.Connection:
    """Return a connection for reading, also in a read-only folder.

    Raises:
        ProjectError: the file is of another version, or damaged.
    """
    with faults_as_sentences(path):
        try:
            connection = _reading(path, "mode=ro")
        except sqlite3.OperationalError:
            # Write-ahead mode needs a file beside the project; without it no program is writing.
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
    """Restrict SQLite, since a file may come from an unknown source."""
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_VALUE_BYTES)


def _check_schema(path: Path, connection: sqlite3.Connection) -> None:
    version = version_of(connection)
    if version > SCHEMA:
        raise ProjectError(Message("project.too_new", path=path, schema=version, supported=SCHEMA))
    strange = "SELECT name FROM sqlite_master WHERE type IN ('trigger', 'view')"
    if version < 1 or connection.execute(strange).fetchone() is not None:
        raise damaged(path, Message("reason.not_project_tables"))
