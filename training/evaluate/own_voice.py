"""Measures the effect of a few examples of a speaker's voice.

``python -m training.evaluate.own_voice``.

For each unseen speaker, an adapter learns from examples of one half of the sentences, as in the
application (:mod:`ser_desktop.speakers.adapter`), and the speaker's clips of the other half
are evaluated with and without it. Every draw chooses other sentences and examples; both
evaluations use the same clips. RAVDESS has only two sentences, so examples are always of the other
sentence.

``--side validation`` evaluates a range of priors on validation actors; the prior of the application
was chosen this way. Otherwise the test actors of each fold are used, and EmoDB if ``--carry-over``
names models of all actors. Writes ``results/<system>/own_voice.json`` or
``own_voice-validation.json``.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from ser_desktop.emotion.evaluation import restrict
from ser_desktop.emotion.interpretation import with_settings
from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.emotion.metrics import expected_calibration_error, score
from ser_desktop.emotion.model import EmotionModel
from ser_desktop.emotion.results import Analysis, SegmentOptions
from ser_desktop.speakers.adapter import PRIOR, Prior
from training.data.corpora.corpus import scan_corpus
from training.data.corpora.crema_d import CREMA_D
from training.data.corpora.emodb import EMODB
from training.data.corpora.ravdess import scan
from training.data.crema_folds import JOINT_SYSTEMS, trained_protocol, training_split
from training.data.splits import CARRY_OVER, EMODB4, PROTOCOLS
from training.evaluate.example_draws import (
    AnalysedClip,
    ExampleCount,
    analyse_clips,
    draw_examples,
)
from training.evaluate.origins import check_trained_on, origin
from training.evaluate.records import ORIGINS
from training.places import RESULTS, add_place_options
from training.train.export_onnx import fold_model_path

PRIORS = [
    *(Prior(bias, 0.0) for bias in (0.5, 1.0, 2.0)),
    *(Prior(1.0, weight) for weight in (1.0, 2.0, 3.0, 4.0)),
]
NORMAL_VOICE = ("neutral", "calm")
RESAMPLINGS = 2000


@dataclass(frozen=True)
class Draw:
    """One draw of examples.

    Args:
        figures: by name.
        gains: gains of each speaker, in accuracy.
    """

    figures: dict[str, float]
    gains: dict[str, float]


def figures(
    heard: Sequence[AnalysedClip],
    labels: Sequence[str],
    examples: ExampleCount,
    prior: Prior,
    draws: int,
) -> list[Draw]:
    """Evaluate every draw by the model alone and with the correction.

    UAR, accuracy and calibration error are by choice among ``labels``; *free* is the UAR by choice
    among all emotions of the model, as in the application. *Calm* counts as *neutral* if it is not
    one of ``labels``.
    """
    results = []
    for draw in range(draws):
        rng = np.random.default_rng([draw, examples.n_each])
        judged = [
            pair
            for pair in draw_examples(heard, examples, prior, rng)
            if pair[0].clip.emotion in labels
        ]
        truth = np.array([labels.index(item.clip.emotion) for item, _ in judged])
        alone = [item.analysis for item, _ in judged]
        corrected = [
            with_settings(item.analysis, None, SegmentOptions(), correction)
            for item, correction in judged
        ]
        row_alone, right_alone = _judge("alone", alone, truth, labels)
        row_corrected, right_corrected = _judge("corrected", corrected, truth, labels)
        gains = {}
        for speaker in sorted({item.clip.speaker for item, _ in judged}):
            own = np.array([item.clip.speaker == speaker for item, _ in judged])
            gains[speaker] = float(right_corrected[own].mean() - right_alone[own].mean())
        worse = float(np.mean([gain < 0 for gain in gains.values()]))
        row = {"n_clips": float(len(truth)), **row_alone, **row_corrected, "speakers_worse": worse}
        results.append(Draw(row, gains))
    return results


def _judge(
    name: str, analyses: Sequence[Analysis], truth: NDArray[np.int64], labels: Sequence[str]
) -> tuple[dict[str, float], NDArray[np.bool_]]:
    """Return the figures of analyses, with a name at the end of each key, and which are right."""
    rows = np.array([_chosen_among(analysis, labels) for analysis in analyses])
    answered = rows.argmax(axis=1)
    right = answered == truth
    scores = score(truth, answered, len(labels))
    free = score(truth, [_free(analysis, labels) for analysis in analyses], len(labels))
    row = {
        f"uar_{name}": scores.uar,
        f"accuracy_{name}": scores.accuracy,
        f"ece_{name}": expected_calibration_error(rows.max(axis=1), right),
        f"free_uar_{name}": free.uar,
    }
    return row, right


def _chosen_among(analysis: Analysis, labels: Sequence[str]) -> NDArray[np.float64]:
    assert analysis.overall.probabilities is not None
    return restrict(analysis.overall.probabilities, analysis.model.labels, labels)


def _free(analysis: Analysis, labels: Sequence[str]) -> int:
    """Find the likeliest of all emotions; -1 if it is none of the ``labels``."""
    assert analysis.overall.probabilities is not None
    label = analysis.model.labels[int(analysis.overall.probabilities.argmax())]
    if label == "calm" and "calm" not in labels:
        label = "neutral"
    return labels.index(label) if label in labels else -1


def summary(draws: Sequence[Draw]) -> dict[str, Any]:
    """Compute mean and deviation over draws and seeds, and the gain's interval over speakers."""
    rows = [draw.figures for draw in draws]
    gains = [float(np.mean([draw.gains[speaker] for draw in draws])) for speaker in draws[0].gains]
    return {
        **{
            name: {
                "mean": round(float(np.mean([row[name] for row in rows])), 4),
                "sd": round(float(np.std([row[name] for row in rows])), 4),
            }
            for name in rows[0]
        },
        "accuracy_gain_interval_95": _interval(gains),
    }


def _interval(values: Sequence[float]) -> list[float]:
    """Compute the bootstrap interval of the mean over speakers."""
    rng = np.random.default_rng(0)
    means = rng.choice(np.array(values), (RESAMPLINGS, len(values))).mean(axis=1)
    return [round(float(end), 4) for end in np.percentile(means, [2.5, 97.5])]


def table(
    by_seed: Sequence[Sequence[AnalysedClip]],
    labels: Sequence[str],
    example_counts: Sequence[ExampleCount],
    priors: Sequence[Prior],
    draws: int,
) -> list[dict[str, Any]]:
    """Make a row for each number of examples and each prior."""
    rows = []
    for examples, prior in tqdm(list(product(example_counts, priors)), "examples", unit="row"):
        drawn = [
            draw for heard in by_seed for draw in figures(heard, labels, examples, prior, draws)
        ]
        rows.append(
            {
                "n_each": examples.n_each,
                "emotions": list(examples.emotions),
                "prior": asdict(prior),
                "n_seeds": len(by_seed),
                "draws": draws,
                **summary(drawn),
            }
        )
    return rows


def _analyse_protocol(
    options: argparse.Namespace,
) -> tuple[list[list[AnalysedClip]], list[dict[str, Any]]]:
    """Analyse the clips of ``luna5`` by the model of their fold.

    Returns:
        The analysed clips of each seed, and the origins of the models.
    """
    clips, _ = scan(options.corpora)
    further = scan_corpus(CREMA_D, options.corpora)[0] if options.system in JOINT_SYSTEMS else []
    protocol = PROTOCOLS["luna5"]
    trained = trained_protocol(options.system, protocol.name)
    by_seed: list[list[AnalysedClip]] = []
    origins = []
    for seed in options.seed:
        analysed: list[AnalysedClip] = []
        for fold in range(protocol.n_folds):
            path = fold_model_path(options.runs, options.system, trained, seed, fold)
            model = EmotionModel(path)
            songs = model.info.recipe.get("data", {}).get("songs_in_training", True)
            split = protocol.split(clips, fold, songs)
            check_trained_on(path, training_split(options.system, clips + further, fold, songs))
            side = split.test if options.side == "test" else split.validation
            analysed += analyse_clips(model, side, options.corpora, f"seed {seed} fold {fold}")
            origins.append(origin(path))
        by_seed.append(analysed)
    return by_seed, origins


def _carry_over_table(options: argparse.Namespace) -> list[dict[str, Any]]:
    """Evaluate models of all RAVDESS actors on EmoDB."""
    german = [clip for clip in scan_corpus(EMODB, options.corpora)[0] if clip.emotion in EMODB4]
    models = [EmotionModel(path) for path in options.carry_over]
    analysed = [analyse_clips(m, german, options.corpora, m.info.path.stem) for m in models]
    example_counts = [ExampleCount(n, EMODB4) for n in (1, 2, 4)]
    return table(analysed, EMODB4, example_counts, [PRIOR], options.draws)


def _print(tables: dict[str, Any]) -> None:
    shown = ("uar_alone", "uar_corrected", "free_uar_alone", "free_uar_corrected")
    for name in ("luna5", CARRY_OVER):
        for row in tables.get(name, []):
            figures_text = " ".join(f"{key} {row[key]['mean']:.3f}" for key in shown)
            print(name, row["n_each"], len(row["emotions"]), row["prior"], figures_text)


def main() -> None:
    """Run the command ``python -m training.evaluate.own_voice``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--system", default="ours-1.2", help="a folder of the runs folder")
    parser.add_argument("--seed", type=int, nargs="+", default=[0])
    parser.add_argument("--side", choices=("test", "validation"), default="test")
    parser.add_argument("--draws", type=int, default=10)
    parser.add_argument(
        "--carry-over", type=Path, nargs="*", default=[], help="models of all RAVDESS actors"
    )
    add_place_options(parser)
    options = parser.parse_args()
    by_seed, origins = _analyse_protocol(options)
    example_counts = [ExampleCount(n, tuple(EMOTIONS)) for n in (1, 2, 4)]
    example_counts.append(ExampleCount(2, NORMAL_VOICE))
    priors, file_name = [PRIOR], "own_voice.json"
    if options.side == "validation":
        example_counts.append(ExampleCount(2, EMODB4))
        priors, file_name = PRIORS, "own_voice-validation.json"
    tables: dict[str, Any] = {
        "luna5": table(by_seed, EMOTIONS, example_counts, priors, options.draws)
    }
    if options.carry_over:
        tables[CARRY_OVER] = _carry_over_table(options)
        origins += [origin(path) for path in options.carry_over]
    tables[ORIGINS] = origins
    target = RESULTS / options.system / file_name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(tables, indent=2) + "\n", encoding="utf-8")
    _print(tables)


if __name__ == "__main__":
    main()
