"""Audacity labels: start, end and text, separated by tabs."""

from __future__ import annotations

from pathlib import Path

from ser_desktop.project.importing.found import FoundLabel, seconds, unreadable
from ser_desktop.project.importing.text_file import read_text


def read(path: Path) -> list[FoundLabel]:
    r"""Read all labels; skip lines of frequencies, which start with ``\\``.

    Raises:
        ProjectError: the file contains no labels.
    """
    found = []
    for line in read_text(path).split("\n"):
        if not line.strip() or line.startswith("\\"):
            continue
        start, *rest = line.split("\t", 2)
        if not rest:
            raise unreadable(path, f"{line.strip()[:40]!r} has no two times apart by a tab")
        start_s, end_s = seconds(path, start), seconds(path, rest[0])
        text = rest[1] if len(rest) > 1 else ""
        found.append(FoundLabel(min(start_s, end_s), max(start_s, end_s), text.strip()))
    return found
