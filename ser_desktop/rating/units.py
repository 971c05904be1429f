"""The blind ratings of a project and the model's answers, for each stretch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ser_desktop.emotion.interpretation import InterpretationSettings, interpret
from ser_desktop.emotion.labels import in_order
from ser_desktop.emotion.results import Analysis
from ser_desktop.project.analyses import KeptAnalyses
from ser_desktop.project.items import Recording
from ser_desktop.project.model_answers import model_answer
from ser_desktop.project.store import ProjectStore
from ser_desktop.rating.round import key_of

NO_RATING = -1


@dataclass(frozen=True)
class RatedUnits:
    """Ratings as numbers.

    Args:
        labels: labels to which the numbers refer.
        raters: names of the raters.
        ratings: [raters, units], index of the label; -1 if missing.
        model: [units], index of the model's likeliest label; -1 without speech or analysis.
        confidence: [units], probability of that label; 0 if missing.
        model_name: name and version of the model; of the last recording if there are several.
    """

    labels: tuple[str, ...]
    raters: tuple[str, ...]
    ratings: NDArray[np.int64]
    model: NDArray[np.int64]
    confidence: NDArray[np.float64]
    model_name: str

    def truth(self) -> NDArray[np.int64]:
        """Return the label given by most raters [units]; -1 for a tie."""
        return np.array([_most(column) for column in self.ratings.T], dtype=np.int64)


def rated_units(store: ProjectStore, all_annotations: bool = False) -> RatedUnits:
    """Read all rated stretches.

    Args:
        store: store of the project.
        all_annotations: include annotations that are not blind; they count if several raters
        annotated the same stretch.
    """
    given: dict[tuple[str, str, int, int], dict[str, str]] = {}
    for annotation in store.annotations():
        if annotation.label and (all_annotations or annotation.origin == "blind"):
            given.setdefault(key_of(annotation), {})[annotation.rater] = annotation.label
    keys = sorted(given)
    raters = tuple(sorted({rater for by_rater in given.values() for rater in by_rater}))
    answers = _model_answers(store, keys)
    given_labels = [label for by_rater in given.values() for label in by_rater.values()]
    labels = tuple(in_order([*given_labels, *(label for label, _, _ in answers if label)]))
    number = {label: index for index, label in enumerate(labels)}
    ratings = np.full((len(raters), len(keys)), NO_RATING, dtype=np.int64)
    for unit, key in enumerate(keys):
        for rater, label in given[key].items():
            ratings[raters.index(rater), unit] = number[label]
    return RatedUnits(
        labels,
        raters,
        ratings,
        np.array([number.get(label, NO_RATING) for label, _, _ in answers], dtype=np.int64),
        np.array([confidence for _, confidence, _ in answers], dtype=np.float64),
        next((name for _, _, name in reversed(answers) if name), ""),
    )


def _model_answers(
    store: ProjectStore, keys: Sequence[tuple[str, str, int, int]]
) -> list[tuple[str, float, str]]:
    """Return label, confidence and model of each stretch, reading one recording at a time."""
    kept = KeptAnalyses(store)
    recordings = {recording.id: recording for recording in store.recordings()}
    answers: list[tuple[str, float, str]] = []
    at = ""
    analysis: Analysis | None = None
    for recording_id, track, start_ms, end_ms in keys:
        if recording_id != at:
            at, analysis = recording_id, _analysis(kept, recordings[recording_id])
        if analysis is None:
            answers.append(("", 0.0, ""))
            continue
        overall = model_answer(analysis, track, start_ms / 1000, end_ms / 1000)
        name = f"{analysis.model.name} {analysis.model.version}"
        sure = overall.confidence or 0.0
        answers.append((overall.top[0], sure, name) if overall.top else ("", 0.0, name))
    return answers


def _analysis(kept: KeptAnalyses, recording: Recording) -> Analysis | None:
    scores = kept.latest(recording)
    # Without a threshold, since one is searched at which the model is accurate enough.
    return None if scores is None else interpret(scores, InterpretationSettings(0.0))


def _most(column: NDArray[np.int64]) -> int:
    counted = Counter(int(label) for label in column if label != NO_RATING).most_common(2)
    if not counted or (len(counted) > 1 and counted[0][1] == counted[1][1]):
        return NO_RATING
    return counted[0][0]
