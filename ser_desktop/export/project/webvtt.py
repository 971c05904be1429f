"""WebVTT: a cue for each annotation and each segment of speech, with who speaks."""

from __future__ import annotations

from dataclasses import replace

from ser_desktop.emotion.labels import NO_SPEECH, UNCERTAIN
from ser_desktop.export.project.content import ExportedRecording
from ser_desktop.export.project.scopes import once
from ser_desktop.export.project.segment_rows import Row, rows_of


def render(exported: ExportedRecording) -> str:
    """Render cues in order of time, with the annotation first and the model's label beside it."""
    exported, cues = replace(exported, whose=once(exported.whose)), []
    rows = [row for row in rows_of(exported) if _says_something(row)]
    for row in sorted(rows, key=lambda row: (row["start_s"], row["end_s"])):
        voice = _escaped(row["speaker"] or row["track"])
        times = f"{_time(row['start_s'])} --> {_time(max(row['end_s'], row['start_s'] + 0.001))}"
        cues.append(f"{times}\n<v {voice}>{_escaped(_text(row))}\n")
    about = _escaped(exported.statement())
    return "\n".join(["WEBVTT\n", f"NOTE {about}\n", *cues])


def _says_something(row: Row) -> bool:
    return bool(row["kind"] == "annotation" or row["label"] != NO_SPEECH)


def _text(row: Row) -> str:
    parts = []
    if row["kind"] == "annotation":
        by = f" ({row['rater']})" if row["rater"] else ""
        parts.append(f"{row['annotation_weights'] or row['note']}{by}")
    if row["label"]:
        has_share = row["confidence"] is not None and row["label"] != UNCERTAIN
        sure = f" {row['confidence']:.0%}" if has_share else ""
        parts.append(f"model: {row['label']}{sure}")
    return " · ".join(parts)


def _escaped(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _time(seconds: float) -> str:
    minutes, milliseconds = divmod(round(seconds * 1000), 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{milliseconds // 1000:02d}.{milliseconds % 1000:03d}"
