"""Figures of a protocol, from the answers to its clips."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ser_desktop.emotion.evaluation import evaluate, restrict
from ser_desktop.emotion.metrics import (
    accuracy_at_coverage,
    expected_calibration_error,
    score,
)
from training.evaluate.curves import risk_coverage_area
from training.evaluate.intervals import uar_interval
from training.evaluate.records import Answer

COVERAGE = 0.85


def figures(answers: Sequence[Answer]) -> dict[str, Any]:
    """Compute every figure of a protocol, pooled over the folds and fold by fold.

    Args:
        answers: to the test clips of all folds.

    Returns:
        Content of a result file.
    """
    emotions = [answer.clip.emotion for answer in answers]
    evaluation = evaluate(emotions, [answer.analysis for answer in answers])
    n_labels = len(evaluation.labels)
    truth = np.array(evaluation.truth)
    answered = evaluation.probabilities.argmax(axis=1)
    confidence = evaluation.probabilities.max(axis=1)
    correct = answered == truth
    bare = score(
        truth,
        [restrict(a.bare, a.analysis.model.labels, evaluation.labels).argmax() for a in answers],
        n_labels,
    )
    by_fold = _by_group([answer.fold for answer in answers], truth, answered, n_labels)
    by_gender = _by_group([answer.clip.gender for answer in answers], truth, answered, n_labels)
    return {
        "n_clips": len(answers),
        # Mean over the folds, as the literature reports it; the pooled figures follow.
        **{
            name: round(float(np.mean([fold[name] for fold in by_fold.values()])), 4)
            for name in ("accuracy", "uar", "macro_f1")
        },
        "ece": round(expected_calibration_error(confidence, correct), 4),
        "risk_coverage_area": round(risk_coverage_area(confidence, correct), 4),
        f"accuracy_at_{round(100 * COVERAGE)}_coverage": round(
            accuracy_at_coverage(confidence, correct, COVERAGE), 4
        ),
        "intensity_auc": _intensity_auc(answers),
        "no_speech_share": round(
            float(np.mean([a.analysis.overall.label == "no speech" for a in answers])), 4
        ),
        "by_fold": by_fold,
        "by_gender": {key: by_gender[key] for key in ("female", "male") if key in by_gender},
        "pooled": evaluation.forced.summary(),
        "unanswered_counted_wrong": {
            **evaluation.strict.summary(),
            "coverage": round(evaluation.coverage, 4),
        },
        "bare_network": bare.summary(),
        "per_emotion": evaluation.forced.per_label(evaluation.labels),
        "confusion": evaluation.forced.confusion.tolist(),
        "labels": evaluation.labels,
        "uar_interval_95": uar_interval(
            truth, [answered], [answer.clip.speaker for answer in answers], n_labels
        ),
    }


def _by_group(
    groups: Sequence[int] | Sequence[str],
    truth: NDArray[np.int64],
    answered: NDArray[np.int64],
    n_labels: int,
) -> dict[str, dict[str, float]]:
    """Return the scores of each group of clips, in the order of the groups."""
    group_of = np.array(groups)
    return {
        str(group): score(truth[group_of == group], answered[group_of == group], n_labels).summary()
        for group in sorted(set(group_of.tolist()))
    }


def _intensity_auc(answers: Sequence[Answer]) -> float | None:
    """Area under the ROC curve of *strong*, as the share of pairs in the right order."""
    strong: list[float] = []
    normal: list[float] = []
    for answer in answers:
        value = answer.analysis.overall.intensity
        if value is not None and answer.clip.intensity:
            (strong if answer.clip.intensity == "strong" else normal).append(value)
    if not strong or not normal:
        return None
    above = np.array(strong)[:, None] - np.array(normal)[None]
    return round(float((above > 0).mean() + 0.5 * (above == 0).mean()), 4)
