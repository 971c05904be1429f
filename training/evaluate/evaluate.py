"""Judge exported fold models on the actors they never heard: ``python -m training.evaluate``.

Every clip goes through the application's own :func:`ser_desktop.emotion.analysis.analyze`, out of
fold. Beside it stand the figures of the bare network (mean over the first and the last window, no
speech gate), so that a reader sees what the application adds or costs.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from numpy.typing import NDArray
from tqdm import tqdm

from ser_desktop.audio.decode import open_audio
from ser_desktop.audio.resample import MonoResampler
from ser_desktop.emotion.analysis import AnalysisOptions, analyze
from ser_desktop.emotion.evaluation import evaluate, restrict
from ser_desktop.emotion.metrics import (
    accuracy_at_coverage,
    expected_calibration_error,
    score,
)
from ser_desktop.emotion.model import EmotionModel
from training.data.corpora.corpus import scan_corpus
from training.data.corpora.crema_d import CREMA_D
from training.data.corpora.emodb import EMODB
from training.data.corpora.ravdess import RAVDESS, scan
from training.data.crema_folds import JOINT_SYSTEMS, JOINT_TESTS, N_FOLDS, both, joint_test
from training.data.manifest import Clip
from training.data.splits import (
    CARRY_OVER,
    EMODB4,
    PROTOCOLS,
    Split,
    check_leaks,
    draw_for,
    restricted,
)
from training.evaluate.curves import risk_coverage_area
from training.evaluate.intervals import uar_interval
from training.evaluate.records import ORIGINS, Answer, write_predictions, write_summary
from training.places import RESULTS, add_place_options
from training.train.export_onnx import fold_model_path
from training.train.model_file import graph_digest
from training.train.run_record import clips_record, file_digest

COVERAGE = 0.85


class RememberingModel(EmotionModel):
    """Computes the descriptors of a window once: the bare network is asked about the same ones."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._row_of = lru_cache(maxsize=16)(self._row)

    def _features(self, windows: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.stack([self._row_of(window.tobytes()) for window in windows])

    def _row(self, window: bytes) -> NDArray[np.float32]:
        row: NDArray[np.float32] = super()._features(np.frombuffer(window, np.float32)[None])[0]
        return row


def judge_fold(
    model: EmotionModel,
    clips: Sequence[Clip],
    fold: int,
    corpora: Path,
    cut_s: float | None = None,
) -> list[Answer]:
    """Analyse every clip, or its first seconds, as the application does."""
    answers = []
    with tempfile.TemporaryDirectory() as folder:
        for clip in tqdm(clips, f"fold {fold}", unit="clip"):
            path = corpora / clip.path
            if cut_s is not None:
                path = _cut(path, cut_s, Path(folder) / "cut.wav")
            found = analyze(path, model, AnalysisOptions(classify_all=True))
            answers.append(Answer(clip, fold, found, _bare_probabilities(model, path)))
    return answers


def _cut(path: Path, seconds: float, target: Path) -> Path:
    rate_hz = soundfile.info(path).samplerate
    samples, _ = soundfile.read(path, frames=round(seconds * rate_hz))
    soundfile.write(target, samples, rate_hz, subtype="FLOAT")
    return target


def _bare_probabilities(model: EmotionModel, path: Path) -> NDArray[np.float32]:
    stream = open_audio(path)
    resampler = MonoResampler(stream.sample_rate_hz, model.info.sample_rate_hz)
    parts = [resampler.push(block) for block in stream.blocks()]
    parts.append(resampler.push(np.zeros((0, stream.channels), np.float32), last=True))
    samples = np.concatenate(parts)
    length = model.window_samples
    spare = length - len(samples)
    if spare > 0:
        samples = np.pad(samples, (spare // 2, spare - spare // 2))
    windows = np.stack([samples[:length], samples[-length:]])
    # One window a call, as the application asks a model in 8 bit, which scales a whole batch.
    each = [model(window[None]).probabilities[0] for window in windows]
    mean: NDArray[np.float32] = np.mean(each, axis=0)
    return mean


def figures(answers: Sequence[Answer]) -> dict[str, Any]:
    """Every figure of the protocol, pooled over the folds and fold by fold."""
    emotions = [answer.clip.emotion for answer in answers]
    found = evaluate(emotions, [answer.analysis for answer in answers])
    n_labels = len(found.labels)
    truth = np.array(found.truth)
    answered = found.probabilities.argmax(axis=1)
    confidence = found.probabilities.max(axis=1)
    correct = answered == truth
    folds = np.array([answer.fold for answer in answers])
    bare = score(
        truth,
        [restrict(a.bare, a.analysis.model.labels, found.labels).argmax() for a in answers],
        n_labels,
    )
    by_fold = {
        str(fold): _short(score(truth[folds == fold], answered[folds == fold], n_labels))
        for fold in sorted(set(folds.tolist()))
    }
    genders = np.array([answer.clip.gender for answer in answers])
    return {
        "n_clips": len(answers),
        # Mean of the folds, as the literature reports it; pooled figures stand below.
        **{
            name: round(float(np.mean([fold[name] for fold in by_fold.values()])), 4)
            for name in ("accuracy", "uar", "macro_f1")
        },
        "ece": round(expected_calibration_error(confidence, correct), 4),
        "risk_coverage_area": round(risk_coverage_area(confidence, correct), 4),
        f"accuracy_at_{round(100 * COVERAGE)}_coverage": round(
            accuracy_at_coverage(confidence, correct, COVERAGE), 4
        ),
        "intensity_auc": _intensity_auc(answers),
        "no_speech_share": round(
            float(np.mean([a.analysis.overall.label == "no speech" for a in answers])), 4
        ),
        "by_fold": by_fold,
        "by_gender": {
            gender: _short(score(truth[genders == gender], answered[genders == gender], n_labels))
            for gender in ("female", "male")
            if (genders == gender).any()
        },
        "pooled": _short(found.forced),
        "unanswered_counted_wrong": {**_short(found.strict), "coverage": round(found.coverage, 4)},
        "bare_network": _short(bare),
        "per_emotion": found.forced.per_label(found.labels),
        "confusion": found.forced.confusion.tolist(),
        "labels": found.labels,
        "uar_interval_95": uar_interval(
            truth, [answered], [answer.clip.speaker for answer in answers], n_labels
        ),
    }


def _short(scores: Any) -> dict[str, float]:
    return {
        "accuracy": round(scores.accuracy, 4),
        "uar": round(scores.uar, 4),
        "macro_f1": round(scores.macro_f1, 4),
    }


def _intensity_auc(answers: Sequence[Answer]) -> float | None:
    """Area under the ROC curve of *strong*, as the share of pairs that are ordered rightly."""
    strong: list[float] = []
    normal: list[float] = []
    for answer in answers:
        value = answer.analysis.overall.intensity
        if value is not None and answer.clip.intensity:
            (strong if answer.clip.intensity == "strong" else normal).append(value)
    if not strong or not normal:
        return None
    above = np.array(strong)[:, None] - np.array(normal)[None]
    return round(float((above > 0).mean() + 0.5 * (above == 0).mean()), 4)


def carry_over(model: EmotionModel, corpora: Path) -> list[Answer]:
    """EmoDB's four classes, German, by a model that learned from RAVDESS alone (``emodb4``)."""
    clips, _ = scan_corpus(EMODB, corpora)
    wanted = [clip for clip in clips if clip.emotion in EMODB4]
    return judge_fold(model, wanted, 0, corpora)


def judge_protocol(name: str, system: str, seed: int, runs: Path, corpora: Path) -> list[Answer]:
    """Every test clip of a protocol whose emotion the system knows, by the model of its fold.

    Raises:
        ValueError: a split leaks, or a model learned from other clips than its split says.
    """
    clips, _ = scan(corpora)
    protocol = PROTOCOLS[name]
    trained = PROTOCOLS[protocol.trained]
    answers: list[Answer] = []
    for fold in range(protocol.n_folds):
        path = fold_model_path(runs, system, trained.name, seed, fold)
        model = RememberingModel(path)
        labels, recipe = model.info.labels, model.info.recipe
        most = recipe.get("most_per_class", 0)
        songs = recipe.get("data", {}).get("songs_in_training", True)
        drawn = draw_for(protocol, clips, labels, most)
        check_trained_on(path, restricted(trained.split(drawn, fold, songs), labels, most))
        split = protocol.split(drawn, fold, songs)
        check_leaks(split)
        test = restricted(split, labels, most).test
        answers += judge_fold(model, test, fold, corpora, split.cut_s)
    return answers


def judge_joint(name: str, system: str, seed: int, runs: Path, corpora: Path) -> list[Answer]:
    """The same for a system whose models learned from RAVDESS and CREMA-D together.

    Raises:
        ValueError: a speaker of the test was heard in training, or a model learned from other clips
            than its split says.
    """
    clips = [clip for corpus in (RAVDESS, CREMA_D) for clip in scan_corpus(corpus, corpora)[0]]
    answers: list[Answer] = []
    for fold in range(N_FOLDS):
        path = fold_model_path(runs, system, "both", seed, fold)
        check_trained_on(path, both(clips, fold))
        answers += judge_fold(EmotionModel(path), joint_test(name, clips, fold), fold, corpora)
    return answers


def check_trained_on(path: Path, split: Split) -> None:
    """Refuse a model that was not made of a split: clips of the test may be among what it heard.

    Raises:
        ValueError: the record beside the model is of other clips, or says nothing of them.
    """
    if _record_of(path).get("clips") != clips_record(split):
        raise ValueError(
            f"{path} was not trained on the clips of {split.name}. Train and export it again."
        )


def cost(path: Path) -> dict[str, float]:
    """Parameters, seconds of training and megabytes of a model, from the record beside it."""
    record = _record_of(path)
    return {
        "parameters": record["parameters"],
        "train_s": record["train_s"],
        "model_mb": round(path.stat().st_size / 1e6, 2),
    }


def origin(path: Path) -> dict[str, Any]:
    """Which model this is and where it comes from: runs, code, what validation actors chose."""
    left_out = ("parameters", "train_s", "history")
    told = {k: v for k, v in _record_of(path).items() if k not in left_out}
    return {"model_sha256": file_digest(path), "graph_sha256": graph_digest(path), **told}


def _record_of(path: Path) -> dict[str, Any]:
    """What export left beside a model; nothing where that was not kept."""
    beside = path.with_suffix(".json")
    found: dict[str, Any] = json.loads(beside.read_text("utf-8")) if beside.exists() else {}
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--system", default="ours", help="a folder of the runs folder")
    protocols = sorted({*PROTOCOLS, *JOINT_TESTS, CARRY_OVER})
    parser.add_argument("--protocol", choices=protocols, default="luna5")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--model", type=Path, help=f"for {CARRY_OVER}: a model of all RAVDESS actors"
    )
    add_place_options(parser)
    options = parser.parse_args()
    system = options.system
    name, seed = options.protocol, options.seed
    if name == CARRY_OVER:
        if options.model is None:
            parser.error(f"{CARRY_OVER} needs --model")
        if (own := _record_of(options.model).get("seed", seed)) != seed:
            parser.error(f"{options.model} is of seed {own}: give --seed {own}")
        answers = carry_over(EmotionModel(options.model), options.corpora)
        models = [options.model]
    elif system in JOINT_SYSTEMS:
        if name not in JOINT_TESTS:
            parser.error(f"{system} is judged by {', '.join([*JOINT_TESTS, CARRY_OVER])}")
        answers = judge_joint(name, system, seed, options.runs, options.corpora)
        models = [
            fold_model_path(options.runs, system, "both", seed, fold) for fold in range(N_FOLDS)
        ]
    else:
        answers = judge_protocol(name, system, seed, options.runs, options.corpora)
        models = [
            fold_model_path(options.runs, system, PROTOCOLS[name].trained, seed, fold)
            for fold in range(PROTOCOLS[name].n_folds)
        ]
    folder = RESULTS / system
    found = figures(answers)
    if name != CARRY_OVER:
        found["cost"] = cost(models[0])
    found[ORIGINS] = [origin(path) for path in models]
    write_predictions(answers, folder / f"{name}-seed{seed}.csv")
    target = folder / f"{name}-seed{seed}.json"
    target.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    write_summary(RESULTS)
    shown = ("n_clips", "accuracy", "uar", "macro_f1", "ece", "bare_network")
    print(json.dumps({key: found[key] for key in shown}, indent=2))


if __name__ == "__main__":
    main()
