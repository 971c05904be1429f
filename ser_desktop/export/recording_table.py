"""The row of a recording, for every table with one: its columns, and its values under their names.

Emotions and warnings are English keys in every language. Nothing is rounded here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ser_desktop.emotion.doubt import answer_warnings
from ser_desktop.emotion.headline import Headline, headline_of
from ser_desktop.emotion.labels import EMOTIONS, UNCERTAIN, in_order
from ser_desktop.emotion.results import Analysis
from ser_desktop.emotion.summary import answered_seconds

Value = str | float | bool | None


@dataclass(frozen=True)
class Column:
    """A column and its type."""

    name: str
    type: Literal["text", "number", "flag"] = "number"


ANSWER = (Column("label", "text"), Column("confidence"), Column("intensity"))
MODEL = (Column("model", "text"), Column("model_version", "text"))
_HEAD = (
    Column("file", "text"),
    Column("channel", "text"),
    Column("duration_s"),
    Column("headline", "text"),
    *ANSWER,
    Column("speech_share"),
    Column("answered_s"),
)
_ORIGIN = (
    *MODEL,
    *(Column(name) for name in ("window_s", "hop_s", "uncertain_below")),
    Column("sha256", "text"),
    *(Column(name, "text") for name in ("error_kind", "error")),
    *(Column(name, "flag") for name in ("truncated", "repaired")),
    Column("damaged_s"),
    *(Column(name, "text") for name in ("warnings", "voice", "assigned_labels")),
)


def recording_columns(labels: Sequence[str] = EMOTIONS) -> list[Column]:
    """Return the columns: of the eight emotions, and of further labels of a model behind them."""
    names = (*probability_columns(labels), *share_columns(labels))
    return [*_HEAD, *map(Column, names), *_ORIGIN]


def probability_columns(labels: Sequence[str] = EMOTIONS) -> tuple[str, ...]:
    """Return the names of the columns with probabilities of the overall answer."""
    return tuple(f"p_{label}" for label in in_order([*EMOTIONS, *labels]))


def share_columns(labels: Sequence[str] = EMOTIONS) -> tuple[str, ...]:
    """Return the names of the columns with shares of ``answered_s``."""
    return tuple(f"share_{label}" for label in (*in_order([*EMOTIONS, *labels]), UNCERTAIN))


def answer_cells(analysis: Analysis) -> dict[str, Value]:
    """Return headline, overall answer, probabilities and shares; what the model lacks is absent."""
    overall, headline = analysis.overall, headline_of(analysis)
    cells: dict[str, Value] = {
        "headline": headline.text(),
        "label": overall.label,
        "confidence": overall.confidence,
        "intensity": overall.intensity,
        "speech_share": overall.speech_share,
        "answered_s": answered_seconds(analysis.segments),
    }
    if overall.probabilities is not None:
        for label, p in zip(analysis.model.labels, overall.probabilities, strict=True):
            cells[f"p_{label}"] = float(p)
    return cells | _shares(headline, analysis.model.labels)


def warning_cells(analysis: Analysis) -> dict[str, Value]:
    """Return what is known to be wrong with the file, and the ids of all warnings."""
    file = analysis.file
    ids = (warning.id.removeprefix("warning.") for warning in answer_warnings(analysis))
    return {
        "truncated": file.truncated,
        "repaired": file.repaired,
        "damaged_s": sum((end_s - start_s for start_s, end_s in file.damaged), 0.0),
        "warnings": " ".join(ids) or None,
    }


def recording_cells(analysis: Analysis, path: str) -> dict[str, Value]:
    """Return the values of a recording by the names of :func:`recording_columns`."""
    file, settings, voice = analysis.file, analysis.settings, analysis.settings.adapter
    return {
        "file": path,
        "channel": None if settings.channel is None else str(settings.channel),
        "duration_s": file.duration_s,
        **answer_cells(analysis),
        "model": analysis.model.name,
        "model_version": analysis.model.version,
        "window_s": settings.window_s,
        "hop_s": settings.hop_s,
        "uncertain_below": settings.uncertain_below,
        "sha256": file.sha256,
        **warning_cells(analysis),
        "voice": None if voice is None else voice.name,
        "assigned_labels": None if voice is None else " ".join(voice.assigned_labels),
    }


def _shares(headline: Headline, labels: Sequence[str]) -> dict[str, Value]:
    """Return the shares of a model's labels; none without speech."""
    if not headline.shares:
        return {}
    return {f"share_{label}": headline.shares.get(label, 0.0) for label in (*labels, UNCERTAIN)}
