"""Many recordings as one table: a row for each file, segment or window, as plain values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ser_desktop.emotion.headline import headline_of
from ser_desktop.emotion.labels import EMOTIONS, in_order
from ser_desktop.emotion.results import Analysis
from ser_desktop.errors import AudioFileError
from ser_desktop.export.csv_table import window_answer
from ser_desktop.export.summary_csv import share_columns, shares_of

Value = str | float | bool | None
Row = list[Value]
"""One JSON value for each column."""


@dataclass(frozen=True)
class Column:
    """A column and its type."""

    name: str
    type: Literal["text", "number", "flag"] = "number"


@dataclass(frozen=True)
class ResultTable:
    """A kind of table.

    Args:
        columns: returns the columns for a model's labels.
        rows: returns the rows of a recording, given its path.
        error_rows: returns the rows of a recording that failed.
    """

    columns: Callable[[Sequence[str]], list[Column]]
    rows: Callable[[Analysis, str], list[Row]]
    error_rows: Callable[[AudioFileError, str, Sequence[str]], list[Row]]


_MODEL = [Column("model", "text"), Column("model_version", "text")]
_ANSWER = [Column("label", "text"), Column("confidence"), Column("intensity")]
_SPAN = [Column("file", "text"), Column("start_s"), Column("end_s")]
_ORIGIN = [
    *_MODEL,
    *(Column(name) for name in ("window_s", "hop_s", "uncertain_below")),
    Column("sha256", "text"),
    Column("truncated", "flag"),
    Column("repaired", "flag"),
    Column("voice", "text"),
    Column("error_kind", "text"),
    Column("error", "text"),
]


def _probability_columns(labels: Sequence[str]) -> list[Column]:
    return [Column(f"p_{label}") for label in in_order([*EMOTIONS, *labels])]


def _file_columns(labels: Sequence[str]) -> list[Column]:
    head = [Column("file", "text"), Column("duration_s"), Column("headline", "text"), *_ANSWER]
    shares = [Column(name) for name in share_columns(labels)]
    return [*head, Column("speech_share"), *_probability_columns(labels), *shares, *_ORIGIN]


def _file_rows(analysis: Analysis, path: str) -> list[Row]:
    file, overall, settings = analysis.file, analysis.overall, analysis.settings
    headline = headline_of(analysis)
    return [
        [
            path,
            file.duration_s,
            headline.text(),
            overall.label,
            overall.confidence,
            overall.intensity,
            overall.speech_share,
            *_probabilities(overall.probabilities, analysis.model.labels),
            *shares_of(headline, analysis.model.labels),
            *_model(analysis),
            settings.window_s,
            settings.hop_s,
            settings.uncertain_below,
            file.sha256,
            file.truncated,
            file.repaired,
            None if settings.adapter is None else settings.adapter.name,
            None,
            None,
        ]
    ]


def _file_error_rows(error: AudioFileError, path: str, labels: Sequence[str]) -> list[Row]:
    columns = _file_columns(labels)
    return [[path, *([None] * (len(columns) - 3)), error.kind, str(error)]]


def _segment_columns(_labels: Sequence[str]) -> list[Column]:
    return [*_SPAN, *_ANSWER, *_MODEL]


def _segment_rows(analysis: Analysis, path: str) -> list[Row]:
    return [
        [path, s.start_s, s.end_s, s.label, s.confidence, s.intensity, *_model(analysis)]
        for s in analysis.segments
    ]


def _window_columns(labels: Sequence[str]) -> list[Column]:
    return [*_SPAN, *_ANSWER, Column("speech_share"), *_probability_columns(labels), *_MODEL]


def _window_rows(analysis: Analysis, path: str) -> list[Row]:
    return [
        [
            path,
            window.start_s,
            window.end_s,
            *window_answer(window, analysis),
            window.intensity,
            window.speech_share,
            *_probabilities(window.probabilities, analysis.model.labels),
            *_model(analysis),
        ]
        for window in analysis.windows
    ]


def _no_rows(_error: AudioFileError, _path: str, _labels: Sequence[str]) -> list[Row]:
    return []


def _model(analysis: Analysis) -> Row:
    return [analysis.model.name, analysis.model.version]


def _probabilities(probabilities: NDArray[np.float32] | None, labels: Sequence[str]) -> Row:
    """Return a probability for each column; None for emotions that the model lacks."""
    known = {} if probabilities is None else dict(zip(labels, probabilities, strict=True))
    return [
        float(known[label]) if label in known else None for label in in_order([*EMOTIONS, *labels])
    ]


TABLES = {
    "files": ResultTable(_file_columns, _file_rows, _file_error_rows),
    "segments": ResultTable(_segment_columns, _segment_rows, _no_rows),
    "windows": ResultTable(_window_columns, _window_rows, _no_rows),
}
