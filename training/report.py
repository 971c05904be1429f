"""Words from figures: the model card and the README's tables, written from the result files.

``python -m training.report``; ``--check`` only says whether anything is out of date.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

from ser_desktop.emotion.catalogue import DEFAULT_MODEL
from ser_desktop.emotion.model import EmotionModel
from training.models_page import draw, models_page
from training.places import RESULTS, ROOT
from training.records import read_figures
from training.systems_tables import percent

PROJECT = ROOT.parent
MODELS = PROJECT / "resources" / "models"
BENCHMARKS = PROJECT / "benchmarks"
DOCS = PROJECT / "docs"


def accuracy_table(found: dict[str, Any]) -> str:
    """Fold by fold and in the mean, of all seeds."""
    rows = ["| fold | accuracy | UAR | macro F1 |", "|---|---|---|---|"]
    for fold, figures in found["by_fold"].items():
        cells = " | ".join(percent(figures[name]) for name in ("accuracy", "uar", "macro_f1"))
        rows.append(f"| {fold} | {cells} |")
    cells = " | ".join(f"**{percent(found[name])}**" for name in ("accuracy", "uar", "macro_f1"))
    return "\n".join([*rows, f"| mean ({seeds(found)}) | {cells} |"])


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


def seeds(found: dict[str, Any]) -> str:
    """How many trainings a figure is the mean of."""
    n = found["n_seeds"]
    return "one seed" if n == 1 else f"{n} seeds"


def carry_over_sentence(found: dict[str, Any]) -> str:
    """What is left of it in another language and corpus."""
    alone = found["n_seeds"] == 1
    model = "the bundled model" if alone else f"{seeds(found)}, the bundled model one of them"
    return (
        f"On EmoDB, which is German and was never trained on or chosen by, it names the right one "
        f"of four emotions (angry, happy, neutral, sad; chance is 25 %) with a UAR of "
        f"{percent(found['uar'])} and an accuracy of {percent(found['accuracy'])} "
        f"({found['n_clips']} clips; {model})."
    )


def model_card(found: dict[str, Any], carried: dict[str, Any], model: EmotionModel) -> str:
    """The card that ships beside the model file."""
    info = model.info
    low, high = found["uar_interval_95"]
    strict = found["unanswered_counted_wrong"]
    gender = found["by_gender"]
    return f"""# {info.name} {info.version}

<!-- Written by training/report.py from training/results; do not edit. -->

Hears eight acted emotions in speech: {", ".join(info.labels)}, and whether the emotion is strong.
Takes the raw waveform at {info.sample_rate_hz / 1000:g} kHz in windows of {info.window_s:g} s;
level normalisation, log-mel, network and calibration are in the one file of
{info.path.stat().st_size / 1e6:.1f} MB.

* **Learned from** {info.trained_on}.
* **Licence** {info.licence}. See `LICENCE.md`.

## How often it is right on voices it never heard

RAVDESS speech, {found["n_clips"]} clips, eight classes, five folds by actor (Luna-Jimenez et al.
2022); two validation actors a fold chose the epoch, the temperature and the threshold. Every clip
went through the application's own analysis, by a model of its fold that never heard its actor
({seeds(found)}). The bundled file was then trained the same way on all actors; nothing was measured
on it.

{accuracy_table(found)}

95 % interval of the pooled UAR by resampling actors: {percent(low)} to {percent(high)}.
Women {percent(gender["female"]["accuracy"])}, men {percent(gender["male"]["accuracy"])} accuracy.
Expected calibration error {found["ece"]:.3f}. When it may stay silent on its least sure 15 %, it is
right in {percent(found["accuracy_at_85_coverage"])}. With "uncertain" and "no speech" counted as
wrong: {percent(strict["accuracy"])}, answering {percent(strict["coverage"])} of the clips. Strong
against normal intensity: area under the curve {found["intensity_auc"]:.2f}.

{emotion_table(found)}

## In another corpus and language

{carry_over_sentence(carried)} Its confidence is too high there: the expected calibration error is
{carried["ece"]:.2f}.

## What that means for your own voice

Less than the figures above. The voices are 24 North American actors who speak two sentences in a
studio. Other languages, spontaneous speech, distant microphones and mixed feelings are another
matter, and people agree with one another no more often than this on such recordings. Take the
likeliest two emotions together, prefer longer recordings, and read "uncertain" as it is meant.

## What it is not for

Judging people at work or in education (prohibited in the European Union, AI Act article 5(1)(f)),
medical or legal decisions, recordings of people who did not consent.
"""


def fill(text: str, name: str, table: str) -> str:
    """Put a table between its marks."""
    pattern = rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)"
    filled, count = re.subn(pattern, lambda m: f"{m[1]}{table}\n{m[2]}", text, flags=re.DOTALL)
    if count == 0:
        raise ValueError(f"there is no place for {name}")
    return filled


def documents() -> dict[Path, str]:
    """Every written document by path."""
    found = read_figures(RESULTS / "ours", "luna5")
    carried = read_figures(RESULTS / "ours", "emodb4")
    performance = json.loads((BENCHMARKS / "results.json").read_text("utf-8"))
    gate = json.loads((BENCHMARKS / "speech_gate.json").read_text("utf-8"))
    readme = PROJECT / "README.md"
    decision = PROJECT / "docs" / "decisions" / "0003-speech-gate.md"
    text = fill(readme.read_text("utf-8"), "accuracy", accuracy_table(found))
    text = fill(text, "carry-over", carry_over_sentence(carried))
    text = fill(text, "performance", performance_table(performance))
    install = DOCS / "install.md"
    measured = json.loads((PROJECT / "bundling" / "measured.json").read_text("utf-8"))
    return {
        readme: text,
        install: fill(install.read_text("utf-8"), "bundles", bundle_table(measured)),
        DOCS / "models.md": models_page(RESULTS),
        decision: fill(decision.read_text("utf-8"), "gates", gate_table(gate)),
        MODELS / f"{DEFAULT_MODEL}.md": model_card(
            found, carried, EmotionModel(MODELS / f"{DEFAULT_MODEL}.onnx")
        ),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    stale = [
        path
        for path, text in documents().items()
        if not path.exists() or path.read_text("utf-8") != text
    ]
    if options.check:
        for path in stale:
            print(f"{path} is out of date; run python -m training.report")
        sys.exit(1 if stale else 0)
    for path, text in documents().items():
        path.write_text(text, encoding="utf-8")
        print(path)
    draw(RESULTS, DOCS)


if __name__ == "__main__":
    main()
