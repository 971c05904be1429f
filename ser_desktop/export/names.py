"""File names of results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

CHANNEL_NAMES = ("Left", "Right")
MAX_NAME_BYTES = 255
"""Longest name of a file on common systems, in UTF-8."""
_SPARE_BYTES = len(" (1000)")

Source = tuple[Path, int | None]
"""A recording, and its separately analysed channel or None."""


def target_beside(source: Source, suffix: str) -> Path:
    """Return the path of a file beside the recording, with the name of the channel if any."""
    return source[0].with_name(file_name(stem(source), suffix))


def stem(source: Source, name: str = "") -> str:
    """Return the file's name without suffix.

    Args:
        source: the recording.
        name: replaces the recording's name; "" keeps it.
    """
    path, channel = source
    if channel is None:
        return name or path.stem
    known = channel < len(CHANNEL_NAMES)
    return f"{name or path.stem} {CHANNEL_NAMES[channel].lower() if known else channel + 1}"


def file_name(stem: str, suffix: str) -> str:
    """Return stem and suffix as the name of a file; a long stem loses its end.

    The suffix of a result may be longer than the recording's. Room is left for a number.
    """
    room = MAX_NAME_BYTES - _SPARE_BYTES - len(_encoded(suffix))
    if len(_encoded(stem)) > room:
        stem = _shortened(stem, room)
    return stem + suffix


def distinct_names(paths: Sequence[Path]) -> list[str]:
    """Return the names of files, with as many of their folders as tell them apart.

    Two recordings ``talk.wav`` are ``monday/talk.wav`` and ``tuesday/talk.wav`` in a table, so that
    a table that is grouped by ``file`` does not join them.
    """
    names = [path.name for path in paths]
    for n_parts in range(2, max((len(path.parts) for path in paths), default=0) + 1):
        counts = Counter(names)
        if len(counts) == len(names):
            break
        names = [
            "/".join(path.parts[-n_parts:]) if counts[name] > 1 else name
            for path, name in zip(paths, names, strict=True)
        ]
    return names


def _shortened(stem: str, room: int) -> str:
    while len(_encoded(stem)) > room:
        stem = stem[:-1]
    return stem.rstrip()


def _encoded(text: str) -> bytes:
    # A byte that is no text counts as one, too.
    return text.encode("utf-8", "replace")
