"""What the pages say of a speaker's own examples, from ``results/ours/own_voice.json``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ser_desktop.emotion.labels import EMOTIONS
from training.splits import CARRY_OVER
from training.systems_tables import percent

_PROTOCOLS = {"luna5": "RAVDESS, eight emotions", CARRY_OVER: "EmoDB (German), four emotions"}


def read_own_voice(results: Path) -> dict[str, Any]:
    """The figures of :mod:`training.own_voice`; nothing where it has not run."""
    path = results / "ours" / "own_voice.json"
    return json.loads(path.read_text("utf-8")) if path.exists() else {}


def own_voice_table(found: dict[str, Any]) -> str:
    """A row for each way of teaching, on each corpus."""
    lines = [
        "| voices never heard | examples of each speaker | UAR without | UAR with | "
        "calibration error without | with | speakers with fewer right than before |",
        "|---|---|---|---|---|---|---|",
    ]
    for protocol, title in _PROTOCOLS.items():
        for row in found.get(protocol, []):
            cells = [title, _examples(row)]
            cells += [
                f"{100 * row[name]['mean']:.1f} ± {100 * row[name]['sd']:.1f} %"
                for name in ("uar_alone", "uar_corrected")
            ]
            cells += [f"{row[name]['mean']:.3f}" for name in ("ece_alone", "ece_corrected")]
            cells.append(f"{100 * row['speakers_worse']['mean']:.0f} %")
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _examples(row: dict[str, Any]) -> str:
    kinds = row["emotions"]
    most = "" if row["n_each"] == 1 else "up to "
    if len(kinds) == len(EMOTIONS):
        return f"{most}{row['n_each']} of each emotion"
    return f"{most}{row['n_each']} each of {', '.join(kinds)}"


def own_voice_section(results: Path) -> str:
    """The table with what has to be known to read it."""
    found = read_own_voice(results)
    if not found:
        return ""
    first = found["luna5"][0]
    return f"""
### With examples of it

A few recordings of a speaker in known emotions tell how this speaker differs from the voices the
model learned from (`ser_desktop/emotion/voice.py`). The same models, the same clips, with and
without; an example is never of a sentence that is judged, so RAVDESS' actors give examples of one
sentence and are judged on the other; EmoDB's speakers on five of ten. Mean ± deviation over
{first["n_seeds"]} seeds and {first["draws"]} draws of sentences and examples each. How strong the
correction may be was chosen on validation actors, some of whom are speakers here by the models of
another fold; EmoDB had no say in it.

{own_voice_table(found)}

Examples are acted, and of the same day, room and microphone as what is judged. Spontaneous emotion
was not measured, nor a voice that is heard again months later.
"""


def own_voice_sentence(results: Path) -> str:
    """For the README and the card."""
    found = read_own_voice(results)
    if not found:
        return "What examples of a speaker's own voice are worth was not measured yet."
    rows = [row for row in found["luna5"] if len(row["emotions"]) == len(EMOTIONS)]
    one, two = rows[0], rows[1]
    told = (
        f"With one example of each emotion by the speaker, of another sentence, the UAR on the "
        f"unheard actors goes from {percent(one['uar_alone']['mean'])} to "
        f"{percent(one['uar_corrected']['mean'])}, with two from "
        f"{percent(two['uar_alone']['mean'])} to {percent(two['uar_corrected']['mean'])}"
    )
    if CARRY_OVER in found:
        german = found[CARRY_OVER][1]
        told += (
            f"; on EmoDB, with two each of its four emotions, from "
            f"{percent(german['uar_alone']['mean'])} to {percent(german['uar_corrected']['mean'])}"
        )
    return f"{told} ({one['n_seeds']} seeds, {one['draws']} draws of the examples)."
