"""How often a model is right on recordings whose emotion is known."""

from __future__ import annotations

import csv
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ser_desktop.emotion.labels import EMOTIONS, in_order, is_emotion
from ser_desktop.emotion.metrics import Scores, score
from ser_desktop.emotion.results import Analysis
from ser_desktop.errors import SerError
from ser_desktop.texts.messages import Message

_PATH_COLUMNS = ("file_path", "path", "file")
_LABEL_COLUMNS = ("true_emotion", "emotion", "label")


@dataclass(frozen=True)
class LabelledFile:
    """A row of the CSV."""

    path: Path
    emotion: str


def read_labels(path: Path, known: Sequence[str] = EMOTIONS) -> list[LabelledFile]:
    """Read a CSV with the columns ``file_path,true_emotion`` (or path/file, emotion/label).

    Args:
        path: the CSV; a relative path in it counts from its folder.
        known: labels that are allowed beside the eight.

    Raises:
        SerError: it cannot be read, lacks a column, or names an unknown emotion.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            reader = csv.DictReader(handle)
            columns = reader.fieldnames or []
            path_column = next((c for c in _PATH_COLUMNS if c in columns), None)
            label_column = next((c for c in _LABEL_COLUMNS if c in columns), None)
            if path_column is None or label_column is None:
                raise SerError(Message("labels.columns", path=path))
            rows = [_labelled(path, row, path_column, label_column) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SerError(Message("labels.cannot_read", path=path, reason=error)) from None
    labels = in_order([*EMOTIONS, *known])
    unknown = sorted({row.emotion for row in rows} - set(labels))
    if unknown:
        raise SerError(Message("labels.unknown", path=path, unknown=unknown, known=labels))
    if not rows:
        raise SerError(Message("labels.empty", path=path))
    return rows


def restrict(
    probabilities: NDArray[np.float32], model_labels: Sequence[str], wanted: Sequence[str]
) -> NDArray[np.float64]:
    """Probabilities of the wanted labels alone, summing to 1.

    *Calm* adds to *neutral* where calm is not wanted. A label the model does not know gets 0.
    """
    by_label = dict(zip(model_labels, probabilities.astype(np.float64), strict=True))
    if "calm" not in wanted and "neutral" in wanted:
        by_label["neutral"] = by_label.get("neutral", 0.0) + by_label.get("calm", 0.0)
    chosen = np.array([by_label.get(label, 0.0) for label in wanted])
    total = chosen.sum()
    return chosen / total if total > 0 else np.full(len(wanted), 1 / len(wanted))


def _labelled(
    table: Path, row: dict[str, str | None], path_column: str, label_column: str
) -> LabelledFile:
    name, emotion = row[path_column], row[label_column]
    if not name or not emotion:
        raise SerError(Message("labels.row", path=table, row=str(list(row.values()))))
    return LabelledFile(table.parent / name, emotion.strip().lower())


@dataclass(frozen=True)
class Evaluation:
    """Answers for labelled files, forced and free."""

    labels: list[str]
    truth: list[int]
    probabilities: NDArray[np.float64]
    """[files, labels], by forced choice."""
    forced: Scores
    strict: Scores
    """"uncertain" and "no speech" counted as wrong."""
    coverage: float
    """Share of files answered with an emotion."""
    n_failed: int

    def to_json(self) -> dict[str, Any]:
        """The contract's object."""
        return {
            "n": len(self.truth),
            "n_failed": self.n_failed,
            **_figures(self.forced),
            "coverage": round(self.coverage, 4),
            "per_emotion": self.forced.per_label(self.labels),
            "confusion": self.forced.confusion.tolist(),
            "labels": self.labels,
            "unanswered_counted_wrong": _figures(self.strict),
        }


def _figures(scores: Scores) -> dict[str, float]:
    return {
        "accuracy": round(scores.accuracy, 4),
        "uar": round(scores.uar, 4),
        "macro_f1": round(scores.macro_f1, 4),
    }


def evaluate(
    emotions: Sequence[str],
    analyses: Sequence[Analysis],
    n_failed: int = 0,
    asked: Collection[str] = (),
) -> Evaluation:
    """Score analyses made with ``classify_all``.

    Args:
        emotions: the true emotion of each analysis.
        analyses: in the same order.
        n_failed: files that could not be analysed and are left out of the figures.
        asked: emotions to choose among beside those of the analysed files.
    """
    labels = in_order(sorted({*emotions, *asked}))
    truth = [labels.index(emotion) for emotion in emotions]
    rows, free = [], []
    for analysis in analyses:
        if analysis.overall.probabilities is None:
            raise ValueError("evaluation needs analyses made with classify_all")
        row = restrict(analysis.overall.probabilities, analysis.model.labels, labels)
        rows.append(row)
        answered = is_emotion(analysis.overall.label)
        free.append(int(row.argmax()) if answered else -1)
    probabilities = np.array(rows).reshape(len(rows), len(labels))
    return Evaluation(
        labels=labels,
        truth=truth,
        probabilities=probabilities,
        forced=score(truth, probabilities.argmax(axis=1) if rows else [], len(labels)),
        strict=score(truth, free, len(labels)),
        coverage=float(np.mean([answer >= 0 for answer in free])) if free else 0.0,
        n_failed=n_failed,
    )
