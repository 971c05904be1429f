"""Many recordings as one table: a row for each file, segment or window, as plain values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ser_desktop.emotion.labels import EMOTIONS, in_order
from ser_desktop.emotion.results import Analysis
from ser_desktop.errors import AudioFileError
from ser_desktop.export.csv_table import window_answer
from ser_desktop.export.recording_table import (
    ANSWER,
    MODEL,
    Column,
    Value,
    probability_columns,
    recording_cells,
    recording_columns,
)

Row = list[Value]
"""One JSON value for each column."""


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


_SPAN = [Column("file", "text"), Column("start_s"), Column("end_s")]


def _file_rows(analysis: Analysis, path: str) -> list[Row]:
    cells = recording_cells(analysis, path)
    return [[cells.get(column.name) for column in recording_columns(analysis.model.labels)]]


def _file_error_rows(error: AudioFileError, path: str, labels: Sequence[str]) -> list[Row]:
    cells = {"file": path, "error_kind": error.kind, "error": str(error)}
    return [[cells.get(column.name) for column in recording_columns(labels)]]


def _segment_columns(_labels: Sequence[str]) -> list[Column]:
    return [*_SPAN, *ANSWER, *MODEL]


def _segment_rows(analysis: Analysis, path: str) -> list[Row]:
    return [
        [path, s.start_s, s.end_s, s.label, s.confidence, s.intensity, *_model(analysis)]
        for s in analysis.segments
    ]


def _window_columns(labels: Sequence[str]) -> list[Column]:
    probabilities = map(Column, probability_columns(labels))
    return [*_SPAN, *ANSWER, Column("speech_share"), *probabilities, *MODEL]


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
    "files": ResultTable(recording_columns, _file_rows, _file_error_rows),
    "segments": ResultTable(_segment_columns, _segment_rows, _no_rows),
    "windows": ResultTable(_window_columns, _window_rows, _no_rows),
}
