"""Praat TextGrids: long, short or by time. Points become annotations without length.

Praat reads numbers, texts in quotes and flags in angle brackets where they stand free, and takes
everything else for a remark. So does this reader: the long and the short kind are one to it, and so
are the kinds that other programs write (``time`` for ``number``, all on one line).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ser_desktop.errors import ProjectError
from ser_desktop.project.importing.found import MAX_SHOWN, FoundLabel, unreadable
from ser_desktop.project.importing.text_file import read_text
from ser_desktop.texts.messages import Message

_PIECE = re.compile(
    r'"(?P<text>(?:[^"]|"")*)"'
    r"|<(?P<flag>\w+)>"
    r"|(?<!\S)(?P<number>[-+]?\d+(?:[.,]\d+)?(?:[eE][-+]?\d+)?)(?!\S)"
    r"|(?<!\S)![^\n]*"
)
_KIND = "ooTextFile"
_BY_TIME = "Praat chronological TextGrid text file"
_POINTS = "TextTier"
_CLASSES = ("IntervalTier", _POINTS)


class _Pieces:
    """The free-standing pieces of a file, one after the other."""

    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        self._pieces: Iterator[re.Match[str]] = (
            found for found in _PIECE.finditer(text) if found.lastgroup is not None
        )

    def wrong(self, text: str) -> ProjectError:
        """The error of a file that is no TextGrid, by a text that is not expected."""
        return unreadable(self._path, Message("reason.not_praat", text=text[:MAX_SHOWN]))

    def take(self, kind: str) -> str:
        """Take the next piece, which has to be of a kind.

        Args:
            kind: "text", "flag" or "number".
        """
        piece = next(self._pieces, None)
        if piece is None:
            raise unreadable(self._path, Message("reason.ends_early"))
        if piece.lastgroup != kind:
            raise self.wrong(piece[0])
        return piece[kind]

    def text(self) -> str:
        """Take a text; two quotes in it are one."""
        return self.take("text").replace('""', '"')

    def seconds(self) -> float:
        """Take a time, or any other number."""
        return float(self.take("number").replace(",", "."))

    def count(self) -> int:
        """Take a whole number, not below 0."""
        value = self.seconds()
        if not (0 <= value < 1e8 and value == int(value)):
            raise self.wrong(f"{value:g}")
        return int(value)

    def more(self) -> Iterator[int]:
        """Take whole numbers as long as there are any."""
        for found in self._pieces:
            if found.lastgroup != "number":
                raise self.wrong(found[0])
            yield int(float(found["number"].replace(",", ".")))


def read(path: Path) -> list[FoundLabel]:
    """Read the intervals and points of every tier that have a text.

    Raises:
        ProjectError: the file is no TextGrid.
    """
    pieces = _Pieces(path, read_text(path))
    kind = pieces.text()
    if kind == _BY_TIME:
        labels = _by_time(pieces)
    elif kind.split(" ")[0] == _KIND and pieces.text() == "TextGrid":
        labels = _by_tier(pieces)
    else:
        raise pieces.wrong(kind)
    return [label for label in labels if label.text]


def _by_tier(pieces: _Pieces) -> list[FoundLabel]:
    _times(pieces, 2)
    if pieces.take("flag") != "exists":
        return []
    labels = []
    for _ in range(pieces.count()):
        is_points, name = _tier(pieces)
        for _ in range(pieces.count()):
            labels.append(_label(pieces, is_points, name))
    return labels


def _by_time(pieces: _Pieces) -> list[FoundLabel]:
    _times(pieces, 2)
    tiers = [_tier(pieces) for _ in range(pieces.count())]
    labels = []
    for number in pieces.more():
        if not 1 <= number <= len(tiers):
            raise pieces.wrong(str(number))
        labels.append(_label(pieces, *tiers[number - 1]))
    return labels


def _tier(pieces: _Pieces) -> tuple[bool, str]:
    """Whether a tier is one of points, and its name."""
    kind, name = pieces.text(), pieces.text()
    if kind not in _CLASSES:
        raise pieces.wrong(kind)
    _times(pieces, 2)
    return kind == _POINTS, name


def _label(pieces: _Pieces, is_point: bool, tier: str) -> FoundLabel:
    times = _times(pieces, 1 if is_point else 2)
    return FoundLabel(times[0], times[-1], pieces.text().strip(), tier=tier)


def _times(pieces: _Pieces, n: int) -> list[float]:
    return [pieces.seconds() for _ in range(n)]
