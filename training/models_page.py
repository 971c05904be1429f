"""docs/models.md: every system under every protocol, with pictures, from the result files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ser_desktop.emotion.labels import EMOTIONS
from training.charts import (
    confusion_chart,
    reliability_chart,
    risk_coverage_chart,
    robustness_chart,
    save,
)
from training.curves import reliability, risk_coverage
from training.records import read_figures, read_predictions, seed_files
from training.systems import SYSTEMS, System
from training.systems_tables import (
    channels_table,
    cost_table,
    experiments_tables,
    far_from_reported,
    level_sentence,
    percent,
    pictures_sentence,
    spread,
    stages_table,
    systems_table,
)

PICTURES = Path("pictures") / "models"
BENCHMARKS = Path(__file__).parent.parent / "benchmarks"
PROTOCOL_COLUMNS = ("leaky", "random80", "luna5", "emobox6", "speech_song", "song", "speech_cut",
                    "statement", "emodb4")  # fmt: skip


def protocols_table(found: dict[str, Any]) -> str:
    """Our own model under every protocol."""
    lines = ["| protocol | accuracy | UAR | macro F1 | ECE |", "|---|---|---|---|---|"]
    for protocol in PROTOCOL_COLUMNS:
        if protocol in found:
            figures = found[protocol]
            cells = " | ".join(spread(figures[name]) for name in ("accuracy", "uar", "macro_f1"))
            lines.append(f"| `{protocol}` | {cells} | {figures['ece']['mean']:.3f} |")
    return "\n".join(lines)


def robustness_table(found: dict[str, dict[str, float]]) -> str:
    """Accuracy kept under each condition."""
    lines = ["| condition | accuracy | lost |", "|---|---|---|"]
    for name, row in found.items():
        lost = "" if name == "clean" else f"{100 * row['lost']:.1f} points"
        lines.append(f"| {name} | {percent(row['accuracy'])} | {lost} |")
    return "\n".join(lines)


def timeline_table(found: dict[str, dict[str, float]]) -> str:
    """Shares of the time, one row a setting."""
    lines = [
        "| segments | speech named rightly | speech answered | right where answered | "
        "speech taken for silence | silence found |",
        "|---|---|---|---|---|---|",
    ]
    columns = ("speech_right", "speech_answered", "answered_right", "speech_missed",
               "silence_found")  # fmt: skip
    for name, row in found.items():
        lines.append(f"| {name} | " + " | ".join(percent(row[key]) for key in columns) + " |")
    return "\n".join(lines)


def draw(results: Path, docs: Path) -> None:
    """Every picture of the page, from the same files as its tables."""
    folder = docs / PICTURES
    curves = {}
    for name in ("luna5", "emodb4"):
        paths = seed_files(results / "ours", name, ".csv")
        if not paths:
            continue
        table = read_predictions(paths)
        if name == "luna5":
            found = read_figures(results / "ours", name)
            title = "Our model, unheard actors (luna5)"
            save(confusion_chart(found["confusion"], found["labels"], title), folder / "ours.png")
            save(
                reliability_chart(reliability(table.confidence, table.correct), title),
                folder / "reliability.png",
            )
            curves["unheard actors (luna5)"] = risk_coverage(table.confidence, table.correct)
        else:
            # The file holds eight probabilities; the curve is of the four classes of EmoDB.
            curves["German, four classes (emodb4)"] = risk_coverage(*table.among(EMODB4_INDICES))
    save(risk_coverage_chart(curves, "When only the surest are answered"), folder / "risk.png")
    for system in _with_result(results, "luna5"):
        if system.name != "ours":
            found = read_figures(results / system.name, "luna5")
            title = f"{system.name}, unheard actors (luna5)"
            figure = confusion_chart(found["confusion"], found["labels"], title)
            save(figure, folder / f"{system.name}.png")
    robust = results / "ours" / "robustness-0.json"
    if robust.exists():
        found = json.loads(robust.read_text("utf-8"))
        save(robustness_chart(found, "Accuracy under worse conditions"), folder / "robustness.png")


EMODB4_INDICES = tuple(EMOTIONS.index(name) for name in ("neutral", "happy", "sad", "angry"))


def _with_result(results: Path, protocol: str) -> list[System]:
    return [s for s in SYSTEMS if seed_files(results / s.name, protocol, ".json")]


def models_page(results: Path) -> str:
    """The text of docs/models.md."""
    summary = json.loads((results / "summary.json").read_text("utf-8"))
    about = "\n".join(f"* `{system.name}`: {system.about}." for system in SYSTEMS)
    return f"""# Models

<!-- Written by training/report.py from training/results; do not edit. -->

{about}

## Why 85 % there is not 85 % here

The same network scores higher the more of the test it has met. With copies of a test clip in
training it recognises the recording, with the same actors it recognises the voice; a user's voice
is neither. Mean ± deviation over seeds (number of seeds); each reported figure is the authors' own.
The songs in this copy of RAVDESS are cut to 2.4 s.

{systems_table(summary)}

{cost_table(_costs(results))}

{_differences_section(results, summary)}

## Our model under every protocol

{protocols_table(summary["ours"])}

{_own_section(results)}
{_robustness_section(results)}{_timeline_section(results)}
## The confusions of the earlier systems

{_confusions(results) or "No row of theirs on unheard actors yet."}

{_voice_section(results)}
## Limits and licences

Acted emotion is not felt emotion. The weights were learned from RAVDESS (CC BY-NC-SA 4.0:
non-commercial, share alike); EmoDB serves measurement alone. No figure here was measured on a clip
or an actor the model was fitted to or chosen by.
"""


def _differences_section(results: Path, summary: dict[str, Any]) -> str:
    stages = json.loads((BENCHMARKS / "systems.json").read_text("utf-8"))
    return f"""### Where the figures differ

More than five points from what is reported: {far_from_reported(summary)}.

Of a random split's test clips, these were right:

{channels_table(results)}

The two that do worse on songs, ours and the pictures, are the two that do not hear how loud a
recording is: ours levels each window, the pictures are relative to their loudest point.
{level_sentence(results)}

`python -m training.classic.experiments --system NAME` asked again with one thing changed. Of
`mlp-mfcc-6` and `mlp-mfcc` the random split was drawn ten times: the row of `mlp-mfcc-6` above is
one draw of many, and what single draws reach comes near the reported figure. The pictures had the
one split of the row above. {pictures_sentence(results)}
What the authors' larger networks, pictures of 300 pixels and ImageNet's weights are worth beside
that was not measured: it takes a GPU and a download.

{experiments_tables(results)}

### What they cost

A file of 3.5 s to probabilities (`python -m benchmarks.systems`, medians of one run):

{stages_table(stages)}"""


def _costs(results: Path) -> dict[str, dict[str, Any]]:
    return {
        system.name: found["cost"]
        for system in _with_result(results, "luna5")
        if "cost" in (found := read_figures(results / system.name, "luna5"))
    }


def _confusions(results: Path) -> str:
    return "\n\n".join(
        f"![{system.name}]({PICTURES.as_posix()}/{system.name}.png)"
        for system in _with_result(results, "luna5")
        if system.name != "ours"
    )


def _own_section(results: Path) -> str:
    ours = read_figures(results / "ours", "luna5")
    gender, place = ours["by_gender"], PICTURES.as_posix()
    return f"""`luna5` and `emobox6`: spoken clips, eight emotions, actors the model never heard.
`random80`: speech and songs at random by clip, so its voices are known. `song`, with `speech_cut`
(speech of the same six emotions cut to the songs' length) as its control, and `speech_song` test
songs too; `statement` trains on one sentence and tests on the other; `emodb4` is German, and was
never trained on or chosen by.

On `luna5`, women {percent(gender["female"]["accuracy"])} and men
{percent(gender["male"]["accuracy"])} accuracy; area under the risk-coverage curve
{ours["risk_coverage_area"]:.3f}; {percent(ours["accuracy_at_85_coverage"])} right on the surest
85 %; expected calibration error {ours["ece"]:.3f}; strong against normal intensity, area under the
ROC curve {ours["intensity_auc"]:.2f}.

![confusion]({place}/ours.png)

![reliability]({place}/reliability.png)

![risk and coverage]({place}/risk.png)"""


def _robustness_section(results: Path) -> str:
    path = results / "ours" / "robustness-0.json"
    if not path.exists():
        return ""
    return f"""
## In noise, rooms, telephones

The clips of `luna5` worsened, each judged by the model of its fold; noise ratios are of whole
clips, pauses included.

{robustness_table(json.loads(path.read_text("utf-8")))}

![robustness]({PICTURES.as_posix()}/robustness.png)
"""


def _timeline_section(results: Path) -> str:
    path = results / "ours" / "timeline-0.json"
    if not path.exists():
        return ""
    found = json.loads(path.read_text("utf-8"))
    hours = next(iter(found.values()))["hours"]
    return f"""
## Over a long recording

The clips of each fold's actors joined in a random order with pauses of one to five seconds, {hours}
hours in all; share of the time. A window of three seconds sees a change late and leaves with it
late, and covers short pauses.

{timeline_table(found)}
"""


def _voice_section(results: Path) -> str:
    carried = read_figures(results / "ours", "emodb4")
    recalls = {
        name: row["recall"]
        for name, row in read_figures(results / "ours", "luna5")["per_emotion"].items()
    }
    order = sorted(recalls, key=lambda name: -recalls[name])
    best, worst = (
        " and ".join(f"*{name}* ({percent(recalls[name])})" for name in names)
        for names in (order[:2], order[-2:])
    )
    return f"""## What it means for your own voice

Expect less than the column *unheard actors*: these are actors in a studio who speak two sentences
in one accent. In German, {percent(carried["uar"])} UAR of four classes was left (chance 25 %), with
a calibration error of {carried["ece"]:.2f}: there, its confidence promises too much. On unheard
actors it finds {best} most often, {worst} least.
"""
