"""The page docs/models.md: every system under every protocol, from the result files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from training.data.splits import CARRY_OVER, luna5_validation_actors
from training.evaluate.records import ORIGINS, read_figures, seed_files
from training.evaluate.systems import ACCURATE, FAST, FIRST, SYSTEMS
from training.places import ROOT
from training.report.differences import (
    far_from_reported,
    level_losses,
    picture_changes,
    random_draws,
)
from training.report.figure_text import percent, quoted_list
from training.report.models_pictures import PICTURES
from training.report.own_voice_page import own_voice_section
from training.report.protocol_tables import (
    evaluated_protocols,
    mean_over_seeds,
    protocols_table,
    robustness_table,
    timeline_table,
)
from training.report.rendering import render
from training.report.systems_tables import (
    channels_table,
    cost_table,
    experiments_tables,
    stages_table,
    systems_table,
    systems_with_result,
)

BENCHMARKS = ROOT.parent / "benchmarks"
_OWN = (ACCURATE, FAST, FIRST)


def models_page(results: Path) -> str:
    """Write the text of docs/models.md.

    Args:
        results: folder of the result files.

    Returns:
        Markdown.
    """
    return render(
        "models",
        systems=SYSTEMS,
        systems_table=systems_table(results),
        draws=random_draws(results),
        cost_table=cost_table(results),
        **_differences(results),
        accurate=_our_model(results, ACCURATE),
        fast=_our_model(results, FAST),
        first=_our_model(results, FIRST),
        pictures=PICTURES.as_posix(),
        robustness=_of_each_model(results, "robustness"),
        timeline=_of_each_model(results, "timeline"),
        confusions=[s.name for s in systems_with_result(results, "luna5") if s.name not in _OWN],
        carried=_carried_over(results),
        **_best_and_worst(results),
        own_voice=own_voice_section(results),
        unheard_protocols=quoted_list(
            [name for name in evaluated_protocols(results, FIRST) if name != "random80"]
        ),
        n_validation_actors=len(luna5_validation_actors()),
        without_record=[
            f"`{system.name}` {quoted_list(protocols)}"
            for system in SYSTEMS
            if (protocols := unrecorded(results / system.name))
        ],
    )


def _differences(results: Path) -> dict[str, Any]:
    """Fields of the section on figures that differ from the reported ones."""
    summary = json.loads((results / "summary.json").read_text("utf-8"))
    stages = json.loads((BENCHMARKS / "systems.json").read_text("utf-8"))
    picture_accuracy, changes = picture_changes(results)
    return {
        "far_from_reported": far_from_reported(summary),
        "channels_table": channels_table(results),
        "level_losses": level_losses(results),
        "picture_accuracy": picture_accuracy,
        "picture_changes": changes,
        "experiments_tables": experiments_tables(results),
        "stages_table": stages_table(stages),
    }


def _our_model(results: Path, system: str) -> dict[str, Any] | None:
    """Fields of the section on one of our models; None where it was not evaluated."""
    protocols = evaluated_protocols(results, system)
    if "luna5" not in protocols:
        return None
    return {
        "system": system,
        "protocols": protocols,
        "table": protocols_table(results, system),
        "figures": read_figures(results / system, "luna5"),
    }


def _of_each_model(results: Path, name: str) -> list[dict[str, Any]]:
    """Fields of a section that has a table for each of our models that was evaluated so."""
    sections = []
    for system in _OWN:
        rows, seeds = mean_over_seeds(results, system, name)
        if rows:
            table = {"robustness": robustness_table, "timeline": timeline_table}[name](rows)
            sections.append({"system": system, "table": table, "seeds": seeds, "rows": rows})
    return sections


def _best_and_worst(results: Path) -> dict[str, str]:
    """The two emotions with the highest and the two with the lowest recall, as text."""
    recalls = {
        name: row["recall"]
        for name, row in read_figures(results / ACCURATE, "luna5")["per_emotion"].items()
    }
    order = sorted(recalls, key=lambda name: -recalls[name])
    best, worst = (
        " and ".join(f"*{name}* ({percent(recalls[name])})" for name in names)
        for names in (order[:2], order[-2:])
    )
    return {"best_emotions": best, "worst_emotions": worst}


def _carried_over(results: Path) -> dict[str, Any] | None:
    """Figures of the accurate model on EmoDB; None where it was not evaluated on it."""
    if not seed_files(results / ACCURATE, CARRY_OVER, ".json"):
        return None
    return read_figures(results / ACCURATE, CARRY_OVER)


def unrecorded(folder: Path) -> list[str]:
    """List the protocols for which some model has no record of the runs and code it comes from.

    Args:
        folder: result files of a system.
    """
    protocols = []
    for path in sorted(folder.glob("*-seed*.json")):
        origins = json.loads(path.read_text("utf-8")).get(ORIGINS, [])
        if not origins or not all("sessions" in one or "runs" in one for one in origins):
            protocols.append(path.stem.rsplit("-seed", 1)[0])
    return list(dict.fromkeys(protocols))
