"""Figures of merit hold for any answers, not only for chosen ones."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ser_desktop.emotion.labels import EMOTIONS, in_order, is_label_set
from ser_desktop.emotion.metrics import expected_calibration_error, score

ANSWERS = st.lists(st.tuples(st.integers(0, 4), st.integers(-1, 4)), min_size=1, max_size=60)


@given(ANSWERS)
def test_figures_stay_in_range_and_ignore_the_order(pairs: list[tuple[int, int]]) -> None:
    truth, answered = (list(side) for side in zip(*pairs, strict=True))
    scores = score(truth, answered, 5)
    for figure in (scores.accuracy, scores.uar, scores.macro_f1):
        assert 0 <= figure <= 1
    assert scores.support.sum() == len(pairs)
    assert scores.confusion.sum() == sum(answer >= 0 for answer in answered)
    backwards = score(truth[::-1], answered[::-1], 5)
    assert backwards.uar == pytest.approx(scores.uar)


@given(ANSWERS)
def test_right_answers_score_one(pairs: list[tuple[int, int]]) -> None:
    truth = [label for label, _ in pairs]
    assert score(truth, truth, 5).uar == pytest.approx(1)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=50))
def test_a_calibration_error_is_a_share(pairs: list[tuple[float, bool]]) -> None:
    confidence, correct = zip(*pairs, strict=True)
    assert 0 <= expected_calibration_error(confidence, correct) <= 1 + 1e-9
    assert not np.isnan(expected_calibration_error(confidence, correct))


@given(st.lists(st.sampled_from([*EMOTIONS, "other", "contempt"]), max_size=12))
def test_an_ordered_set_of_labels_is_one_a_model_may_have(labels: list[str]) -> None:
    ordered = in_order(labels)
    assert set(ordered) == set(labels)
    assert is_label_set(list(ordered)) is bool(ordered)
