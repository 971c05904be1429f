"""Files of an evaluation: one answer for each clip, and the summary of all systems."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.emotion.results import Analysis
from training.data.manifest import Clip
from training.evaluate.systems import SYSTEMS


@dataclass(frozen=True)
class Answer:
    """The answer to one clip, by a model that was not trained on its actor."""

    clip: Clip
    fold: int
    analysis: Analysis
    bare: NDArray[np.float32]
    """Probabilities [labels] by the bare network."""


def write_predictions(answers: Sequence[Answer], path: Path) -> None:
    """Write a table with one row for each clip: its answer and the probabilities.

    Args:
        answers: answers of one protocol and seed.
        path: path of the CSV file. An emotion that the system does not know has an empty cell.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(
            ["path", "fold", "speaker", "emotion", "answer", "shown", "confidence", "intensity"]
            + [f"p_{label}" for label in EMOTIONS]
        )
        for answer in answers:
            overall = answer.analysis.overall
            assert overall.probabilities is not None
            of_label = dict(
                zip(answer.analysis.model.labels, overall.probabilities.tolist(), strict=True)
            )
            writer.writerow(
                [
                    answer.clip.path,
                    answer.fold,
                    answer.clip.speaker,
                    answer.clip.emotion,
                    overall.top[0],
                    overall.label,
                    f"{overall.confidence:.4f}",
                    "" if overall.intensity is None else f"{overall.intensity:.4f}",
                    *(f"{of_label[e]:.4f}" if e in of_label else "" for e in EMOTIONS),
                ]
            )


def write_summary(results: Path) -> None:
    """Gather every ``<system>/<protocol>-seed<k>.json`` into ``summary.json``.

    Ablations and the first stage of ours are not systems, so they are left out.

    Args:
        results: folder of the result files.
    """
    summary: dict[str, dict[str, dict[str, Any]]] = {}
    for system in sorted(results / item.name for item in SYSTEMS):
        protocols: dict[str, list[dict[str, Any]]] = {}
        for path in sorted(system.glob("*-seed*.json")):
            protocol = path.stem.rsplit("-seed", 1)[0]
            protocols.setdefault(protocol, []).append(json.loads(path.read_text("utf-8")))
        if not protocols:
            continue
        summary[system.name] = {
            protocol: {name: spread_of([run[name] for run in runs]) for name in _SUMMARISED}
            | _other_labels(runs[0])
            for protocol, runs in protocols.items()
        }
    (results / "summary.json").write_text(json.dumps(summary, indent=2) + "\n", encoding="utf-8")


def _other_labels(run: dict[str, Any]) -> dict[str, list[str]]:
    """Return the classes of a row with fewer than eight, whose figures are not comparable."""
    labels = list(run["labels"])
    return {} if labels == list(EMOTIONS) else {"labels": labels}


ORIGINS = "models"
"""Key of a result file that lists the evaluated models and their runs."""

_SUMMARISED = ("accuracy", "uar", "macro_f1", "ece")


def spread_of(values: Sequence[float]) -> dict[str, float | int | None]:
    """Compute mean and deviation over seeds, and their number. One seed has no deviation."""
    return {
        "mean": round(float(np.mean(values)), 4),
        "sd": round(float(np.std(values, ddof=1)), 4) if len(values) > 1 else None,
        "n_seeds": len(values),
    }


def seed_files(folder: Path, protocol: str, suffix: str) -> list[Path]:
    """List the files of a protocol, one for each seed (``luna5-seed0.json`` and so on)."""
    return sorted(folder.glob(f"{protocol}-seed*{suffix}"))


def read_figures(folder: Path, protocol: str) -> dict[str, Any]:
    """Read every figure of a protocol as the mean over its seeds.

    Args:
        folder: result files of a system.
        protocol: name of the protocol.

    Returns:
        Content of a result file, and the number of seeds as ``n_seeds``.

    Raises:
        FileNotFoundError: no system was evaluated under it.
    """
    runs = read_seeds(folder, protocol)
    if not runs:
        raise FileNotFoundError(f"{folder} holds nothing of {protocol}")
    for run in runs:
        run.pop(ORIGINS, None)
    mean: dict[str, Any] = mean_of(runs)
    return {**mean, "n_seeds": len(runs)}


def read_seeds(folder: Path, protocol: str) -> list[dict[str, Any]]:
    """Read every figure of a protocol, one seed after the other; empty where there are none."""
    return [json.loads(path.read_text("utf-8")) for path in seed_files(folder, protocol, ".json")]


def mean_of(values: Sequence[Any]) -> Any:
    """Average numbers, and the numbers within lists and dictionaries, over seeds.

    Other values are the same for all seeds.
    """
    first = values[0]
    if isinstance(first, dict):
        return {key: mean_of([value[key] for value in values]) for key in first}
    if isinstance(first, list):
        return [mean_of(list(column)) for column in zip(*values, strict=True)]
    if isinstance(first, str | None):
        return first
    mean = float(np.mean(values))
    return round(mean) if isinstance(first, int) and mean == round(mean) else mean


@dataclass(frozen=True)
class Predictions:
    """A table of :func:`write_predictions` as arrays over the clips."""

    truth: NDArray[np.int64]
    speakers: list[str]
    probabilities: NDArray[np.float64]
    """[clips, emotions of :data:`EMOTIONS`]"""

    @property
    def answered(self) -> NDArray[np.int64]:
        """The likeliest emotion."""
        likeliest: NDArray[np.int64] = self.probabilities.argmax(axis=1)
        return likeliest

    @property
    def confidence(self) -> NDArray[np.float64]:
        """Its probability."""
        largest: NDArray[np.float64] = self.probabilities.max(axis=1)
        return largest

    def among(self, labels: Sequence[int]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Choose among some emotions; *calm* counts as *neutral* where it is not one of them.

        Args:
            labels: indices of :data:`EMOTIONS`.

        Returns:
            Confidence [clips], and whether the answer is right [clips].
        """
        chosen = self.probabilities[:, list(labels)].copy()
        neutral, calm = EMOTIONS.index("neutral"), EMOTIONS.index("calm")
        if calm not in labels and neutral in labels:
            chosen[:, list(labels).index(neutral)] += self.probabilities[:, calm]
        chosen /= np.maximum(chosen.sum(axis=1, keepdims=True), 1e-12)
        correct: NDArray[np.bool_] = np.array(labels)[chosen.argmax(axis=1)] == self.truth
        return chosen.max(axis=1), correct

    @property
    def correct(self) -> NDArray[np.bool_]:
        """Whether the likeliest emotion is the true one [clips]."""
        correct: NDArray[np.bool_] = self.answered == self.truth
        return correct


def read_predictions(path: Path) -> Predictions:
    """Read a table of :func:`write_predictions`. An emotion the system does not know has 0."""
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    return Predictions(
        truth=np.array([EMOTIONS.index(row["emotion"]) for row in rows]),
        speakers=[row["speaker"] for row in rows],
        probabilities=np.array(
            [[float(row[f"p_{label}"] or 0) for label in EMOTIONS] for row in rows]
        ),
    )
