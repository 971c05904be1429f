"""Tables of all systems side by side: figures, costs, and single changes."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np

from training.evaluate.records import read_figures, read_seeds, seed_files, spread_of
from training.evaluate.systems import SYSTEMS, System
from training.report.figure_text import percent, spread
from training.report.rendering import markdown_table


def systems_table(results: Path) -> str:
    """Compare the reported accuracy with the one measured here under each protocol.

    Args:
        results: folder of the result files.
    """
    header = (
        "system",
        "classes",
        "reported",
        "copies on both sides (`leaky`)",
        "actors on both sides (`random80`)",
        "of those, spoken",
        "unseen actors (`luna5`), spoken: accuracy",
        "UAR",
    )
    rows = []
    for system in SYSTEMS:
        figures = [
            _figure(results / system.name, protocol, metric)
            for protocol, metric in (
                ("leaky", "accuracy"),
                ("random80", "accuracy"),
                ("luna5", "accuracy"),
                ("luna5", "uar"),
            )
        ]
        spoken = [np.mean(right["speech"]) for right in _right_by_channel(results / system.name)]
        figures.insert(2, spread_of([float(share) for share in spoken]) if spoken else None)
        cells = ["–" if figure is None else spread(figure) for figure in figures]
        rows.append([f"`{system.name}`", str(system.classes), system.reported or "–", *cells])
    return markdown_table(header, rows)


def _figure(folder: Path, protocol: str, metric: str) -> dict[str, Any] | None:
    values = [run[metric] for run in read_seeds(folder, protocol)]
    return spread_of(values) if values else None


def _right_by_channel(folder: Path) -> list[dict[str, list[bool]]]:
    """Read, for each seed of the random split, which spoken and which sung clips are right."""
    seeds = []
    for path in seed_files(folder, "random80", ".csv"):
        right: dict[str, list[bool]] = {"speech": [], "song": []}
        with path.open(encoding="utf-8", newline="") as handle:
            for row in csv.DictReader(handle):
                channel = "song" if "/song/" in row["path"] else "speech"
                right[channel].append(row["answer"] == row["emotion"])
        seeds.append(right)
    return seeds


def systems_with_result(results: Path, protocol: str) -> list[System]:
    """List the systems that were evaluated under a protocol."""
    return [s for s in SYSTEMS if seed_files(results / s.name, protocol, ".json")]


def cost_table(results: Path) -> str:
    """List parameters, training time and file size of each system that was trained here."""
    rows = []
    for system in systems_with_result(results, "luna5"):
        cost = read_figures(results / system.name, "luna5").get("cost")
        if cost is not None:
            rows.append(
                [
                    f"`{system.name}`",
                    f"{cost['parameters']:,}",
                    _duration(cost["train_s"]),
                    f"{cost['model_mb']:.1f} MB",
                ]
            )
    return markdown_table(("system", "parameters", "training, one fold", "model file"), rows)


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 60 else f"{seconds / 60:.0f} min"


def channels_table(results: Path) -> str:
    """Compare the accuracy on spoken and on sung clips of the random split, all seeds together."""
    rows = []
    for system in SYSTEMS:
        seeds = _right_by_channel(results / system.name)
        if seeds:
            cells = [
                f"{percent(float(np.mean([seed[channel] for seed in seeds])))} of {len(clips)}"
                for channel, clips in seeds[0].items()
            ]
            rows.append([f"`{system.name}`", *cells])
    return markdown_table(("system", "speech", "songs"), rows)


def stages_table(stages: dict[str, dict[str, float]]) -> str:
    """List the milliseconds of each stage from a file of 3.5 s to one window's probabilities.

    Args:
        stages: by system, as ``benchmarks/systems.json`` has them.
    """
    header = ("system", "decode and resample", "descriptors", "network", "in all", "beside ours")
    keys = ("decode_ms", "descriptors_ms", "network_ms", "total_ms")
    rows = [
        [f"`{name}`", *(f"{row[key]:.1f} ms" for key in keys), f"{row['times_ours']:.1f} times"]
        for name, row in stages.items()
    ]
    return markdown_table(header, rows)


def experiments_tables(results: Path) -> str:
    """Show, for each system with experiments, its random split with one thing changed."""
    tables = []
    for system in SYSTEMS:
        path = results / system.name / "experiments.json"
        if not path.exists():
            continue
        rows = []
        for name, row in json.loads(path.read_text("utf-8")).items():
            sd = row["sd"] if row["n_draws"] > 1 else None
            figure = {"mean": row["accuracy"], "sd": sd, "n_seeds": row["n_draws"]}
            rows.append([name, spread(figure), percent(row["best"])])
        header = (f"`{system.name}`", "mean ± deviation over draws", "best draw")
        tables.append(markdown_table(header, rows))
    return "\n\n".join(tables)
