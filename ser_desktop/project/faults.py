"""Converts errors of SQLite and the system to messages about a project."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ser_desktop.errors import ProjectError
from ser_desktop.texts.error_reasons import reason_of
from ser_desktop.texts.messages import Message

_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT)


@contextmanager
def faults_as_sentences(path: Path, is_new: bool = False) -> Iterator[None]:
    """Convert errors in the block to a :class:`ProjectError` that names the project.

    Args:
        path: the project.
        is_new: whether the project is being created.

    Raises:
        ProjectError: the disk is full, the file is damaged, or the like.
    """
    try:
        yield
    except sqlite3.Error as error:
        raise ProjectError(_sentence(path, error, is_new)) from error
    except UnicodeDecodeError as error:
        raise damaged(path, error) from error
    # an invalid character, or a number out of range
    except (UnicodeEncodeError, OverflowError) as error:
        raise ProjectError(
            Message("project.not_kept", path=path, reason=reason_of(error))
        ) from error
    except OSError as error:
        reason = reason_of(error)
        raise ProjectError(Message("project.failed", path=path, reason=reason)) from error


def damaged(path: Path, reason: Message | BaseException) -> ProjectError:
    """Return the error for a file that is damaged or written by another program."""
    why = reason if isinstance(reason, Message) else reason_of(reason)
    return ProjectError(Message("project.damaged", path=path, reason=why))


def _sentence(path: Path, error: sqlite3.Error, is_new: bool) -> Message:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the primary code of an extended one
    if code == sqlite3.SQLITE_FULL and is_new:
        return Message("project.no_room", path=path)
    if code == sqlite3.SQLITE_FULL:
        return Message("project.disk_full", path=path)
    if code == sqlite3.SQLITE_READONLY:
        return Message("project.read_only", path=path)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return Message("project.busy", path=path)
    if isinstance(error, sqlite3.ProgrammingError):  # the project was closed meanwhile
        return Message("project.failed", path=path, reason=reason_of(error))
    if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_IOERR):
        return Message("project.failed", path=path, reason=reason_of(error))
    if code in _DAMAGED or not isinstance(error, sqlite3.IntegrityError):
        return Message("project.damaged", path=path, reason=reason_of(error))
    return Message("project.not_kept", path=path, reason=reason_of(error))
