"""docs/ladder.md: what each rung gives, and what stands between the model and its targets."""

from __future__ import annotations

import json
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from training.evaluate.systems import ACCURATE
from training.report.rendering import markdown_table, render

COLUMNS = ("RAVDESS", "CREMA-D", "RAVDESS, augmented", "CREMA-D, augmented")
_KINDS = ("ravdess", "crema-d", "ravdess augmented", "crema-d augmented")
TUNED = {
    "untuned": "linear head, nothing tuned",
    "ser-base-2=1": "run by run, batches of 16, three epochs (version 2.2)",
    "ser-base-556-0=1": "side by side, batches of 32, 556 steps, seed 0",
    "ser-base-556-1=1": "the same, seed 1",
    "ser-base-556-2=1": "the same, seed 2",
    "ser-base=1": "side by side, 1,150 steps",
    "ser-base=0.7": "its weights at 0.7, the untuned ones at 0.3",
    "ser-base=0.5,ser-base-2=0.5": "**mean of version 2.2 and of 1,150 steps (ships as 3.1)**",
    "ser-base=0.4,ser-base-2=0.4,ser-base-head=0.2": "0.8 of that mean, 0.2 of the untuned encoder "
    "with the head of augmented copies",
    "ser-base=0.334,ser-base-2=0.333,ser-base-556-0=0.111,ser-base-556-1=0.111,"
    "ser-base-556-2=0.111": "mean of all five runs",
}
"""Words for the candidates of ``training.evaluate.tuned_share``, in the order of the table."""
TARGETS = (
    ("luna5", "uar", 0.80),
    ("crema5", "uar", 0.76),
    ("emodb4", "uar", 0.72),
    ("random80", "accuracy", 0.90),
    ("luna5", "ece", 0.05),
    ("emodb4", "ece", 0.10),
)
"""Protocol, figure and target of ``ser-base``; a calibration error has to stay below."""
_NAMES = {"uar": "UAR", "accuracy": "accuracy", "ece": "calibration error"}


def ladder_page(results: Path) -> str:
    """Return the page.

    Args:
        results: folder of the result files.
    """
    ladder = json.loads((results / "ladder.json").read_text("utf-8"))
    summary = json.loads((results / "summary.json").read_text("utf-8"))
    return render(
        "ladder",
        targets=_targets_table(summary[ACCURATE]),
        frozen=_frozen_table(ladder["linear"]),
        frames=_frames_table(ladder["attentive"]),
        tuned=_tuned_table(_candidates(results / ACCURATE)),
        protocols=_protocols_table(ladder["protocols"]),
        mixed=_mixed_table(ladder["random80"]),
        random80=ladder["random80"],
        shipped=summary[ACCURATE]["random80"]["accuracy"]["mean"],
        temperature=json.loads((results / ACCURATE / "temperature-0.json").read_text("utf-8")),
    )


def _targets_table(figures: Mapping[str, Any]) -> str:
    rows = []
    for protocol, name, target in TARGETS:
        figure = figures[protocol][name]
        reached = figure["mean"] <= target if name == "ece" else figure["mean"] >= target
        limit = "at most" if name == "ece" else "at least"
        rows.append(
            [
                f"`{protocol}`, {_NAMES[name]}",
                f"{limit} {target:.2f}",
                f"{figure['mean']:.3f} ({figure['n_seeds']})",
                "yes" if reached else "no",
            ]
        )
    return markdown_table(("", "target", "`ser-base` (seeds)", "reached"), rows)


def _frozen_table(rungs: Mapping[str, Mapping[str, Sequence[float]]]) -> str:
    rows = [
        [name, *(_with_seeds(values[kind]) for kind in _KINDS)] for name, values in rungs.items()
    ]
    return markdown_table(("head", *COLUMNS), rows)


def _frames_table(heads: Mapping[str, Mapping[str, Sequence[float]]]) -> str:
    rows = [
        [name, *(_with_seeds(values[kind]) for kind in _KINDS[:2])]
        for name, values in heads.items()
    ]
    return markdown_table(("head, three seeds", *COLUMNS[:2]), rows)


def _tuned_table(candidates: Mapping[str, Any]) -> str:
    rows = [
        [
            words,
            *(
                f"{candidates[name][corpus][kind]['mean']:.3f}"
                for kind in ("uar", "uar_augmented")
                for corpus in ("ravdess", "crema-d")
            ),
        ]
        for name, words in TUNED.items()
        if name in candidates
    ]
    return markdown_table(("weights", *COLUMNS), rows)


def _mixed_table(random80: Mapping[str, Any]) -> str:
    rows = [[name, f"{value:.3f}"] for name, value in random80["validation"].items()]
    return markdown_table(("head", "accuracy, validation clips"), rows)


def _protocols_table(protocols: Mapping[str, Mapping[str, float]]) -> str:
    rows = [
        [f"`{name}`", f"{figures['uar']:.3f}", f"{figures['accuracy']:.3f}"]
        for name, figures in protocols.items()
    ]
    return markdown_table(("protocol", "UAR", "accuracy"), rows)


def _candidates(folder: Path) -> dict[str, Any]:
    candidates: dict[str, Any] = {}
    for path in sorted(folder.glob("tuned_share-0*.json")):
        candidates |= json.loads(path.read_text("utf-8"))
    return candidates


def _with_seeds(values: Sequence[float]) -> str:
    mean = f"{statistics.mean(values):.3f}"
    return f"{mean} ± {statistics.stdev(values):.3f}" if len(values) > 1 else mean
