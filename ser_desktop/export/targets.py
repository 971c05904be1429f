"""Chooses a file for each result, so that no two results share a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from ser_desktop.export.names import Source, file_name, stem


class FilesOfAFolder(Protocol):
    """The files of recordings in a folder, as recorded by ``batch/record.py``."""

    def files(self) -> Iterator[Path]:
        """Return every file that belongs to a recording."""
        ...

    def output_of(self, recording: Path, channel: int | None, suffix: str) -> Path | None:
        """Return the file of a recording, or None."""
        ...


def choose_targets(
    sources: Sequence[Source],
    suffix: str,
    folder: Path | None,
    below: Sequence[Path] = (),
    record: FilesOfAFolder | None = None,
) -> list[Path]:
    """Choose a file for each recording, in one folder or beside it, with different names.

    Recordings of the same name get longer names: ``talk.wav.csv`` and ``talk.flac.csv``, ``monday
    talk.csv`` for the folder ``monday``, or a number.

    Args:
        sources: the recordings.
        suffix: suffix of the files.
        folder: the folder; None puts each file beside its recording.
        below: subfolder for the file of each recording.
        record: record of the folder. Recordings keep their files, and no file gets another
        recording.
    """
    ways: tuple[Callable[[Source], str], ...] = (
        stem,
        lambda source: stem(source, source[0].name),
        lambda source: f"{_folder(source)}{stem(source)}",
        lambda source: f"{_folder(source)}{stem(source, source[0].name)}",
    )
    inside = below or [Path()] * len(sources)
    named = [
        [
            (folder / sub if folder else source[0].parent) / file_name(way(source), suffix)
            for way in ways
        ]
        for source, sub in zip(sources, inside, strict=True)
    ]
    counts = [Counter(key_of_name(names[i]) for names in named) for i in range(len(ways))]
    taken = {key_of_name(path) for path in record.files()} if record else set()
    kept: set[Path] = set()
    targets = []
    for (recording, channel), names in zip(sources, named, strict=True):
        own = record.output_of(recording, channel, suffix) if record else None
        if own is not None and own not in kept:
            kept.add(own)
            targets.append(own)
            continue
        alone = [n for n, count in zip(names, counts, strict=True) if count[key_of_name(n)] == 1]
        target = next((n for n in alone if key_of_name(n) not in taken), names[-1])
        target = free_name(target, taken, names[-1])
        taken.add(key_of_name(target))
        targets.append(target)
    return targets


def free_name(target: Path, taken: set[str], numbered: Path | None = None) -> Path:
    """Return the path, or the next numbered one that is not taken.

    Args:
        target: the preferred path.
        taken: results of :func:`key_of_name` for used paths.
        numbered: the path that gets the number; None is the preferred one.
    """
    base, number = numbered or target, 2
    while key_of_name(target) in taken:
        target = base.with_name(f"{base.stem} ({number}){base.suffix}")
        number += 1
    return target


def key_of_name(path: Path) -> str:
    """Return a key that is equal for names that some file systems do not distinguish."""
    return str(path).casefold()


def _folder(source: Source) -> str:
    name = source[0].absolute().parent.name
    return f"{name} " if name else ""
