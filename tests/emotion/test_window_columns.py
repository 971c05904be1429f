"""Windows as columns are the same windows, in a sixth of the memory."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ser_desktop.emotion.analysis import AnalysisOptions, analyze
from ser_desktop.emotion.codec import AnalysisCodec
from ser_desktop.emotion.course import course_of
from ser_desktop.emotion.doubt import sure_share, unlikeness
from ser_desktop.emotion.interpretation import interpret, scores_of
from ser_desktop.emotion.labels import NO_SPEECH
from ser_desktop.emotion.model import EmotionModel
from ser_desktop.emotion.results import Analysis, Window
from ser_desktop.emotion.window_columns import WindowColumns
from tests.support.made_analysis import made_analysis

LABELS = ["happy", NO_SPEECH, ("sad", 0.3), "angry", NO_SPEECH, NO_SPEECH, "calm"]


def same(one: Window, other: Window) -> bool:
    """Whether two windows are equal, apart from the embedding, which columns do not keep."""
    numbers = ("start_s", "end_s", "speech_share", "intensity")
    alike = all(getattr(one, name) == getattr(other, name) for name in numbers)
    return alike and np.array_equal(one.probabilities, other.probabilities)


def all_same(some: Sequence[Window], others: Sequence[Window]) -> bool:
    return len(some) == len(others) and all(map(same, some, others))


def in_columns(analysis: Analysis) -> Analysis:
    """Interpret the windows of an analysis again, as columns."""
    scores = scores_of(analysis)
    (track,) = scores.tracks
    columns = replace(track, windows=WindowColumns.of(track.windows))
    return interpret(replace(scores, tracks=(columns,)))


def test_each_window_comes_back() -> None:
    windows = made_analysis(LABELS).windows
    columns = WindowColumns.of(windows)
    assert all_same(columns, windows)
    assert all_same(columns[2:5], windows[2:5])
    assert same(columns[-1], windows[-1])
    with pytest.raises(IndexError):
        columns[len(windows)]


def test_windows_that_were_never_answered_come_back() -> None:
    windows = [Window(0.0, 3.0, 0.1, None, None), Window(1.0, 4.0, 0.0, None, None)]
    columns = WindowColumns.of(windows)
    assert all_same(columns, windows)
    assert not columns.is_answered.any()
    assert len(WindowColumns.of([])) == 0


def test_the_embedding_leaves_its_mean_square() -> None:
    row = np.full(8, 1 / 8, dtype=np.float32)
    windows = [Window(0.0, 3.0, 1.0, row, 0.5, np.full(4, 3.0, dtype=np.float32))]
    columns = WindowColumns.of(windows)
    assert columns[0].unlikeness == pytest.approx(9.0)
    assert unlikeness(columns) == unlikeness(windows)


def test_interpretation_does_not_depend_on_the_form() -> None:
    analysis = interpret(scores_of(made_analysis(LABELS * 12)))
    other = in_columns(analysis)
    assert other.segments == analysis.segments
    assert other.overall.label == analysis.overall.label
    assert np.array_equal(other.overall.probabilities, analysis.overall.probabilities)
    assert sure_share(other.windows, 0.4) == sure_share(analysis.windows, 0.4)
    assert course_of(other) == course_of(analysis)


def test_an_analysis_without_embeddings_has_columns_and_the_same_answers(
    sample: Path, model: EmotionModel
) -> None:
    kept = analyze(sample, model)
    slim = analyze(sample, model, AnalysisOptions(embeddings=False))
    assert isinstance(slim.windows, WindowColumns)
    assert all_same(slim.windows, kept.windows)
    assert slim.segments == kept.segments


def test_a_file_of_columns_is_read_as_windows() -> None:
    codec = AnalysisCodec()
    analysis = in_columns(made_analysis(LABELS))
    back = codec.loads(codec.dumps(analysis))
    assert isinstance(back, Analysis)
    assert all_same(back.windows, analysis.windows)


def test_columns_take_a_fifth_of_the_memory_at_most() -> None:
    windows = made_analysis(["happy"] * 500).windows
    columns = WindowColumns.of(windows)
    arrays = (columns.starts_s, columns.ends_s, columns.speech_shares, columns.answers)
    n_bytes = sum(a.nbytes for a in (*arrays, columns.intensities, columns.unlikeness))
    one = windows[0]
    numbers = (one.start_s, one.end_s, one.speech_share, one.intensity, one.probabilities)
    as_objects = sum(map(sys.getsizeof, (one, *numbers))) + one.probabilities.nbytes
    assert n_bytes / len(windows) < as_objects / 4
