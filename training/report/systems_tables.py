"""Tables of all systems side by side: figures, costs, and what explains a difference."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np

from training.evaluate.records import read_seeds, seed_files, spread_of
from training.evaluate.systems import SYSTEMS

FAR_POINTS = 5.0
"""A figure further from the reported one asks for an explanation."""


def percent(value: float) -> str:
    """``69.9 %``."""
    return f"{100 * value:.1f} %"


def plus_minus(figure: dict[str, Any]) -> str:
    """``69.9 ± 0.8 %``: mean and deviation over seeds, of more than one."""
    if figure["sd"] is None:
        return percent(figure["mean"])
    return f"{100 * figure['mean']:.1f} ± {100 * figure['sd']:.1f} %"


def plain(figure: dict[str, Any], digits: int) -> str:
    """``0.032 ± 0.004``: a figure that is no share."""
    mean = f"{figure['mean']:.{digits}f}"
    return mean if figure["sd"] is None else f"{mean} ± {figure['sd']:.{digits}f}"


def spread(figure: dict[str, Any]) -> str:
    """``69.9 ± 0.8 % (3)``: and the number of seeds."""
    return f"{plus_minus(figure)} ({figure['n_seeds']})"


def systems_table(results: Path) -> str:
    """Reported, reproduced and honest side by side."""
    lines = [
        "| system | classes | reported | copies on both sides (`leaky`) | actors on both sides "
        "(`random80`) | of those, spoken | unheard actors (`luna5`), spoken: accuracy | UAR |",
        "|---|---|---|---|---|---|---|---|",
    ]
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
        lines.append(
            f"| `{system.name}` | {system.classes} | {system.reported or '–'} | "
            + " | ".join(cells)
            + " |"
        )
    return "\n".join(lines)


def _figure(folder: Path, protocol: str, metric: str) -> dict[str, Any] | None:
    values = [run[metric] for run in read_seeds(folder, protocol)]
    return spread_of(values) if values else None


def _right_by_channel(folder: Path) -> list[dict[str, list[bool]]]:
    """Of each seed of the random split: which spoken and which sung clips were named rightly."""
    seeds = []
    for path in seed_files(folder, "random80", ".csv"):
        right: dict[str, list[bool]] = {"speech": [], "song": []}
        with path.open(encoding="utf-8", newline="") as handle:
            for row in csv.DictReader(handle):
                channel = "song" if "/song/" in row["path"] else "speech"
                right[channel].append(row["answer"] == row["emotion"])
        seeds.append(right)
    return seeds


def cost_table(costs: dict[str, dict[str, Any]]) -> str:
    """Parameters, training time and file size of each system that was trained here."""
    lines = [
        "| system | parameters | training, one fold | model file |",
        "|---|---|---|---|",
    ]
    for system in SYSTEMS:
        if system.name in costs:
            cost = costs[system.name]
            lines.append(
                f"| `{system.name}` | {cost['parameters']:,} | {_time(cost['train_s'])} | "
                f"{cost['model_mb']:.1f} MB |"
            )
    return "\n".join(lines)


def _time(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 60 else f"{seconds / 60:.0f} min"


def channels_table(results: Path) -> str:
    """Accuracy on the spoken and on the sung clips of each random split, of all seeds."""
    lines = ["| system | speech | songs |", "|---|---|---|"]
    for system in SYSTEMS:
        seeds = _right_by_channel(results / system.name)
        if not seeds:
            continue
        cells = [
            f"{percent(float(np.mean([seed[channel] for seed in seeds])))} of {len(clips)}"
            for channel, clips in seeds[0].items()
        ]
        lines.append(f"| `{system.name}` | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def stages_table(stages: dict[str, dict[str, float]]) -> str:
    """From a file of 3.5 s to the probabilities of one window, milliseconds on one thread."""
    lines = [
        "| system | decode and resample | descriptors | network | in all | beside ours |",
        "|---|---|---|---|---|---|",
    ]
    for name, row in stages.items():
        cells = [f"{row[k]:.1f} ms" for k in ("decode_ms", "descriptors_ms", "network_ms")]
        whole = f"{row['total_ms']:.1f} ms | {row['times_ours']:.1f} times"
        lines.append(f"| `{name}` | {' | '.join(cells)} | {whole} |")
    return "\n".join(lines)


def experiments_tables(results: Path) -> str:
    """For each system that was asked again: its random split with one thing changed."""
    parts = []
    for system in SYSTEMS:
        path = results / system.name / "experiments.json"
        if path.exists():
            found = json.loads(path.read_text("utf-8"))
            lines = ["| `" + system.name + "` | mean ± deviation over draws | best draw |"]
            lines.append("|---|---|---|")
            for name, row in found.items():
                sd = row["sd"] if row["n_draws"] > 1 else None
                figure = {"mean": row["accuracy"], "sd": sd, "n_seeds": row["n_draws"]}
                mean = spread(figure)
                lines.append(f"| {name} | {mean} | {percent(row['best'])} |")
            parts.append("\n".join(lines))
    return "\n\n".join(parts)


def level_sentence(results: Path) -> str:
    """What a system lost that was made deaf to the level of a recording."""
    found = json.loads((results / "mlp-mfcc" / "experiments.json").read_text("utf-8"))
    speech, songs = (
        100
        * (found[f"{kind}, level heard"]["accuracy"] - found[f"{kind}, level unheard"]["accuracy"])
        for kind in ("speech", "songs")
    )
    return (
        f"Made deaf to the level, `mlp-mfcc` loses {speech:.1f} points on speech and {songs:.1f} "
        "on songs: a part of the difference at most."
    )


def pictures_sentence(results: Path) -> str:
    """What the length of training and the size of the pictures are worth."""
    folder = results / "efficientnet"
    found = json.loads((folder / "experiments.json").read_text("utf-8"))
    # The experiments are of this seed's network, and of networks without the application.
    row = json.loads((folder / "random80-seed0.json").read_text("utf-8"))["bare_network"]
    points = {
        name: f"{100 * (one['accuracy'] - row['accuracy']):+.0f}" for name, one in found.items()
    }
    return (
        f"Beside the bare network of the row ({percent(row['accuracy'])}), in points and by one "
        f"training each: twice the epochs {points['twice the epochs']}, pictures of 64 pixels "
        f"{points['64 pixels']}, of 160 in the same number of epochs {points['160 pixels']}, the "
        f"test choosing the epoch, as the authors' did, {points['the test chooses the epoch']}."
    )


def draws_sentence(results: Path) -> str:
    """How far the draw of a random split moves a figure, and what the best of ten reaches."""
    system = next(one for one in SYSTEMS if one.name == "mlp-mfcc-6")
    assert system.reported_accuracy is not None
    found = json.loads((results / system.name / "experiments.json").read_text("utf-8"))
    row = found["as in the row"]
    figure = {"mean": row["accuracy"], "sd": row["sd"], "n_seeds": row["n_draws"]}
    short = 100 * (system.reported_accuracy - row["best"])
    return (
        f"Over {row['n_draws']} draws `{system.name}` has {plus_minus(figure)}; the best one is "
        f"{short:.1f} points below the reported figure."
    )


def far_from_reported(summary: dict[str, Any]) -> str:
    """The systems whose figure is more than five points off, with both."""
    words = []
    for system in SYSTEMS:
        found = summary.get(system.name, {}).get(system.reported_under)
        if system.reported_accuracy is not None and found is not None:
            points = 100 * (found["accuracy"]["mean"] - system.reported_accuracy)
            if abs(points) > FAR_POINTS:
                words.append(f"`{system.name}` ({points:+.1f} points)")
    return " and ".join(words) or "no system"
