"""The pictures of docs/models.md, drawn from the files that its tables come from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ser_desktop.emotion.labels import EMOTIONS
from training.data.splits import CARRY_OVER, EMODB4
from training.evaluate.curves import reliability, risk_coverage
from training.evaluate.records import read_figures, read_predictions, seed_files
from training.evaluate.systems import ACCURATE, FIRST
from training.report.charts import (
    confusion_chart,
    reliability_chart,
    risk_coverage_chart,
    robustness_chart,
    save,
)
from training.report.protocol_tables import mean_over_seeds
from training.report.systems_tables import systems_with_result

PICTURES = Path("pictures") / "models"
EMODB4_INDICES = tuple(EMOTIONS.index(name) for name in EMODB4)

Curve = tuple[NDArray[np.float64], NDArray[np.float64]]
"""Coverage and risk, both over the number of answers given."""


def draw(results: Path, docs: Path) -> None:
    """Draw every picture of the page.

    Args:
        results: folder of the result files.
        docs: folder of the page; the pictures go into ``pictures/models`` within.
    """
    folder = docs / PICTURES
    save(
        risk_coverage_chart(_draw_own(results, folder), "When only the surest are answered"),
        folder / "risk.png",
    )
    for system in systems_with_result(results, "luna5"):
        figures = read_figures(results / system.name, "luna5")
        title = f"{system.name}, unseen actors (luna5)"
        figure = confusion_chart(figures["confusion"], figures["labels"], title)
        save(figure, folder / f"{system.name}.png")
    conditions, _ = mean_over_seeds(results, FIRST, "robustness")
    if conditions:
        title = f"{FIRST}, accuracy under worse conditions"
        save(robustness_chart(conditions, title), folder / "robustness.png")


def _draw_own(results: Path, folder: Path) -> dict[str, Curve]:
    """Draw the reliability of the accurate model, and return its risk-coverage curves."""
    curves = {}
    for name in ("luna5", CARRY_OVER):
        tables = [read_predictions(path) for path in seed_files(results / ACCURATE, name, ".csv")]
        if not tables:
            continue
        if name == "luna5":
            title = f"{ACCURATE}, unseen actors (luna5)"
            each = [reliability(table.confidence, table.correct) for table in tables]
            save(reliability_chart(each, title), folder / "reliability.png")
            curves["unseen actors (luna5)"] = _mean_curve(
                [risk_coverage(table.confidence, table.correct) for table in tables]
            )
        else:
            # The file holds eight probabilities; the curve is of the four classes of EmoDB.
            curves["German, four classes (emodb4)"] = _mean_curve(
                [risk_coverage(*table.among(EMODB4_INDICES)) for table in tables]
            )
    return curves


def _mean_curve(curves: Sequence[Curve]) -> Curve:
    """Average the curves of seeds, which are all judged on the same clips."""
    return curves[0][0], np.mean([risk for _, risk in curves], axis=0)
