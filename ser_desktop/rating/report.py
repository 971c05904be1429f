"""Agreement, and accuracy of the model, as one object for JSON."""

from __future__ import annotations

from dataclasses import asdict
from itertools import combinations
from typing import Any

import numpy as np

from ser_desktop.emotion.metrics import confusion
from ser_desktop.project.items import Setting
from ser_desktop.project.tiers import MODEL_RATER
from ser_desktop.rating.agreement import (
    Figure,
    Labels,
    cohen_of,
    fleiss_kappa,
    krippendorff_alpha,
    one_label,
    with_interval,
)
from ser_desktop.rating.units import RatedUnits
from ser_desktop.rating.worth import (
    Threshold,
    accuracy_of,
    calibration_error,
    reliability,
    threshold_for,
)

DEFAULT_ACCURACY = 0.8
SCHEMA = 1


def agreement_report(units: RatedUnits, required: float = DEFAULT_ACCURACY) -> dict[str, Any]:
    """Return the agreement of raters with each other and with the model, and the model's accuracy.

    The truth is the label given by most raters; stretches with a tie have none.

    Args:
        units: the rated units of the project.
        required: accuracy for which a threshold is searched.
    """
    return {
        "schema": SCHEMA,
        "n_units": units.ratings.shape[1],
        "labels": list(units.labels),
        "raters": {
            rater: int((row >= 0).sum())
            for rater, row in zip(units.raters, units.ratings, strict=True)
        },
        "people": _people_object(units),
        "model": _model_object(units, required),
    }


def _people_object(units: RatedUnits) -> dict[str, Any]:
    """Return the agreement of raters with each other."""
    return {
        "krippendorff_alpha": _object(with_interval(krippendorff_alpha, units.ratings)),
        "fleiss_kappa": _fleiss(units.ratings),
        "pairs": [
            _pair(units.raters[one], units.raters[other], units.ratings[[one, other]])
            for one, other in combinations(range(len(units.raters)), 2)
        ],
        "per_emotion": _per_emotion(units.ratings, units.labels),
    }


def _model_object(units: RatedUnits, required: float) -> dict[str, Any]:
    """Return the agreement of raters with the model, its accuracy and a threshold."""
    truth = units.truth()
    compared = (truth >= 0) & (units.model >= 0)
    right = units.model[compared] == truth[compared]
    confidence = units.confidence[compared]
    bins = reliability(right, confidence)
    accuracy = accuracy_of(right)
    threshold = threshold_for(required, right, confidence)
    return {
        "name": units.model_name,
        "pairs": [
            _pair(rater, MODEL_RATER, np.stack([row, units.model]))
            for rater, row in zip(units.raters, units.ratings, strict=True)
        ],
        "per_emotion": _per_emotion(np.stack([truth, units.model]), units.labels),
        "n_compared": int(compared.sum()),
        "n_without_majority": int((truth < 0).sum()),
        "n_without_answer": int((units.model < 0).sum()),
        "accuracy": None if accuracy is None else asdict(accuracy),
        "confusion": confusion(truth[compared], units.model[compared], len(units.labels)).tolist(),
        "reliability": [asdict(one) for one in bins],
        "calibration_error": calibration_error(bins),
        "asked_accuracy": required,
        "threshold": None if threshold is None else asdict(threshold),
    }


def found_threshold(units: RatedUnits, required: float) -> Threshold | None:
    """Return the threshold at which the model reaches the requested accuracy, or None."""
    truth = units.truth()
    compared = (truth >= 0) & (units.model >= 0)
    right = units.model[compared] == truth[compared]
    return threshold_for(required, right, units.confidence[compared])


def threshold_setting(threshold: Threshold) -> Setting:
    """Return the threshold as a setting of the project, which exports state."""
    return Setting(
        "threshold",
        {
            "uncertain_below": threshold.uncertain_below,
            "n_ratings": threshold.n_ratings,
            "asked_accuracy": threshold.required,
            "accuracy": threshold.accuracy.value,
            "accuracy_at_least": threshold.accuracy.low,
            "coverage": threshold.coverage,
        },
    )


def _pair(one: str, other: str, ratings: Labels) -> dict[str, Any]:
    both = (ratings >= 0).all(axis=0)
    n = int(both.sum())
    agreed = float(np.mean(ratings[0, both] == ratings[1, both])) if n else None
    kappa = with_interval(cohen_of, ratings)
    return {"raters": [one, other], "n": n, "agreement": agreed, "cohen_kappa": _object(kappa)}


def _fleiss(ratings: Labels) -> dict[str, Any]:
    by_all = ratings[:, (ratings >= 0).all(axis=0)] if len(ratings) else ratings
    return _object(with_interval(fleiss_kappa, by_all))


def _per_emotion(ratings: Labels, labels: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    """Return alpha of each label against all others, and its number of ratings."""
    return {
        label: {
            "given": int((ratings == number).sum()),
            "krippendorff_alpha": _object(
                with_interval(krippendorff_alpha, one_label(ratings, number))
            ),
        }
        for number, label in enumerate(labels)
    }


def _object(figure: Figure) -> dict[str, Any]:
    return asdict(figure)
