"""Reads text files of other programs, in several encodings and with a size limit."""

from __future__ import annotations

from pathlib import Path

from ser_desktop.emotion.label_table import encoding_of
from ser_desktop.errors import ProjectError
from ser_desktop.project.importing.found import unreadable
from ser_desktop.regular_file import refuse_special
from ser_desktop.texts.messages import Message

MAX_BYTES = 64_000_000


def read_bytes(path: Path) -> bytes:
    """Return the content of a file.

    Raises:
        ProjectError: it cannot be read, or is too large.
    """
    try:
        refuse_special(path)
        with path.open("rb") as handle:
            content = handle.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from None
    if len(content) > MAX_BYTES:
        megabytes = MAX_BYTES // 1_000_000
        raise ProjectError(Message("import.too_large", path=path, megabytes=megabytes))
    return content


def read_text(path: Path) -> str:
    r"""Return the text of a file in UTF-8, UTF-16 or Windows-1252, with ``\\n`` for every line end.

    Raises:
        ProjectError: it cannot be read, is too large, or is no text.
    """
    content = read_bytes(path)
    try:
        text = content.decode(encoding_of(content))
    except UnicodeDecodeError as error:
        raise unreadable(path, error) from None
    if "\0" in text:
        raise unreadable(path, Message("reason.not_a_text"))
    return text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
