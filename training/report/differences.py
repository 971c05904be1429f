"""Figures that explain why a reproduced accuracy differs from the reported one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from training.evaluate.systems import SYSTEMS
from training.report.figure_text import plus_minus

FAR_POINTS = 5.0
"""A figure further from the reported one needs an explanation, percentage points."""


def far_from_reported(summary: dict[str, Any]) -> str:
    """Name the systems whose accuracy is far from the reported one, with the difference.

    Args:
        summary: content of ``results/summary.json``.
    """
    words = []
    for system in SYSTEMS:
        figures = summary.get(system.name, {}).get(system.reported_under)
        if system.reported_accuracy is not None and figures is not None:
            points = 100 * (figures["accuracy"]["mean"] - system.reported_accuracy)
            if abs(points) > FAR_POINTS:
                words.append(f"`{system.name}` ({points:+.1f} points)")
    return " and ".join(words) or "no system"


def _experiments(results: Path, system: str) -> dict[str, dict[str, Any]]:
    table: dict[str, dict[str, Any]] = json.loads(
        (results / system / "experiments.json").read_text("utf-8")
    )
    return table


def level_losses(results: Path) -> dict[str, float]:
    """Read how many points ``mlp-mfcc`` loses when it cannot hear the level of a recording.

    Returns:
        Percentage points on ``speech`` and on ``songs``.
    """
    table = _experiments(results, "mlp-mfcc")
    return {
        kind: 100
        * (table[f"{kind}, level heard"]["accuracy"] - table[f"{kind}, level unheard"]["accuracy"])
        for kind in ("speech", "songs")
    }


def picture_changes(results: Path) -> tuple[float, dict[str, float]]:
    """Read how much longer training and other picture sizes change ``efficientnet``.

    Returns:
        Accuracy of the bare network as it is, and the difference of each change from it.
    """
    # The experiments are of this seed's network, and of networks without the application.
    row = json.loads((results / "efficientnet" / "random80-seed0.json").read_text("utf-8"))
    accuracy: float = row["bare_network"]["accuracy"]
    changes = {
        name: figure["accuracy"] - accuracy
        for name, figure in _experiments(results, "efficientnet").items()
    }
    return accuracy, changes


def random_draws(results: Path) -> dict[str, Any]:
    """Read how far the draw of a random split moves the accuracy of ``mlp-mfcc-6``.

    Returns:
        ``system``, ``n_draws``, ``accuracy`` as text, and ``below_reported``: by how many
        percentage points the best draw is below the reported figure.
    """
    system = next(one for one in SYSTEMS if one.name == "mlp-mfcc-6")
    assert system.reported_accuracy is not None
    row = _experiments(results, system.name)["as in the row"]
    return {
        "system": system.name,
        "n_draws": row["n_draws"],
        "accuracy": plus_minus({"mean": row["accuracy"], "sd": row["sd"]}),
        "below_reported": 100 * (system.reported_accuracy - row["best"]),
    }
