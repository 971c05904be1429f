"""The reason of a system's or a library's error, as a message of our own."""

from __future__ import annotations

import errno
import json
from pathlib import Path

from ser_desktop.texts.messages import Message

MAX_QUOTED = 200
_BY_NUMBER = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT), "disk_full"),
    **dict.fromkeys((errno.EACCES, errno.EPERM), "not_allowed"),
    errno.ENOENT: "missing",
    errno.ENOTDIR: "not_a_folder",
    errno.EISDIR: "is_folder",
    errno.EROFS: "read_only",
    errno.ENAMETOOLONG: "name_too_long",
    errno.EEXIST: "exists",
    errno.ENOTEMPTY: "folder_not_empty",
    errno.EIO: "disk_error",
    **dict.fromkeys((errno.EBUSY, getattr(errno, "ETXTBSY", errno.EBUSY)), "in_use"),
    **dict.fromkeys((errno.EMFILE, errno.ENFILE), "too_many_files"),
    errno.EFBIG: "too_large",
    errno.ELOOP: "loop",
    **dict.fromkeys((errno.ENODEV, errno.ENXIO), "device_gone"),
    errno.ENOMEM: "no_memory",
    **dict.fromkeys((errno.ECONNREFUSED, errno.ECONNRESET, errno.ETIMEDOUT), "no_answer"),
    **dict.fromkeys((errno.EHOSTUNREACH, errno.ENETUNREACH), "unreachable"),
    errno.EADDRINUSE: "address_in_use",
    errno.EADDRNOTAVAIL: "foreign_address",
    errno.EXDEV: "other_disk",
}
_WINDOWS_IN_USE = (32, 33)
"""Sharing and lock violations, which Python calls EACCES."""
_BY_PORTAUDIO = {
    "-9985": "in_use",
    "-9986": "sound_error",
    "-9992": "no_memory",
    "-9996": "device_gone",
    "-9997": "sound_rate",
    "-9998": "sound_channels",
}


def reason_of(error: BaseException | None) -> Message:
    """Return why something failed, for a sentence of ours.

    What is not known is quoted, so that it is seen to be the words of another program.
    """
    message = getattr(error, "message", None)
    if isinstance(message, Message):
        return message
    if isinstance(error, OSError):
        return _of_system(error)
    if type(error).__module__ == "sqlite3":
        return _of_sqlite(error)
    if isinstance(error, json.JSONDecodeError):
        return Message("reason.not_json", line=error.lineno)
    if isinstance(error, UnicodeError):
        return Message("reason.not_text")
    if isinstance(error, MemoryError):
        return Message("reason.no_memory")
    return _known_or_quoted(None, error)


def reason_not_written(error: OSError, path: Path) -> Message:
    """Return why a file cannot be written; where "it does not exist", that is its folder.

    Args:
        error: what the writing raised.
        path: the file.
    """
    if error.errno == errno.ENOENT and not path.parent.is_dir():
        return Message("reason.no_folder", folder=path.parent)
    return reason_of(error)


def sound_reason(said: str) -> Message:
    """Return why PortAudio refused a device, from its error with a number: ``[PaErrorCode -9985]``.

    Args:
        said: PortAudio's text, which is English.
    """
    for number, name in _BY_PORTAUDIO.items():
        if number in said:
            return Message(f"reason.{name}", **({"number": number} if "error" in name else {}))
    found = said.rpartition("PaErrorCode ")[2].split("]")[0]
    if found.lstrip("-").isdigit():
        return Message("reason.sound_error", number=found)
    return quoted(said)


def quoted(text: str) -> Message:
    """Return the first line of a foreign text as a quotation."""
    lines = text.strip().splitlines()
    if not lines:
        return Message("reason.unknown")
    return Message("reason.quoted", text=lines[0][:MAX_QUOTED].rstrip(" .:"))


def _of_system(error: OSError) -> Message:
    said: object = error.strerror
    if isinstance(said, Message):  # ours, by regular_file
        return said
    if type(error).__name__ == "gaierror":  # of socket, which is not needed to name it
        return Message("reason.unknown_host")
    if getattr(error, "winerror", None) in _WINDOWS_IN_USE:
        return Message("reason.in_use")
    return _known_or_quoted(_BY_NUMBER.get(error.errno or 0), error)


def _of_sqlite(error: BaseException | None) -> Message:
    import sqlite3  # loaded already where it failed, and slow to load elsewhere

    if isinstance(error, sqlite3.ProgrammingError):
        return Message("reason.closed")
    names = {
        sqlite3.SQLITE_FULL: "disk_full",
        sqlite3.SQLITE_PERM: "not_allowed",
        sqlite3.SQLITE_READONLY: "read_only",
        sqlite3.SQLITE_IOERR: "disk_error",
        sqlite3.SQLITE_CANTOPEN: "not_opened",
        **dict.fromkeys((sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED), "in_use"),
        sqlite3.SQLITE_NOMEM: "no_memory",
        sqlite3.SQLITE_TOOBIG: "too_large",
        sqlite3.SQLITE_CORRUPT: "unreadable_parts",
        sqlite3.SQLITE_NOTADB: "unreadable_parts",
        sqlite3.SQLITE_FORMAT: "unreadable_parts",
    }
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the primary code of an extended one
    return _known_or_quoted(names.get(code), error)


def _known_or_quoted(name: str | None, error: BaseException | None) -> Message:
    if name is not None:
        return Message(f"reason.{name}")
    said = getattr(error, "strerror", None) or str(error or "")
    return quoted(said or (type(error).__name__ if error is not None else ""))
