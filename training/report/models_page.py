"""docs/models.md: every system under every protocol, with pictures, from the result files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ser_desktop.emotion.labels import EMOTIONS
from training.data.splits import CARRY_OVER, EMODB4, luna5_validation_actors
from training.evaluate.curves import reliability, risk_coverage
from training.evaluate.records import (
    ORIGINS,
    mean_of,
    read_figures,
    read_predictions,
    read_seeds,
    seed_files,
    spread_of,
)
from training.evaluate.systems import ACCURATE, FAST, SYSTEMS, System
from training.places import ROOT
from training.report.charts import (
    confusion_chart,
    reliability_chart,
    risk_coverage_chart,
    robustness_chart,
    save,
)
from training.report.own_voice_page import own_voice_section
from training.report.systems_tables import (
    channels_table,
    cost_table,
    draws_sentence,
    experiments_tables,
    far_from_reported,
    level_sentence,
    percent,
    pictures_sentence,
    plain,
    plus_minus,
    spread,
    stages_table,
    systems_table,
)

PICTURES = Path("pictures") / "models"
BENCHMARKS = ROOT.parent / "benchmarks"
OWN_ROWS = ("random80", "luna5", "crema5", "both", "emobox6", "speech_song", "song", "speech_cut",
            "statement", "same_statement", CARRY_OVER)  # fmt: skip


def protocols_table(results: Path, system: str) -> str:
    """One of our models under every protocol, mean ± deviation over seeds; and the interval of
    the pooled UAR by resampling actors, the mean of the seeds' own."""
    lines = [
        "| protocol | clips | accuracy | UAR | 95 % over actors | macro F1 | accuracy, all clips "
        "pooled: through the application | the bare network | ECE | intensity, AUC |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for protocol in OWN_ROWS:
        seeds = read_seeds(results / system, protocol)
        if not seeds:
            continue
        figures = [spread_of([run[name] for run in seeds]) for name in ("accuracy", "uar")]
        macro_f1 = spread_of([run["macro_f1"] for run in seeds])
        pooled, bare = (
            spread_of([run[name]["accuracy"] for run in seeds])
            for name in ("pooled", "bare_network")
        )
        interval = mean_of([run["uar_interval_95"] for run in seeds])
        cells = [str(seeds[0]["n_clips"]), *(spread(figure) for figure in figures)]
        cells.append(" to ".join(f"{100 * end:.1f}" for end in interval) + " %")
        cells += [plus_minus(figure) for figure in (macro_f1, pooled, bare)]
        cells += [
            plain(spread_of([run["ece"] for run in seeds]), 3),
            "–"
            if seeds[0]["intensity_auc"] is None
            else plain(spread_of([run["intensity_auc"] for run in seeds]), 2),
        ]
        lines.append(f"| `{protocol}` | {' | '.join(cells)} |")
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
    for name in ("luna5", CARRY_OVER):
        tables = [read_predictions(path) for path in seed_files(results / "ours", name, ".csv")]
        if not tables:
            continue
        if name == "luna5":
            found = read_figures(results / "ours", name)
            title = "Our model, unheard actors (luna5)"
            save(confusion_chart(found["confusion"], found["labels"], title), folder / "ours.png")
            each = [reliability(table.confidence, table.correct) for table in tables]
            save(reliability_chart(each, title), folder / "reliability.png")
            curves["unheard actors (luna5)"] = _mean_curve(
                [risk_coverage(table.confidence, table.correct) for table in tables]
            )
        else:
            # The file holds eight probabilities; the curve is of the four classes of EmoDB.
            curves["German, four classes (emodb4)"] = _mean_curve(
                [risk_coverage(*table.among(EMODB4_INDICES)) for table in tables]
            )
    save(risk_coverage_chart(curves, "When only the surest are answered"), folder / "risk.png")
    for system in _with_result(results, "luna5"):
        if system.name != "ours":
            found = read_figures(results / system.name, "luna5")
            title = f"{system.name}, unheard actors (luna5)"
            figure = confusion_chart(found["confusion"], found["labels"], title)
            save(figure, folder / f"{system.name}.png")
    if found := _of_seeds(results, "robustness")[0]:
        save(robustness_chart(found, "Accuracy under worse conditions"), folder / "robustness.png")


PROTOCOL_WORDS = {
    "random80": "speech and songs at random by clip, so its voices are known",
    "luna5": "spoken clips, eight emotions, five folds of actors the model never heard",
    "crema5": "CREMA-D, six emotions, five folds of actors the model never heard",
    "both": "the test clips of `luna5` and `crema5` together, among eight emotions",
    "emobox6": "the same with six other folds",
    "speech_song": "the models of `luna5`, tested on the songs of the same actors as well",
    "song": "songs alone, six emotions, cut to 2.4 s",
    "speech_cut": "speech of the songs' emotions cut to their length, the control of `song`",
    "statement": "learned from one sentence and tested on the other, unheard actors",
    "same_statement": "the models of `statement` on the sentence they know, its control",
    CARRY_OVER: "German, four emotions, never trained on or chosen by",
}
_FEWER_STEPS = """An epoch of `song` and `speech_cut` has under half the clips of one of `luna5`,
one of `statement` a third, so their models have taken fewer steps: compare each with its control
alone."""
EMODB4_INDICES = tuple(EMOTIONS.index(name) for name in EMODB4)


def _mean_curve(
    curves: Sequence[tuple[NDArray[np.float64], NDArray[np.float64]]],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Of seeds, which are all judged on the same clips."""
    return curves[0][0], np.mean([risk for _, risk in curves], axis=0)


def _of_seeds(results: Path, name: str) -> tuple[dict[str, dict[str, float]], str]:
    """``ours/<name>-<seed>.json``, the mean over the seeds there are, and which those are."""
    paths = sorted((results / "ours").glob(f"{name}-[0-9]*.json"))
    seeds = " and ".join(path.stem.rsplit("-", 1)[1] for path in paths)
    tables = [json.loads(path.read_text("utf-8")) for path in paths]
    mean: dict[str, dict[str, float]] = mean_of(tables) if tables else {}
    return mean, f"seed {seeds}"


def _with_result(results: Path, protocol: str) -> list[System]:
    return [s for s in SYSTEMS if seed_files(results / s.name, protocol, ".json")]


def models_page(results: Path) -> str:
    """The text of docs/models.md."""
    summary = json.loads((results / "summary.json").read_text("utf-8"))
    about = "\n".join(f"* `{system.name}`: {system.about}." for system in SYSTEMS)
    return f"""# Models

<!-- Written by training/report from training/results; do not edit. -->

{about}

## Why 85 % there is not 85 % here

The same network scores higher the more of the test it has met. With copies of a test clip in
training it recognises the recording, with the same actors it recognises the voice; a user's voice
is neither. Mean ± deviation over seeds (number of seeds); each reported figure is the authors' own.
Rows of songs are of a copy whose songs were cut to 2.4 s, in training and in the test.

{systems_table(results)}

`random80` has songs among its clips and `luna5` has none: compare the spoken ones. It is one draw
for all seeds, so its deviation is of the training alone. {draws_sentence(results)}

{cost_table(_costs(results))}

{_differences_section(results, summary)}

{_accurate_section(results)}
## The fast model under every protocol

{protocols_table(results, FAST)}

What stands after ± is how far another training lands, the interval how far other actors would move
the UAR of one training, all clips pooled.

{_own_section(results)}
{_robustness_section(results)}{_timeline_section(results)}
## The confusions of the earlier systems

{_confusions(results) or "No row of theirs on unheard actors yet."}

{_voice_section(results)}{own_voice_section(results)}
## Limits and licences

Acted emotion is not felt emotion. The weights were learned from RAVDESS (CC BY-NC-SA 4.0:
non-commercial, share alike), those of `ser-base` also from CREMA-D (ODbL 1.0), and begin with
Whisper's encoder (MIT); EmoDB serves measurement alone. Of the fast model, figures of
{_listed([name for name in _judged(results, FAST) if name != "random80"])} come from actors whom the
judging model never heard and who chose neither its epoch nor its temperature nor its threshold.
What did see some of them is the recipe: the one that ships was taken from four by the validation
actors of all five folds together, and {len(luna5_validation_actors())} of the 24 actors are among
those and test another fold. `random80` has its actors on both sides and `leaky` even copies of its
clips: they are here to show what that is worth, and say nothing of a user's voice.

{_records_sentence(results)}
"""


def _records_sentence(results: Path) -> str:
    """Which rows can be traced to the code that trained them."""
    without = [
        f"`{system.name}` {_listed(protocols)}"
        for system in SYSTEMS
        if (protocols := unrecorded(results / system.name))
    ]
    if not without:
        return "Every figure says in `training/results` which runs and which code it comes from."
    return (
        "The figures say in `training/results` which runs and which code they come from, but for "
        f"some seeds of {'; '.join(without)}: these are older than that record."
    )


def unrecorded(folder: Path) -> list[str]:
    """The protocols of a system of which some seed's models do not say how they came to be."""
    found = []
    for path in sorted(folder.glob("*-seed*.json")):
        origins = json.loads(path.read_text("utf-8")).get(ORIGINS, [])
        if not origins or not all("sessions" in one or "runs" in one for one in origins):
            found.append(path.stem.rsplit("-seed", 1)[0])
    return list(dict.fromkeys(found))


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
`mlp-mfcc-6` and `mlp-mfcc` the random split was drawn ten times; what the authors do not state, the
coefficients and the layers, was tried on the training clips of the row alone. The pictures had
the one split of that row.
{pictures_sentence(results)}
What the authors' larger networks, pictures of 300 pixels and ImageNet's weights are worth beside
that was not measured: it takes a GPU and a download.

{experiments_tables(results)}

### What they cost

A file of 3.5 s to the probabilities of one window, as long as each system has it: the application
hears such a file in two windows of ours. Medians of one run of `python -m benchmarks.systems`:

{stages_table(stages)}

The front end of `mlp-256` tracks pitch in steps of 0.2 semitones, twice those of the authors' code,
whose descriptors the README's figure is of."""


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
    judged = _judged(results, FAST)
    about = "\n".join(f"* `{name}`: {PROTOCOL_WORDS[name]}." for name in judged)
    return f"""{about}

{_FEWER_STEPS if {"song", "speech_cut", "statement"} & set(judged) else ""}

On `luna5`, women {percent(gender["female"]["accuracy"])} and men
{percent(gender["male"]["accuracy"])} accuracy; area under the risk-coverage curve
{ours["risk_coverage_area"]:.3f}; {percent(ours["accuracy_at_85_coverage"])} right on the surest
85 %; expected calibration error {ours["ece"]:.3f}; strong against normal intensity, area under the
ROC curve {ours["intensity_auc"]:.2f}.

![confusion]({place}/ours.png)

![reliability]({place}/reliability.png)

![risk and coverage]({place}/risk.png)"""


def _judged(results: Path, system: str) -> list[str]:
    """The protocols one of our models was judged under."""
    return [name for name in OWN_ROWS if seed_files(results / system, name, ".json")]


def _accurate_section(results: Path) -> str:
    """The model that is used unless a person chooses another."""
    judged = _judged(results, ACCURATE)
    if "luna5" not in judged:
        return ""
    figures = read_figures(results / ACCURATE, "luna5")
    gender = figures["by_gender"]
    about = "\n".join(f"* `{name}`: {PROTOCOL_WORDS[name]}." for name in judged)
    return f"""
## The accurate model under every protocol

`{ACCURATE}` learned from RAVDESS and CREMA-D together; each of its five models is judged on actors
of both corpora that it never heard. The model that ships is the mean of the five models' weights:
nobody of these corpora is left to measure it on, so the row of the other corpus alone is of it.

{protocols_table(results, ACCURATE)}

{about}

On `luna5`, women {percent(gender["female"]["accuracy"])} and men
{percent(gender["male"]["accuracy"])} accuracy;
{percent(figures["accuracy_at_85_coverage"])} right on the surest 85 %; expected
calibration error {figures["ece"]:.3f}.
"""


def _robustness_section(results: Path) -> str:
    found, seeds = _of_seeds(results, "robustness")
    if not found:
        return ""
    return f"""
## In noise, rooms, telephones

The clips of `luna5` worsened, each judged by the model of its fold; noise ratios are of whole
clips, pauses included. Models of {seeds}; babble is six voices they never heard.

{robustness_table(found)}

![robustness]({PICTURES.as_posix()}/robustness.png)
"""


def _timeline_section(results: Path) -> str:
    found, seeds = _of_seeds(results, "timeline")
    if not found:
        return ""
    hours = next(iter(found.values()))["hours"]
    return f"""
## Over a long recording

The clips of each fold's actors joined in a random order with pauses of one to five seconds, {hours}
hours in all; share of the time. A window of three seconds sees a change late and leaves with it
late, and covers short pauses. Models of {seeds}.

{timeline_table(found)}
"""


def _voice_section(results: Path) -> str:
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
in one accent. {_carried(results)}On unheard actors it finds {best} most often, {worst} least.
"""


def _carried(results: Path) -> str:
    if not seed_files(results / "ours", CARRY_OVER, ".json"):
        return ""
    carried = read_figures(results / "ours", CARRY_OVER)
    return (
        f"In German, {percent(carried['uar'])} UAR of four classes was left (chance 25 %), with a "
        f"calibration error of {carried['ece']:.2f}: there, its confidence promises too much. "
    )


def _listed(names: Sequence[str]) -> str:
    quoted = [f"`{name}`" for name in names]
    return " and ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)
