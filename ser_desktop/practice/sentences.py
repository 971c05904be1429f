"""Sentences to speak: bundled ones and the user's own."""

from __future__ import annotations

import uuid
from contextlib import suppress
from functools import cache
from pathlib import Path

from ser_desktop.errors import OutputError, SerError
from ser_desktop.paths import resource
from ser_desktop.regular_file import refuse_special
from ser_desktop.texts.error_reasons import reason_of, writing_reason
from ser_desktop.texts.messages import Message

FILE_NAME = "sentences.txt"
MAX_LENGTH = 400
"""Largest number of characters of a sentence, so that it can be shown in large type."""
MAX_SENTENCES = 1000
_MAX_BYTES = 1_000_000
_BULLET = "- "


class SentencesError(SerError):
    """A text that cannot be used."""


@cache
def bundled_sentences(language: str = "en") -> tuple[str, ...]:
    """Return the sentences that ship: plain facts, whose words carry no emotion.

    Args:
        language: the code of a language; one without sentences of its own has the English ones.
    """
    path = resource("practice", f"sentences.{language}.md")
    if not path.is_file():
        path = resource("practice", "sentences.md")
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(line.removeprefix(_BULLET) for line in lines if line.startswith(_BULLET))


def sentences_in(text: str) -> tuple[str, ...]:
    """Return one sentence for each line that is not empty, each once.

    Raises:
        SentencesError: a line is too long, or there are too many.
    """
    lines = [" ".join(line.split()) for line in text.lstrip("\ufeff").splitlines()]
    sentences = tuple(dict.fromkeys(line for line in lines if line))
    too_long = next((line for line in sentences if len(line) > MAX_LENGTH), None)
    if too_long is not None:
        start = too_long[:40]
        raise SentencesError(Message("practice.line_too_long", start=start, maximum=MAX_LENGTH))
    if len(sentences) > MAX_SENTENCES:
        raise SentencesError(
            Message("practice.too_many_lines", n=len(sentences), maximum=MAX_SENTENCES)
        )
    return sentences


def sentences_of_file(path: Path) -> tuple[str, ...]:
    """Read sentences from a text file, one on each line.

    Args:
        path: a file in UTF-8, UTF-16 with byte order mark, or Windows-1252.

    Raises:
        SentencesError: the file cannot be read, is empty, or too large.
    """
    try:
        refuse_special(path)
        if path.stat().st_size > _MAX_BYTES:
            raise SentencesError(Message("practice.text_too_large", path=path))
        data = path.read_bytes()
    except OSError as error:
        raise SentencesError(
            Message("file.cannot_read", path=path, reason=reason_of(error))
        ) from None
    sentences = sentences_in(_decoded(data, path))
    if not sentences:
        raise SentencesError(Message("practice.no_sentences", path=path))
    return sentences


def _decoded(data: bytes, path: Path) -> str:
    with suppress(UnicodeDecodeError):
        is_utf16 = data[:2] in (b"\xff\xfe", b"\xfe\xff")
        text = data.decode("utf-16" if is_utf16 else "utf-8-sig")
        if "\0" not in text:
            return text
    if b"\0" in data:
        raise SentencesError(Message("practice.not_text", path=path))
    return data.decode("cp1252", errors="replace")


class OwnSentences:
    """The user's own sentences, one on each line of a text file.

    Args:
        folder: folder of the file.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME

    def read(self) -> tuple[str, ...]:
        """Return the sentences; empty without a file.

        Raises:
            SentencesError: the file cannot be used.
        """
        if not self.path.exists() or self.path.stat().st_size == 0:
            return ()
        return sentences_of_file(self.path)

    def save(self, sentences: tuple[str, ...]) -> None:
        """Write the sentences to a temporary file and rename it.

        Raises:
            OutputError: the file cannot be written.
        """
        part = self.path.with_name(f"{self.path.stem}.{uuid.uuid4().hex}.part")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            part.write_text("".join(f"{line}\n" for line in sentences), encoding="utf-8")
            part.replace(self.path)
        except OSError as error:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise OutputError(
                Message("file.cannot_write", path=self.path, reason=writing_reason(error))
            ) from None
