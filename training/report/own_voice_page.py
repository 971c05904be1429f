"""The effect of a speaker's own examples, for the pages (``results/<system>/own_voice.json``)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ser_desktop.emotion.labels import EMOTIONS
from training.data.splits import CARRY_OVER, luna5_validation_actors
from training.evaluate.systems import ACCURATE
from training.report.rendering import markdown_table, render

_PROTOCOLS = {"luna5": "RAVDESS, eight emotions", CARRY_OVER: "EmoDB (German), four emotions"}


def read_own_voice(results: Path, system: str = ACCURATE) -> dict[str, Any]:
    """Read the figures of :mod:`training.evaluate.own_voice`; empty where it has not run."""
    path = results / system / "own_voice.json"
    return json.loads(path.read_text("utf-8")) if path.exists() else {}


def own_voice_table(tables: dict[str, Any]) -> str:
    """Format a row for each number and kind of examples, on each corpus.

    Args:
        tables: as :func:`read_own_voice` returns them.
    """
    header = (
        "unseen voices",
        "examples of each speaker",
        "UAR without",
        "UAR with",
        "gain in accuracy, 95 % over speakers",
        "speakers with fewer right",
        "free among all eight: UAR without",
        "with",
        "calibration error without",
        "with",
    )
    rows = []
    for protocol, title in _PROTOCOLS.items():
        for row in tables.get(protocol, []):
            low, high = row["accuracy_gain_interval_95"]
            cells = [title, _examples(row)]
            cells += [_spread(row[name]) for name in ("uar_alone", "uar_corrected")]
            cells.append(f"{100 * low:+.1f} to {100 * high:+.1f} points".replace("-", "−"))
            cells.append(f"{100 * row['speakers_worse']['mean']:.0f} %")
            free = [_spread(row[name]) for name in ("free_uar_alone", "free_uar_corrected")]
            cells += ["–", "–"] if protocol != CARRY_OVER else free
            cells += [f"{row[name]['mean']:.3f}" for name in ("ece_alone", "ece_corrected")]
            rows.append(cells)
    return markdown_table(header, rows)


def _spread(figure: dict[str, float]) -> str:
    return f"{100 * figure['mean']:.1f} ± {100 * figure['sd']:.1f} %"


def _examples(row: dict[str, Any]) -> str:
    emotions = row["emotions"]
    at_most = "" if row["n_each"] == 1 else "up to "
    if len(emotions) == len(EMOTIONS):
        return f"{at_most}{row['n_each']} of each emotion"
    return f"{at_most}{row['n_each']} each of {', '.join(emotions)}"


def own_voice_section(results: Path) -> str:
    """Write the section of docs/models.md; empty where nothing was measured."""
    tables = read_own_voice(results)
    if not tables:
        return ""
    return render(
        "own_voice_section",
        first=tables["luna5"][0],
        n_validation_actors=len(luna5_validation_actors()),
        table=own_voice_table(tables),
    )


def own_voice_sentence(results: Path, system: str) -> str:
    """Write what one and two examples change, for the README and the model card."""
    tables = read_own_voice(results, system)
    if tables:
        rows = [row for row in tables["luna5"] if len(row["emotions"]) == len(EMOTIONS)]
        german = tables[CARRY_OVER][1] if CARRY_OVER in tables else None
    else:
        rows, german = [], None
    return render("own_voice_sentence", rows=rows, german=german).strip()
