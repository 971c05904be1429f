"""The measured part of docs/cluster.md: what a file costs, what a million hours would take."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from training.places import ROOT
from training.report.charts import ACCENT, GRID, INK, SECOND, save
from training.report.rendering import markdown_table, render

MEASURED = ROOT.parent / "benchmarks" / "scaling.json"
PICTURE = Path("pictures") / "cluster" / "scaling.png"
NAIVE = "naive loop with librosa"
_COLOURS = (ACCENT, SECOND, INK)


def scaling_section(measured: dict[str, Any]) -> str:
    """Return the tables and the sentences between them.

    Args:
        measured: content of ``benchmarks/scaling.json``.
    """
    models = measured["models"]
    assumed = measured["assumed"]
    return render(
        "scaling_section",
        cores=measured["cores"],
        load=measured["other_load_at_the_start"],
        short_s=measured["short_file_s"],
        long_s=measured["long_file_s"],
        runs=_runs_table(models),
        costs=_costs_table(models),
        hours={name: _hours_table(model["million_hours"]) for name, model in models.items()},
        share={name: model["simulated_share_of_measured"] for name, model in models.items()},
        storage_gbit=8e-9 * assumed["storage_bytes_per_s"],
        worker_gbit=8e-9 * assumed["worker_bytes_per_s"],
        losses_h=assumed["hours_between_losses"],
        picture=PICTURE.as_posix(),
    ).rstrip("\n")


def draw_scaling(docs: Path) -> None:
    """Draw the picture of the section.

    Args:
        docs: folder of the page.
    """
    measured = json.loads(MEASURED.read_text("utf-8"))
    save(_chart(measured["models"]), docs / PICTURE)


def _runs_table(models: dict[str, Any]) -> str:
    rows = []
    for name, model in models.items():
        naive = model["runs"][NAIVE]
        for run, figures in model["runs"].items():
            per_core = figures["sound_s_per_core_s"]
            rows.append(
                [
                    f"`{name}`",
                    run,
                    f"{per_core:.0f} s",
                    f"{per_core / naive['sound_s_per_core_s']:.2f}",
                    f"{figures['sound_s_per_wall_s']:.0f} s",
                    f"{figures['sound_s_per_wall_s'] / naive['sound_s_per_wall_s']:.2f}",
                ]
            )
    header = ("model", "run", "sound in a core second", "ratio", "sound in a second", "ratio")
    return markdown_table(header, rows)


def _costs_table(models: dict[str, Any]) -> str:
    def row(title: str, value: str) -> list[str]:
        return [title, *(value.format(**_sizes(model)) for model in models.values())]

    rows = [
        row("worker, a file", "{worker_ms:.1f} ms"),
        row("worker, a window (a second of sound)", "{window_ms:.1f} ms"),
        row("scheduler, a file", "{scheduler_ms:.1f} ms"),
        row("command that asks, a file", "{client_ms:.1f} ms"),
        row("command that asks, a minute of sound", "{client_minute_ms:.1f} ms"),
        row("task, on its way to a worker", "{task_bytes} bytes"),
        row("result of a file", "{result_bytes_per_file} bytes"),
        row("result, a second of sound", "{result_bytes_per_sound_s:.0f} bytes"),
        row("sound that was heard (48 kHz, 16 bits), a second", "{sound_bytes_per_s} bytes"),
        row("model, once for each worker", "{model_mb:.1f} MB"),
    ]
    return markdown_table(("what it costs", *(f"`{name}`" for name in models)), rows)


def _sizes(model: dict[str, Any]) -> dict[str, float]:
    costs, sizes = model["costs"], model["bytes"]
    return {
        "worker_ms": 1e3 * costs["worker_s_per_file"],
        "window_ms": 1e3 * costs["worker_s_per_window"],
        "scheduler_ms": 1e3 * costs["scheduler_s_per_file"],
        "client_ms": 1e3 * costs["client_s_per_file"],
        "client_minute_ms": 6e4 * costs["client_s_per_sound_s"],
        **sizes,
        "model_mb": 1e-6 * sizes["model_bytes"],
    }


def _hours_table(rows: list[dict[str, Any]]) -> str:
    lengths = list(dict.fromkeys(row["file_s"] for row in rows))
    cells: dict[int, list[str]] = {}
    for row in rows:
        text = f"{_rounded(row['days'])} days"
        if row["limit"] != "workers":
            text += f", stopped by the {row['limit']}"
        cells.setdefault(row["workers"], []).append(text)
    header = ("workers", *(f"files of {length} s" for length in lengths))
    return markdown_table(header, [[f"{n:,}", *texts] for n, texts in cells.items()])


def _rounded(days: float) -> str:
    return f"{days:,.0f}" if days >= 10 else f"{days:.1f}"


def _chart(models: dict[str, Any]) -> Figure:
    """Sound heard in a second against the number of workers, a line for each length of files."""
    figure, panels = plt.subplots(1, len(models), figsize=(9, 3.8), sharey=True)
    for axes, (name, model) in zip(panels, models.items(), strict=True):
        rows = model["million_hours"]
        lengths = dict.fromkeys(row["file_s"] for row in rows)
        for length, colour in zip(lengths, _COLOURS, strict=True):
            of_length = [row for row in rows if row["file_s"] == length]
            workers = [row["workers"] for row in of_length]
            speed = [row["times_real_time"] for row in of_length]
            axes.loglog(workers, speed, "o-", color=colour, label=f"files of {length} s")
        ideal = [rows[0]["times_real_time"] * n for n in workers]
        axes.loglog(workers, ideal, "--", color=GRID, zorder=0, label="no other limit")
        axes.set_title(name, loc="left")
        axes.set_xlabel("workers")
        axes.grid(color=GRID, linewidth=0.6)
    panels[0].set_ylabel("times real time")
    panels[0].legend(frameon=False)
    return figure
