"""RTTM: a line for each annotation, or segment without annotation; the type is the emotion."""

from __future__ import annotations

import re
from dataclasses import replace

from ser_desktop.emotion.labels import is_emotion
from ser_desktop.export.project.content import ExportedRecording
from ser_desktop.export.project.scopes import once
from ser_desktop.export.project.segment_rows import Row, rows_of
from ser_desktop.project.tiers import MODEL_RATER, written_rater
from ser_desktop.project.written_text import as_written

_NOTHING = "<NA>"


def render(exported: ExportedRecording) -> str:
    """Render ``SPEAKER file 1 start length rater emotion speaker confidence <NA>`` by time.

    The rater of a segment is ``model``. The confidence is the rater's on a line of an annotation,
    the model's on one of a segment.
    """
    exported = replace(exported, whose=once(exported.whose))
    lines = [f";; {exported.statement()}"]
    name = _field(exported.recording.path.stem)
    for row in sorted(rows_of(exported), key=lambda row: (row["start_s"], row["end_s"])):
        label, confidence, rater = _said(row)
        if label is None:
            continue
        sure = _NOTHING if confidence is None else f"{confidence:.3f}"
        length_s = row["end_s"] - row["start_s"]
        speaker = _field(row["speaker"] or row["track"])
        lines.append(
            f"SPEAKER {name} 1 {row['start_s']:.3f} {length_s:.3f} {_field(rater)} "
            f"{_field(label)} {speaker} {sure} {_NOTHING}"
        )
    return "\n".join(lines) + "\n"


def _said(row: Row) -> tuple[str | None, float | None, str]:
    if row["kind"] == "annotation":
        label = row["annotation_weights"] or _NOTHING
        return label, row["annotation_confidence"], written_rater(row["rater"])
    if row["annotation"] is None and row["label"] and is_emotion(row["label"]):
        return row["label"], row["confidence"], MODEL_RATER
    return None, None, ""


def _field(text: str) -> str:
    return re.sub(r"\s", "_", as_written(text)) or _NOTHING
