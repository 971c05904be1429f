"""What the files of an export are called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from ser_desktop.export.index import Index

CHANNEL_NAMES = ("Left", "Right")

Source = tuple[Path, int | None]
"""A recording, and which of its channels was heard alone, if one was."""


def target_beside(source: Source, suffix: str) -> Path:
    """Beside the recording, under its name; of one channel apart, with the channel's name."""
    return source[0].with_name(_stem(source) + suffix)


def targets(
    sources: Sequence[Source],
    suffix: str,
    folder: Path | None,
    below: Sequence[Path] = (),
    index: Index | None = None,
) -> list[Path]:
    """A file each in one folder, or beside each recording: no two of one name.

    Where two recordings have a name in common, theirs say more: ``talk.wav.csv`` beside
    ``talk.flac.csv``, ``monday talk.csv`` of the folder ``monday``, and in the end a number.

    Args:
        sources: the recordings.
        suffix: of the files.
        folder: where they go, or None for beside each.
        below: for each recording the subfolder its file goes to.
        index: of the folder. Who has a file there keeps it, and no one gets another's.
    """
    ways: tuple[Callable[[Source], str], ...] = (
        _stem,
        lambda source: _stem(source, source[0].name),
        lambda source: f"{_folder(source)}{_stem(source)}",
        lambda source: f"{_folder(source)}{_stem(source, source[0].name)}",
    )
    inside = below or [Path()] * len(sources)
    named = [
        [(folder / sub if folder else source[0].parent) / (way(source) + suffix) for way in ways]
        for source, sub in zip(sources, inside, strict=True)
    ]
    counts = [Counter(_key(names[i]) for names in named) for i in range(len(ways))]
    taken = {_key(path) for path in index.files()} if index else set()
    kept: set[Path] = set()
    found = []
    for (recording, channel), names in zip(sources, named, strict=True):
        own = index.output_of(recording, channel, suffix) if index else None
        if own is not None and own not in kept:
            kept.add(own)
            found.append(own)
            continue
        alone = [n for n, count in zip(names, counts, strict=True) if count[_key(n)] == 1]
        target = next((n for n in alone if _key(n) not in taken), names[-1])
        number = 2
        while _key(target) in taken:
            target = names[-1].with_name(f"{names[-1].stem} ({number}){suffix}")
            number += 1
        taken.add(_key(target))
        found.append(target)
    return found


def _folder(source: Source) -> str:
    name = source[0].absolute().parent.name
    return f"{name} " if name else ""


def _stem(source: Source, name: str = "") -> str:
    path, channel = source
    if channel is None:
        return name or path.stem
    known = channel < len(CHANNEL_NAMES)
    return f"{name or path.stem} {CHANNEL_NAMES[channel].lower() if known else channel + 1}"


def _key(path: Path) -> str:
    """Two names that some file systems take for one are one."""
    return str(path).casefold()
