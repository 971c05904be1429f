"""A row for each recording: headline, answer and shares, what is wrong with it, its notes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ser_desktop.export.project.content import ExportedRecording
from ser_desktop.export.recording_table import (
    answer_cells,
    probability_columns,
    share_columns,
    warning_cells,
)
from ser_desktop.project.annotated_spans import first_words, recording_said

Row = dict[str, Any]
"""Values by column; None if unknown."""
_HEAD = (
    *("file", "duration_s", "speakers", "annotated", "headline"),
    *("label", "confidence", "intensity", "speech_share", "answered_s"),
)
_TAIL = (
    *("error_kind", "error", "truncated", "repaired", "damaged_s", "warnings"),
    *("annotations", "tags", "note", "consent", "consent_note", "sha256", "statement"),
)


def recording_columns(labels: Sequence[str]) -> tuple[str, ...]:
    """Return the names of the columns.

    Args:
        labels: labels of the models.
    """
    return *_HEAD, *probability_columns(labels), *share_columns(labels), *_TAIL


def annotated_words(exported: ExportedRecording) -> str:
    """Return what people said of a whole recording if it comes before the model's, else ""."""
    annotations, analysis = exported.annotations, exported.analysis
    return first_words(recording_said(annotations, analysis, exported.duration_s))


def recording_row(exported: ExportedRecording) -> Row:
    """Return the row of a recording; an unknown value is None or missing, and never 0."""
    recording, analysis, without = exported.recording, exported.analysis, exported.without_result
    row: Row = {
        "file": exported.name,
        "duration_s": exported.duration_s or None,
        "speakers": "; ".join(dict.fromkeys(exported.speakers.values())) or None,
        "annotated": annotated_words(exported) or None,
        "error_kind": None if without is None else without.kind,
        "error": None if without is None else without.reason,
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
    flags = {name: _as_number(value) for name, value in warning_cells(analysis).items()}
    return row | answer_cells(analysis) | flags


def _as_number(value: object) -> object:
    return int(value) if isinstance(value, bool) else value
