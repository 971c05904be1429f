"""A row for each segment of the model and each annotation, each with both answers.

``kind`` tells which, ``scope`` whose speech it is about (``scopes``): the rows of a kind and a
scope have each second once. ``label`` is the model's answer for the stretch, ``annotation`` the
annotation, ``rater`` its rater. The row of a segment has the annotation that is mostly of it, if
any; the row of an annotation has the model's answer for its time. A recording without a result has
one row of the kind ``error``, which says why.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ser_desktop.emotion.doubt import shown_label
from ser_desktop.emotion.results import MIX, Span
from ser_desktop.export.project.content import ExportedRecording, ProjectContent
from ser_desktop.project.annotated_spans import annotations_of
from ser_desktop.project.importing.label_words import labels_text
from ser_desktop.project.items import Annotation
from ser_desktop.project.model_answers import model_answer

TEXT, NUMBER, COUNT = "text", "number", "count"
COLUMNS: dict[str, str] = {
    **dict.fromkeys(("kind", "scope", "file", "sha256", "track", "speaker"), TEXT),
    **dict.fromkeys(("start_s", "end_s", "duration_s"), NUMBER),
    "label": TEXT,
    **dict.fromkeys(("confidence", "intensity"), NUMBER),
    **dict.fromkeys(("annotation", "annotation_weights", "rater"), TEXT),
    **dict.fromkeys(("annotation_share", "annotation_confidence", "annotation_intensity"), NUMBER),
    **dict.fromkeys(("note", "origin", "tags", "consent", "consent_note"), TEXT),
    **dict.fromkeys(("model", "model_version"), TEXT),
    **dict.fromkeys(("window_s", "hop_s", "uncertain_below"), NUMBER),
    "threshold_ratings": COUNT,
    "error": TEXT,
}
"""Name and kind of every column."""
Row = dict[str, Any]
"""Values by column; None if unknown."""


def segment_rows(content: ProjectContent) -> Iterator[Row]:
    """Return the rows of every recording, in the order of recordings, tracks and time."""
    for exported in content.recordings():
        yield from table_rows(exported)


def table_rows(exported: ExportedRecording) -> Iterator[Row]:
    """Return the rows of one recording in a table, or why there are none of the model."""
    if exported.without_result is not None:
        row = _common(exported, MIX)
        yield {**row, "kind": "error", "track": None, "error": exported.without_result.reason}
    yield from rows_of(exported)


def rows_of(exported: ExportedRecording) -> Iterator[Row]:
    """Return segments and annotations of one recording, in the order of tracks and time."""
    for track in exported.track_names:
        yield from _rows_of_track(exported, track)


def _rows_of_track(exported: ExportedRecording, track: str) -> Iterator[Row]:
    analysis = exported.analysis
    heard = next((one for one in exported.tracks if one.name == track), None)
    annotations = [a for a in exported.annotations if a.track == track]
    common = _common(exported, track)
    rows: list[Row] = []
    if heard is not None:
        for segment in heard.segments:
            over = next(iter(annotations_of(annotations, segment.span_s)), None)
            rows.append(
                {
                    **common,
                    **({} if over is None else annotation_cells(over)),
                    "annotation_share": None if over is None else _share(over, segment.span_s),
                    "kind": "segment",
                    "start_s": segment.start_s,
                    "end_s": segment.end_s,
                    "duration_s": segment.end_s - segment.start_s,
                    "label": segment.label,
                    "confidence": segment.confidence,
                    "intensity": segment.intensity,
                }
            )
    for annotation in annotations:
        answer = (
            None
            if analysis is None
            else model_answer(analysis, track, annotation.start_s, annotation.end_s)
        )
        rows.append(
            {
                **common,
                **annotation_cells(annotation),
                "annotation_share": 1.0,
                "kind": "annotation",
                "start_s": annotation.start_s,
                "end_s": annotation.end_s,
                "duration_s": annotation.duration_s,
                "label": None if answer is None else shown_label(answer),
                "confidence": None if answer is None else answer.confidence,
                "intensity": None if answer is None else answer.intensity,
            }
        )
    yield from sorted(rows, key=lambda row: (row["start_s"], row["end_s"], row["kind"]))


def _share(annotation: Annotation, span_s: Span) -> float:
    """Return the share of a span's time that an annotation covers, 0..1."""
    common_s = min(annotation.end_s, span_s[1]) - max(annotation.start_s, span_s[0])
    return round(min(max(common_s / (span_s[1] - span_s[0]), 0.0), 1.0), 6)


def annotation_cells(annotation: Annotation) -> Row:
    """Return the cells that are about an annotation."""
    return {
        "annotation": annotation.label,
        "annotation_weights": labels_text(annotation.labels),
        "rater": annotation.rater,
        "annotation_confidence": annotation.confidence,
        "annotation_intensity": annotation.intensity,
        "note": annotation.note,
        "origin": annotation.origin,
    }


def _common(exported: ExportedRecording, track: str) -> Row:
    recording, analysis = exported.recording, exported.analysis
    row: Row = dict.fromkeys(COLUMNS)
    row |= {
        "scope": exported.scope_of(track),
        "file": exported.name,
        "sha256": recording.sha256,
        "track": track or MIX,
        "speaker": exported.speakers.get(track, ""),
        "tags": " ".join(recording.tags),
        "consent": recording.consent,
        "consent_note": recording.consent_note,
        "threshold_ratings": exported.threshold_ratings,
    }
    if analysis is not None:
        row |= {
            "model": analysis.model.name,
            "model_version": analysis.model.version,
            "window_s": analysis.settings.window_s,
            "hop_s": analysis.settings.hop_s,
            "uncertain_below": analysis.settings.uncertain_below,
        }
    return row
