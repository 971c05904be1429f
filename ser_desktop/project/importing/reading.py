"""The table of formats by suffix."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from ser_desktop.errors import ProjectError
from ser_desktop.project.importing import eaf, labels_txt, rttm, segments_csv, textgrid
from ser_desktop.project.importing.found import MAX_LABELS, MAX_S, FoundLabel, unreadable
from ser_desktop.texts.messages import Message

READERS: dict[str, Callable[[Path], list[FoundLabel]]] = {
    ".textgrid": textgrid.read,
    ".txt": labels_txt.read,
    ".eaf": eaf.read,
    ".rttm": rttm.read,
    ".csv": segments_csv.read,
    ".tsv": segments_csv.read,
}


def read_labels_of(path: Path) -> list[FoundLabel]:
    """Read an annotation file.

    What begins before the recording does begins with it: programs write such times where a sound
    was moved, or an edge was drawn a little too far.

    Args:
        path: the file; its suffix selects the format.

    Raises:
        ProjectError: the format is unknown, or the file is damaged or empty.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        known = sorted(READERS)
        raise ProjectError(Message("import.unknown_format", path=path, known=known))
    labels = [_within(label) for label in reader(path)]
    if len(labels) > MAX_LABELS:
        raise unreadable(path, Message("reason.too_many_annotations", n=len(labels)))
    for label in labels:
        if not label.end_s < MAX_S:
            raise unreadable(path, Message("reason.ends_at", end_s=label.end_s))
        if label.end_s < label.start_s:
            raise unreadable(path, Message("reason.ends_before_start", end_s=label.end_s))
    if not labels:
        raise ProjectError(Message("import.nothing", path=path))
    return labels


def _within(label: FoundLabel) -> FoundLabel:
    if label.start_s >= 0:
        return label
    return replace(label, start_s=0.0, end_s=max(0.0, label.end_s))
