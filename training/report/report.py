"""Words from figures: the model card, the README's tables and what the shipped model files say of
themselves, written from the result files.

``python -m training.report``; ``--check`` only says whether anything is out of date.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import re
import sys
from pathlib import Path
from typing import Any

import numpy as np

from ser_desktop.emotion.catalogue import DEFAULT_MODEL
from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.emotion.model import EmotionModel
from training.data.splits import CARRY_OVER
from training.evaluate.intervals import uar_interval
from training.evaluate.records import (
    ORIGINS,
    read_figures,
    read_predictions,
    read_seeds,
    seed_files,
    spread_of,
)
from training.evaluate.systems import ACCURATE, FAST, SYSTEM_OF_MODEL
from training.places import RESULTS, ROOT
from training.report.models_page import draw, models_page, protocols_table
from training.report.own_voice_page import own_voice_sentence
from training.report.systems_tables import percent, plain, plus_minus
from training.train.model_file import copy_with_metrics, graph_digest

PROJECT = ROOT.parent
MODELS = PROJECT / "resources" / "models"
CLASSIC_MODELS = PROJECT / "resources" / "classic_models"
BENCHMARKS = PROJECT / "benchmarks"
DOCS = PROJECT / "docs"


def accuracy_table(runs: list[dict[str, Any]]) -> str:
    """Fold by fold and in the mean, mean ± deviation over the seeds."""
    names = ("accuracy", "uar", "macro_f1")
    rows = ["| fold | accuracy | UAR | macro F1 |", "|---|---|---|---|"]
    for fold in runs[0]["by_fold"]:
        of_fold = [[run["by_fold"][fold][name] for run in runs] for name in names]
        rows.append(f"| {fold} | {' | '.join(plus_minus(spread_of(v)) for v in of_fold)} |")
    cells = (f"**{plus_minus(spread_of([run[name] for run in runs]))}**" for name in names)
    return "\n".join([*rows, f"| mean ({seeds(len(runs))}) | {' | '.join(cells)} |"])


def emotion_table(found: dict[str, Any]) -> str:
    """Precision, recall and F1 of each emotion, pooled over the folds."""
    rows = ["| emotion | precision | recall | F1 | clips |", "|---|---|---|---|---|"]
    for name, figures in found["per_emotion"].items():
        cells = " | ".join(percent(figures[key]) for key in ("precision", "recall", "f1"))
        rows.append(f"| {name} | {cells} | {figures['support']} |")
    return "\n".join(rows)


def performance_table(rows: list[dict[str, Any]]) -> str:
    """The benchmarks as the machine of the run measured them."""
    lines = ["| measured | value | beside | ratio |", "|---|---|---|---|"]
    for row in rows:
        ratio = "" if row["ratio"] is None else f"{row['ratio']:.2f}"
        lines.append(
            f"| {row['name']} | {row['value']:.3g} {row['unit']} | {row['peer']} | {ratio} |"
        )
    return "\n".join(lines)


def gate_table(found: dict[str, Any]) -> str:
    """Voice-activity detectors side by side."""
    lines = [
        "| detector | non-speech refused | worst kind | RAVDESS clips lost | times real time |",
        "|---|---|---|---|---|",
    ]
    for name, row in found.items():
        if isinstance(row, dict):
            worst = f"{row['worst_kind']} ({percent(row['worst_kind_rejected'])})"
            if row["worst_kind_rejected"] == 1:
                worst = "–"
            lines.append(
                f"| {name} | {percent(row['non_speech_rejected'])} | {worst} | "
                f"{percent(row['speech_clips_lost'])} | {row['times_real_time']} |"
            )
    return "\n".join(lines)


def bundle_table(measured: dict[str, Any]) -> str:
    """What the standalone programs weigh and how soon they are there."""
    lines = ["| | standard | full |", "|---|---|---|"]
    for title, key in (
        ("unpacked", "size unpacked"),
        ("packed", "size packed"),
        ("window painted, first start", "window painted, first start"),
        ("window painted, later", "window painted, later starts"),
        ("a short clip analysed, start included", "analyze from a cold start"),
    ):
        cells = [measured[name][key]["note"] for name in ("ser-desktop", "ser-desktop-full")]
        lines.append(f"| {title} | {cells[0]} | {cells[1]} |")
    return "\n".join(lines)


def seeds(n: int) -> str:
    """How many trainings a figure is the mean of; what stands after a ± is their deviation."""
    return "one seed" if n == 1 else f"{n} seeds"


def carry_over_sentence(results: Path, system: str) -> str:
    """What is left of it in another language and corpus."""
    if not seed_files(results / system, CARRY_OVER, ".json"):
        return "Of another corpus it was not asked yet."
    found = read_figures(results / system, CARRY_OVER)
    n = found["n_seeds"]
    model = "the bundled model" if n == 1 else f"{n} models, the bundled one among them"
    return (
        f"On EmoDB, which is German and was never trained on or chosen by, it names the right one "
        f"of four emotions (angry, happy, neutral, sad; chance is 25 %) with a UAR of "
        f"{percent(found['uar'])} and an accuracy of {percent(found['accuracy'])} where it may "
        f"answer with these alone, *calm* counted as *neutral*. Free to choose among its eight, as "
        f"in the application, it is right in {percent(free_choice(results, system))} "
        f"({found['n_clips']} clips; {model})."
    )


def free_choice(results: Path, system: str) -> float:
    """Share of the other corpus' clips whose likeliest emotion of all eight is right, or *calm*
    where *neutral* is; mean over the seeds."""
    calm, neutral = EMOTIONS.index("calm"), EMOTIONS.index("neutral")
    shares = []
    for path in seed_files(results / system, CARRY_OVER, ".csv"):
        table = read_predictions(path)
        answered = np.where(table.answered == calm, neutral, table.answered)
        shares.append(float((answered == table.truth).mean()))
    return float(np.mean(shares))


def actors_interval(results: Path, system: str) -> list[float]:
    """95 % interval of the pooled UAR over actors, of the mean of all seeds."""
    tables = [read_predictions(path) for path in seed_files(results / system, "luna5", ".csv")]
    first = tables[0]
    answered = [table.answered for table in tables]
    return uar_interval(first.truth, answered, first.speakers, len(EMOTIONS))


@dataclasses.dataclass(frozen=True)
class CardWords:
    """What a model card says in words, by the way its model was made."""

    chosen_by: str
    how_it_was_made: str
    voices: str


CARD_WORDS = {
    ACCURATE: CardWords(
        "validation actors of both corpora set the temperature and the thresholds",
        """The bundled file is the mean of the weights of those five models, so nobody of RAVDESS or
CREMA-D was left to measure it on; temperature and thresholds are the medians of the folds'. What
was measured on the file itself is the next section. It began with the encoder of Whisper base
(Radford et al. 2022, MIT licence, learned from 680,000 hours of speech in many languages), of which
five layers are kept.""",
        "The voices are 115 North American actors who say fourteen sentences in studios.",
    ),
    FAST: CardWords(
        "two validation actors a fold chose the epoch, the temperature and the threshold",
        """The bundled file learned by the same recipe from all actors. Nobody was left to choose
by, so it is the last epoch, with the medians of the folds' temperatures and thresholds; and nobody
of RAVDESS was left to measure it on. What was measured on it is the next section.""",
        "The voices are 24 North American actors who speak two sentences in a studio.",
    ),
}


def model_card(model: EmotionModel) -> str:
    """The card that ships beside a model file."""
    info = model.info
    system = SYSTEM_OF_MODEL[info.name]
    words = CARD_WORDS[system]
    runs = read_seeds(RESULTS / system, "luna5")
    found = read_figures(RESULTS / system, "luna5")
    low, high = actors_interval(RESULTS, system)
    ece, auc = (spread_of([run[name] for run in runs]) for name in ("ece", "intensity_auc"))
    strict = found["unanswered_counted_wrong"]
    gender = found["by_gender"]
    return f"""# {info.name} {info.version}

<!-- Written by training/report from training/results; do not edit. -->

Hears eight acted emotions in speech: {", ".join(info.labels)}, and whether the emotion is strong.
Takes the raw waveform at {info.sample_rate_hz / 1000:g} kHz in windows of {info.window_s:g} s;
level normalisation, log-mel, network and calibration are in the one file of
{info.path.stat().st_size / 1e6:.1f} MB.

* **Learned from** {info.trained_on}.
* **Licence** {info.licence}. See `LICENCE.md`.

## How often it is right on voices it never heard

RAVDESS speech, {found["n_clips"]} clips, eight classes, five folds by actor (Luna-Jimenez et al.
2022); {words.chosen_by}. Every
clip went through the application's own analysis, by a model of its fold that never heard its actor
({seeds(len(runs))}).

{accuracy_table(runs)}

95 % interval of the pooled UAR by resampling actors: {percent(low)} to {percent(high)}.
Women {percent(gender["female"]["accuracy"])}, men {percent(gender["male"]["accuracy"])} accuracy.
Expected calibration error {plain(ece, 3)}. When it may stay silent on its least sure 15 %, it is
right in {percent(found["accuracy_at_85_coverage"])}. With "uncertain" and "no speech" counted as
wrong: {percent(strict["accuracy"])}, answering {percent(strict["coverage"])} of the clips. Strong
against normal intensity: area under the curve {plain(auc, 2)}.

{words.how_it_was_made}

{emotion_table(found)}

## In another corpus and language

{carry_over_sentence(RESULTS, system)}{_confidence_elsewhere(system)}

## What that means for your own voice

Less than the figures above. {words.voices}
Other languages, spontaneous speech, distant microphones and mixed feelings are another
matter. Listeners named the acted emotion of these recordings in 67 % of the cases (as Luna-Jimenez
et al. 2022 quote it). Take the likeliest two emotions together, prefer longer recordings, and read
"uncertain" as it is meant.

{own_voice_sentence(RESULTS, system)} `docs/models.md` has the table and its limits.

## What it is not for

Judging people at work or in education (prohibited in the European Union, AI Act article 5(1)(f)),
medical or legal decisions, recordings of people who did not consent.
"""


def _confidence_elsewhere(system: str) -> str:
    if not seed_files(RESULTS / system, CARRY_OVER, ".json"):
        return ""
    ece = read_figures(RESULTS / system, CARRY_OVER)["ece"]
    return (
        f""" Among the four, the expected calibration error of its confidence is {ece:.2f} there."""
    )


def fill(text: str, name: str, table: str) -> str:
    """Put a table between its marks."""
    pattern = rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)"
    filled, count = re.subn(pattern, lambda m: f"{m[1]}{table}\n{m[2]}", text, flags=re.DOTALL)
    if count == 0:
        raise ValueError(f"there is no place for {name}")
    return filled


def documents() -> dict[Path, str]:
    """Every written document by path."""
    runs = read_seeds(RESULTS / ACCURATE, "luna5")
    performance = json.loads((BENCHMARKS / "results.json").read_text("utf-8"))
    gate = json.loads((BENCHMARKS / "speech_gate.json").read_text("utf-8"))
    readme = PROJECT / "README.md"
    decision = PROJECT / "docs" / "decisions" / "0003-speech-gate.md"
    text = fill(readme.read_text("utf-8"), "accuracy", accuracy_table(runs))
    text = fill(text, "carry-over", carry_over_sentence(RESULTS, ACCURATE))
    text = fill(text, "own-voice", own_voice_sentence(RESULTS, FAST))
    text = fill(text, "performance", performance_table(performance))
    training = ROOT / "README.md"
    install = DOCS / "install.md"
    measured = json.loads((PROJECT / "bundling" / "measured.json").read_text("utf-8"))
    return {
        readme: text,
        training: fill(training.read_text("utf-8"), "expected", protocols_table(RESULTS, FAST)),
        install: fill(install.read_text("utf-8"), "bundles", bundle_table(measured)),
        DOCS / "models.md": models_page(RESULTS),
        decision: fill(decision.read_text("utf-8"), "gates", gate_table(gate)),
        **{
            path.with_suffix(".md"): model_card(EmotionModel(path))
            for path in sorted(MODELS.glob("*.onnx"))
        },
    }


def is_measured(model: Path) -> bool:
    """Whether the model that ships is one of those that were asked about the other corpus."""
    system = SYSTEM_OF_MODEL[model.stem]
    asked = [run[ORIGINS][0] for run in read_seeds(RESULTS / system, CARRY_OVER)]
    return graph_digest(model) in [run["graph_sha256"] for run in asked]


def outdated_models() -> dict[Path, dict[str, Any]]:
    """Shipped models that carry other figures than the summary has now, with those it has."""
    summary = json.loads((RESULTS / "summary.json").read_text("utf-8"))
    found = {}
    for path in sorted([*MODELS.glob("*.onnx"), *CLASSIC_MODELS.glob("*.onnx")]):
        figures = summary[SYSTEM_OF_MODEL.get(path.stem, path.stem)]
        if EmotionModel(path).info.metrics != figures:
            found[path] = figures
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    shipped = MODELS / f"{DEFAULT_MODEL}.onnx"
    command = f"python -m training.evaluate --protocol {CARRY_OVER} --model {shipped}"
    if not seed_files(RESULTS / SYSTEM_OF_MODEL[DEFAULT_MODEL], CARRY_OVER, ".json"):
        print(f"Nothing was asked of {CARRY_OVER}, and the pages say so: {command}")
    elif not is_measured(shipped):
        sys.exit(
            f"What the pages say of {CARRY_OVER} is of another model than {shipped}: {command}"
        )
    stale = [
        path
        for path, text in documents().items()
        if not path.exists() or path.read_text("utf-8") != text
    ]
    models = outdated_models()
    if options.check:
        stale += models
        for path in stale:
            print(f"{path} is out of date; run python -m training.report")
        sys.exit(1 if stale else 0)
    for path, figures in models.items():
        copy_with_metrics(path, figures, path)
        print(path)
    for path, text in documents().items():
        path.write_text(text, encoding="utf-8")
        print(path)
    draw(RESULTS, DOCS)


if __name__ == "__main__":
    main()
