"""A row for each recording: its headline as the window has it, its shares, consent and notes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ser_desktop.emotion.headline import headline_of
from ser_desktop.export.project.content import ExportedRecording
from ser_desktop.export.summary_csv import share_columns, shares_of
from ser_desktop.project.annotated_spans import first_words, recording_said

Row = dict[str, Any]
"""Values by column; None if unknown."""
_HEAD = (
    *("file", "duration_s", "speakers", "annotated", "headline"),
    *("label", "confidence", "speech_share"),
)
_TAIL = ("annotations", "tags", "note", "consent", "consent_note", "sha256", "statement")


def recording_columns(labels: Sequence[str]) -> tuple[str, ...]:
    """Return the names of the columns.

    Args:
        labels: labels of the models.
    """
    return *_HEAD, *share_columns(labels), *_TAIL


def annotated_words(exported: ExportedRecording) -> str:
    """Return what people said of a whole recording if it comes before the model's, else ""."""
    annotations, analysis = exported.annotations, exported.analysis
    return first_words(recording_said(annotations, analysis, exported.duration_s))


def recording_row(exported: ExportedRecording) -> Row:
    """Return the row of a recording; an unknown value is None or missing, and never 0."""
    recording, analysis = exported.recording, exported.analysis
    row: Row = {
        "file": exported.name,
        "duration_s": exported.duration_s or None,
        "speakers": "; ".join(dict.fromkeys(exported.speakers.values())) or None,
        "annotated": annotated_words(exported) or None,
        "annotations": len(exported.annotations),
        "tags": " ".join(recording.tags),
        "note": recording.note,
        "consent": recording.consent,
        "consent_note": recording.consent_note,
        "sha256": recording.sha256,
        "statement": exported.statement(),
    }
    if analysis is None:
        return row
    headline, labels = headline_of(analysis), analysis.model.labels
    return {
        **row,
        "headline": headline.text(),
        "label": analysis.overall.label,
        "confidence": analysis.overall.confidence,
        "speech_share": analysis.overall.speech_share,
        **dict(zip(share_columns(labels), shares_of(headline, labels), strict=True)),
    }
