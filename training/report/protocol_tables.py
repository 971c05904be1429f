"""Tables of our two models: protocols, conditions, and emotions over time."""

from __future__ import annotations

import json
from pathlib import Path

from training.data.splits import CARRY_OVER
from training.evaluate.records import mean_of, read_seeds, seed_files, spread_of
from training.report.figure_text import percent, plain, plus_minus, spread
from training.report.rendering import markdown_table

OWN_ROWS = ("random80", "luna5", "crema5", "both", "emobox6", "speech_song", "song", "speech_cut",
            "statement", "same_statement", CARRY_OVER)  # fmt: skip


def evaluated_protocols(results: Path, system: str) -> list[str]:
    """List the protocols that one of our models was evaluated under, in the order of the tables."""
    return [name for name in OWN_ROWS if seed_files(results / system, name, ".json")]


def protocols_table(results: Path, system: str) -> str:
    """Show one of our models under every protocol, mean ± standard deviation over seeds.

    The interval is of the UAR of all clips pooled, by resampling actors: the mean of the intervals
    of the seeds.

    Args:
        results: folder of the result files.
        system: name of the model's folder there.
    """
    header = (
        "protocol",
        "clips",
        "accuracy",
        "UAR",
        "95 % over actors",
        "macro F1",
        "accuracy, all clips pooled: through the application",
        "the bare network",
        "ECE",
        "intensity, AUC",
    )
    rows = []
    for protocol in evaluated_protocols(results, system):
        seeds = read_seeds(results / system, protocol)
        figures = [spread_of([run[name] for run in seeds]) for name in ("accuracy", "uar")]
        macro_f1 = spread_of([run["macro_f1"] for run in seeds])
        pooled, bare = (
            spread_of([run[name]["accuracy"] for run in seeds])
            for name in ("pooled", "bare_network")
        )
        interval = mean_of([run["uar_interval_95"] for run in seeds])
        cells = [f"`{protocol}`", str(seeds[0]["n_clips"]), *(spread(f) for f in figures)]
        cells.append(" to ".join(f"{100 * end:.1f}" for end in interval) + " %")
        cells += [plus_minus(figure) for figure in (macro_f1, pooled, bare)]
        cells += [
            plain(spread_of([run["ece"] for run in seeds]), 3),
            "–"
            if seeds[0]["intensity_auc"] is None
            else plain(spread_of([run["intensity_auc"] for run in seeds]), 2),
        ]
        rows.append(cells)
    return markdown_table(header, rows)


def mean_over_seeds(
    results: Path, system: str, name: str
) -> tuple[dict[str, dict[str, float]], str]:
    """Read ``<system>/<name>-<seed>.json`` as the mean over the seeds that were run.

    Args:
        results: folder of the result files.
        system: name of a folder there.
        name: of the files.

    Returns:
        The table, empty where none was run, and which seeds it is of: ``seed 0 and 1``.
    """
    paths = sorted((results / system).glob(f"{name}-[0-9]*.json"))
    seeds = " and ".join(path.stem.rsplit("-", 1)[1] for path in paths)
    tables = [json.loads(path.read_text("utf-8")) for path in paths]
    mean: dict[str, dict[str, float]] = mean_of(tables) if tables else {}
    return mean, f"seed {seeds}"


def robustness_table(conditions: dict[str, dict[str, float]]) -> str:
    """Show accuracy, and points lost against clean clips, under each condition."""
    rows = [
        [
            name,
            percent(row["accuracy"]),
            "" if name == "clean" else f"{100 * row['lost']:.1f} points",
        ]
        for name, row in conditions.items()
    ]
    return markdown_table(("condition", "accuracy", "lost"), rows)


def timeline_table(settings: dict[str, dict[str, float]]) -> str:
    """Show shares of the time for each setting of the timeline."""
    columns = {
        "speech_right": "speech named rightly",
        "speech_answered": "speech answered",
        "answered_right": "right where answered",
        "speech_missed": "speech taken for silence",
        "silence_found": "silence found",
    }
    rows = [[name, *(percent(row[key]) for key in columns)] for name, row in settings.items()]
    return markdown_table(("segments", *columns.values()), rows)
