from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sklearn import metrics as reference

from ser_desktop.emotion.analysis import AnalysisOptions, analyze
from ser_desktop.emotion.evaluation import evaluate, restrict
from ser_desktop.emotion.label_table import read_labels
from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.emotion.metrics import (
    accuracy_at_coverage,
    expected_calibration_error,
    score,
    uar,
)
from ser_desktop.emotion.model import EmotionModel
from ser_desktop.errors import SerError


def test_the_figures_are_scikit_learns() -> None:
    rng = np.random.default_rng(0)
    truth, answered = rng.integers(0, 8, 500), rng.integers(0, 8, 500)
    found = score(truth, answered, 8)
    assert found.accuracy == pytest.approx(reference.accuracy_score(truth, answered))
    assert found.uar == pytest.approx(reference.balanced_accuracy_score(truth, answered))
    assert found.macro_f1 == pytest.approx(reference.f1_score(truth, answered, average="macro"))
    np.testing.assert_array_equal(found.confusion, reference.confusion_matrix(truth, answered))


def test_a_missing_answer_counts_as_wrong() -> None:
    found = score([0, 0, 1, 1], [0, -1, 1, -1], 2)
    assert found.accuracy == 0.5
    assert found.confusion.sum() == 2


def test_labels_that_do_not_occur_do_not_count() -> None:
    assert uar([0, 0, 2, 2], [0, 0, 2, 1], 4) == pytest.approx(0.75)


def test_a_calibrated_model_has_no_calibration_error() -> None:
    confidence = np.full(1000, 0.7)
    correct = np.arange(1000) < 700
    assert expected_calibration_error(confidence, correct) == pytest.approx(0.0, abs=1e-9)
    assert expected_calibration_error(confidence, np.ones(1000)) == pytest.approx(0.3)


def test_accuracy_of_the_most_confident() -> None:
    assert accuracy_at_coverage([0.9, 0.8, 0.2, 0.1], [1, 1, 0, 0], 0.5) == 1.0
    assert accuracy_at_coverage([0.9, 0.8, 0.2, 0.1], [1, 1, 0, 0], 1.0) == 0.5


def test_calm_is_added_to_neutral_if_calm_is_no_choice() -> None:
    p = np.array([0.2, 0.4, 0.1, 0.1, 0.1, 0.05, 0.03, 0.02], dtype=np.float32)
    found = restrict(p, EMOTIONS, ["neutral", "happy", "sad", "angry"])
    assert found == pytest.approx(np.array([0.6, 0.1, 0.1, 0.1]) / 0.9)
    with_calm = restrict(p, EMOTIONS, ["neutral", "calm"])
    assert with_calm == pytest.approx(np.array([0.2, 0.4]) / 0.6)


def test_a_label_the_model_lacks_gets_nothing() -> None:
    assert restrict(np.array([0.5, 0.5]), ["happy", "angry"], ["happy", "sad"]) == pytest.approx(
        [1.0, 0.0]
    )


def test_unanswered_is_wrong_only_in_the_strict_figures(sample: Path, model: EmotionModel) -> None:
    found = analyze(sample, model, AnalysisOptions(classify_all=True))
    right = found.overall.top[0]
    sure = replace(found, overall=replace(found.overall, label=right))
    unsure = replace(found, overall=replace(found.overall, label="uncertain"))
    other = next(e for e in EMOTIONS if e not in found.overall.top)
    result = evaluate([right, right, other], [sure, unsure, sure])
    assert result.forced.accuracy == pytest.approx(2 / 3)
    assert result.strict.accuracy == pytest.approx(1 / 3)
    assert result.coverage == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("header", "row", "says"),
    [
        (["a", "b"], ["x", "happy"], "file_path and true_emotion"),
        (["file_path", "true_emotion"], ["x.wav", "joyful"], "joyful"),
        (["file_path", "true_emotion"], ["x.wav", ""], "without path or emotion"),
    ],
)
def test_an_unusable_csv_is_refused(
    tmp_path: Path, header: list[str], row: list[str], says: str
) -> None:
    path = tmp_path / "labels.csv"
    with path.open("w", newline="") as handle:
        csv.writer(handle).writerows([header, row])
    with pytest.raises(SerError, match=says):
        read_labels(path)
