"""What the pages say of a speaker's own examples, from ``results/ours/own_voice.json``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ser_desktop.emotion.labels import EMOTIONS
from training.data.splits import CARRY_OVER, luna5_validation_actors
from training.evaluate.systems import FAST
from training.report.systems_tables import percent

_PROTOCOLS = {"luna5": "RAVDESS, eight emotions", CARRY_OVER: "EmoDB (German), four emotions"}


def read_own_voice(results: Path, system: str = FAST) -> dict[str, Any]:
    """The figures of :mod:`training.evaluate.own_voice`; nothing where it has not run."""
    path = results / system / "own_voice.json"
    return json.loads(path.read_text("utf-8")) if path.exists() else {}


def own_voice_table(found: dict[str, Any]) -> str:
    """A row for each way of teaching, on each corpus."""
    lines = [
        "| voices never heard | examples of each speaker | UAR without | UAR with | "
        "gain in accuracy, 95 % over speakers | speakers with fewer right | "
        "free among all eight: UAR without | with | calibration error without | with |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for protocol, title in _PROTOCOLS.items():
        for row in found.get(protocol, []):
            low, high = row["accuracy_gain_interval_95"]
            cells = [title, _examples(row)]
            cells += [_spread(row[name]) for name in ("uar_alone", "uar_corrected")]
            cells.append(f"{100 * low:+.1f} to {100 * high:+.1f} points".replace("-", "−"))
            cells.append(f"{100 * row['speakers_worse']['mean']:.0f} %")
            free = [_spread(row[name]) for name in ("free_uar_alone", "free_uar_corrected")]
            cells += ["–", "–"] if protocol != CARRY_OVER else free
            cells += [f"{row[name]['mean']:.3f}" for name in ("ece_alone", "ece_corrected")]
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _spread(figure: dict[str, float]) -> str:
    return f"{100 * figure['mean']:.1f} ± {100 * figure['sd']:.1f} %"


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
{first["n_seeds"]} seeds and {first["draws"]} draws of sentences and examples each; the interval is
of the gain with other speakers. How strong the correction may be was chosen on validation actors,
and all {len(luna5_validation_actors())} of them are among the 24 speakers here, by the models of
another fold. EmoDB had no say in that; that emotions without an example keep the model's own
probability was settled after its answers had been seen.

{own_voice_table(found)}

EmoDB is asked about four emotions, by choice among these; *free* is the application's own choice
among eight, where what is heard as a fifth emotion is wrong.

Examples are acted, and of the same day, room and microphone as what is judged. Spontaneous emotion
was not measured, nor a voice that is heard again months later.
"""


def own_voice_sentence(results: Path, system: str) -> str:
    """For the README and the card."""
    found = read_own_voice(results, system)
    if not found:
        return "What examples of a speaker's own voice are worth was not measured yet."
    rows = [row for row in found["luna5"] if len(row["emotions"]) == len(EMOTIONS)]
    one, two = rows[0], rows[1]
    told = (
        f"With one example of each emotion by the speaker, of another sentence, the UAR on the "
        f"unheard actors goes from {percent(one['uar_alone']['mean'])} to "
        f"{percent(one['uar_corrected']['mean'])}, with two from "
        f"{percent(two['uar_alone']['mean'])} to {percent(two['uar_corrected']['mean'])}; with one "
        f"example fewer are right for {percent(one['speakers_worse']['mean'])} of the actors, with "
        f"two for {percent(two['speakers_worse']['mean'])}"
    )
    if CARRY_OVER in found:
        german = found[CARRY_OVER][1]
        told += (
            f". On EmoDB two examples each of its four emotions take the choice among these from "
            f"{percent(german['uar_alone']['mean'])} to "
            f"{percent(german['uar_corrected']['mean'])}, and the free one among eight from "
            f"{percent(german['free_uar_alone']['mean'])} to "
            f"{percent(german['free_uar_corrected']['mean'])}"
        )
    return f"{told} ({one['n_seeds']} seeds, {one['draws']} draws of the examples)."
