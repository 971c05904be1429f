"""The table of formats by suffix."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ser_desktop.errors import ProjectError
from ser_desktop.project.importing import audacity, eaf, rttm, segments_csv, textgrid
from ser_desktop.project.importing.imported_label import MAX_LABELS, ImportedLabel, unreadable
from ser_desktop.texts.messages import Message

READERS: dict[str, Callable[[Path], list[ImportedLabel]]] = {
    ".textgrid": textgrid.read,
    ".txt": audacity.read,
    ".eaf": eaf.read,
    ".rttm": rttm.read,
    ".csv": segments_csv.read,
    ".tsv": segments_csv.read,
}


def read_labels_of(path: Path) -> list[ImportedLabel]:
    """Read an annotation file.

    Args:
        path: the file; its suffix selects the format.

    Raises:
        ProjectError: the format is unknown, or the file is damaged or empty.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        known = sorted(READERS)
        raise ProjectError(Message("import.unknown_format", path=path, known=known))
    labels = reader(path)
    if len(labels) > MAX_LABELS:
        raise unreadable(path, f"it holds {len(labels)} annotations")
    for label in labels:
        if label.end_s < label.start_s:
            raise unreadable(path, f"one ends at {label.end_s:g} s, before it starts")
    if not labels:
        raise ProjectError(Message("import.nothing", path=path))
    return labels
