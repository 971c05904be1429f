"""RTTM: a line for each annotation, or segment without annotation; the type is the emotion."""

from __future__ import annotations

import re

from ser_desktop.emotion.labels import is_emotion
from ser_desktop.export.project.content import ExportedRecording
from ser_desktop.export.project.segment_rows import Row, rows_of

_NOTHING = "<NA>"


def render(exported: ExportedRecording) -> str:
    """``SPEAKER file 1 start length <NA> emotion speaker confidence <NA>``, in the order of time.

    The confidence of an annotation is the rater's, that of a segment the model's.
    """
    lines = [f";; {exported.statement()}"]
    name = _field(exported.recording.path.stem)
    for row in sorted(rows_of(exported), key=lambda row: (row["start_s"], row["end_s"])):
        label, confidence = _said(row)
        if label is None:
            continue
        sure = _NOTHING if confidence is None else f"{confidence:.3f}"
        length_s = row["end_s"] - row["start_s"]
        speaker = _field(row["speaker"] or row["track"])
        lines.append(
            f"SPEAKER {name} 1 {row['start_s']:.3f} {length_s:.3f} {_NOTHING} {_field(label)} "
            f"{speaker} {sure} {_NOTHING}"
        )
    return "\n".join(lines) + "\n"


def _said(row: Row) -> tuple[str | None, float | None]:
    if row["kind"] == "annotation":
        return row["annotation"] or _NOTHING, row["annotation_confidence"]
    if row["annotation"] is None and row["label"] and is_emotion(row["label"]):
        return row["label"], row["confidence"]
    return None, None


def _field(text: str) -> str:
    return re.sub(r"\s", "_", text) or _NOTHING
