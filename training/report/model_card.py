"""The card that ships beside a model file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.emotion.model import EmotionModel
from training.data.splits import CARRY_OVER
from training.evaluate.intervals import uar_interval
from training.evaluate.records import (
    read_figures,
    read_predictions,
    read_seeds,
    seed_files,
    spread_of,
)
from training.evaluate.systems import ACCURATE
from training.report.carry_over import carry_over_sentence
from training.report.figure_text import percent, plus_minus, seeds
from training.report.hub_metadata import hub_metadata
from training.report.own_voice_page import own_voice_sentence
from training.report.rendering import markdown_table, render


def accuracy_table(runs: list[dict[str, Any]]) -> str:
    """Show each fold and their mean, mean ± standard deviation over the seeds.

    Args:
        runs: figures of each seed under one protocol.
    """
    names = ("accuracy", "uar", "macro_f1")
    rows = [
        [fold, *(plus_minus(spread_of([run["by_fold"][fold][n] for run in runs])) for n in names)]
        for fold in runs[0]["by_fold"]
    ]
    means = [f"**{plus_minus(spread_of([run[name] for run in runs]))}**" for name in names]
    rows.append([f"mean ({seeds(len(runs))})", *means])
    return markdown_table(("fold", "accuracy", "UAR", "macro F1"), rows)


def emotion_table(per_emotion: dict[str, dict[str, Any]]) -> str:
    """Show precision, recall and F1 of each emotion, pooled over the folds."""
    rows = [
        [name, *(percent(row[key]) for key in ("precision", "recall", "f1")), str(row["support"])]
        for name, row in per_emotion.items()
    ]
    return markdown_table(("emotion", "precision", "recall", "F1", "clips"), rows)


def actors_interval(results: Path, system: str) -> list[float]:
    """Compute the 95 % interval over actors of the pooled UAR, averaged over all seeds.

    Returns:
        Lower and upper end, 0 to 1.
    """
    tables = [read_predictions(path) for path in seed_files(results / system, "luna5", ".csv")]
    first = tables[0]
    answered = [table.answered for table in tables]
    return uar_interval(first.truth, answered, first.speakers, len(EMOTIONS))


def model_card(model: EmotionModel, results: Path) -> str:
    """Write the card of a model that ships.

    Args:
        model: the model, whose metadata name it.
        results: folder of the result files.

    Returns:
        Markdown.
    """
    info = model.info
    system = info.name
    runs = read_seeds(results / system, "luna5")
    figures = read_figures(results / system, "luna5")
    ece, auc = (spread_of([run[name] for run in runs]) for name in ("ece", "intensity_auc"))
    elsewhere = seed_files(results / system, CARRY_OVER, ".json")
    by_protocol = {"luna5": figures}
    if elsewhere:
        by_protocol[CARRY_OVER] = read_figures(results / system, CARRY_OVER)
    head = hub_metadata(info, by_protocol, is_accurate=system == ACCURATE)
    return head + render(
        "model_card",
        info=info,
        size_mb=info.path.stat().st_size / 1e6,
        is_accurate=system == ACCURATE,
        n_seeds=len(runs),
        figures=figures,
        accuracy_table=accuracy_table(runs),
        emotion_table=emotion_table(figures["per_emotion"]),
        interval=actors_interval(results, system),
        ece=ece,
        auc=auc,
        carry_over=carry_over_sentence(results, system),
        ece_elsewhere=by_protocol[CARRY_OVER]["ece"] if elsewhere else None,
        own_voice=own_voice_sentence(results, system),
    )
