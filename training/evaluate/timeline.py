"""Measure how often a timeline is right: ``python -m training.evaluate.timeline``.

The clips of each fold's test actors are joined in a random order with pauses between them, an hour
and more in all, and analysed by the model of that fold as the application does. The truth is known
at every moment: the clip's emotion where somebody speaks, nobody in the pauses. Writes
``results/<system>/timeline-<seed>.json``.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from ser_desktop.emotion.analysis import analyze
from ser_desktop.emotion.interpretation import with_settings
from ser_desktop.emotion.labels import NO_SPEECH, UNCERTAIN
from ser_desktop.emotion.model import EmotionModel
from ser_desktop.emotion.results import Analysis, SegmentOptions
from training.data.corpora.ravdess import scan
from training.data.crema_folds import trained_protocol
from training.data.manifest import Clip
from training.data.splits import PROTOCOLS
from training.places import RESULTS, add_place_options
from training.train.export_onnx import fold_model_path

PAUSE_S = (1.0, 5.0)
NOISE_DBFS = -65.0
STEP_S = 0.1
SPOKEN_BELOW_PEAK_DB = 35.0
LONG_SILENCE_S = 1.5
"""Half a window: a shorter silence cannot be told from the speech around it."""
OPTIONS = {
    "as it ships (3 windows averaged)": SegmentOptions(),
    "no smoothing": SegmentOptions(smoothing_windows=1),
    "5 windows averaged": SegmentOptions(smoothing_windows=5),
    "shortest segment 2 s": SegmentOptions(min_s=2.0),
}


@dataclass(frozen=True)
class Interview:
    """A joined recording and its true emotions over time."""

    samples: NDArray[np.float32]
    sample_rate_hz: int
    truth: list[str]
    """Label of every ``STEP_S``: an emotion, "no speech", or "" where it cannot be told."""


def join(clips: Sequence[Clip], corpora: Path, rng: np.random.Generator) -> Interview:
    """Join clips in a random order, with pauses of room noise between them.

    Args:
        clips: the clips that are joined.
        corpora: folder that the paths of the clips are relative to.
        rng: source of the random numbers.
    """
    parts: list[NDArray[np.float32]] = []
    spoken: list[tuple[float, float, str]] = []
    rate_hz, at_s = 24_000, 0.0
    for i in rng.permutation(len(clips)):
        samples, rate_hz = soundfile.read(corpora / clips[i].path, dtype="float32", always_2d=True)
        mono = samples.mean(axis=1)
        pause = np.zeros(round(rng.uniform(*PAUSE_S) * rate_hz), np.float32)
        first_s, last_s = _spoken_part(mono, rate_hz)
        spoken.append((at_s + first_s, at_s + last_s, clips[i].emotion))
        parts += [mono, pause]
        at_s += (len(mono) + len(pause)) / rate_hz
    joined = np.concatenate(parts)
    noise = rng.standard_normal(len(joined)).astype(np.float32) * 10 ** (NOISE_DBFS / 20)
    return Interview(joined + noise, rate_hz, _truth(spoken, at_s))


def _spoken_part(samples: NDArray[np.float32], rate_hz: int) -> tuple[float, float]:
    """From the first to the last 20 ms whose level comes near the clip's loudest."""
    frame = round(0.02 * rate_hz)
    level = np.abs(samples[: len(samples) // frame * frame]).reshape(-1, frame).max(axis=1)
    loud = np.flatnonzero(level > level.max() * 10 ** (-SPOKEN_BELOW_PEAK_DB / 20))
    return loud[0] * 0.02, (loud[-1] + 1) * 0.02


def _truth(spoken: Sequence[tuple[float, float, str]], end_s: float) -> list[str]:
    truth = [""] * int(end_s / STEP_S)
    before_s = 0.0
    for first_s, last_s, emotion in [*spoken, (end_s, end_s, "")]:
        if first_s - before_s >= LONG_SILENCE_S:
            _fill(truth, before_s, first_s, NO_SPEECH)
        _fill(truth, first_s, last_s, emotion)
        before_s = last_s
    return truth


def _fill(truth: list[str], start_s: float, end_s: float, label: str) -> None:
    for step in range(round(start_s / STEP_S), min(round(end_s / STEP_S), len(truth))):
        truth[step] = label


def label_at(analysis: Analysis, n_steps: int) -> list[str]:
    """The segment's label at every step."""
    labels = [""] * n_steps
    for segment in analysis.segments:
        _fill(labels, segment.start_s, segment.end_s, segment.label)
    return labels


def figures(truth: Sequence[str], shown_labels: Sequence[str]) -> dict[str, float]:
    """Compute shares of the time.

    Args:
        truth: label of every step.
        shown_labels: label that the timeline shows at every step.

    Returns:
        ``hours``, and shares from 0 to 1.
    """
    spoken = [(t, s) for t, s in zip(truth, shown_labels, strict=True) if t not in ("", NO_SPEECH)]
    silent = [s for t, s in zip(truth, shown_labels, strict=True) if t == NO_SPEECH]
    answered = [(t, s) for t, s in spoken if s not in (NO_SPEECH, UNCERTAIN)]
    return {
        "hours": round(len(truth) * STEP_S / 3600, 2),
        "speech_right": round(float(np.mean([t == s for t, s in spoken])), 4),
        "speech_answered": round(len(answered) / len(spoken), 4),
        "answered_right": round(float(np.mean([t == s for t, s in answered])), 4),
        "speech_missed": round(float(np.mean([s == NO_SPEECH for _, s in spoken])), 4),
        "silence_found": round(float(np.mean([s == NO_SPEECH for s in silent])), 4),
    }


def main() -> None:
    """Run the command ``python -m training.evaluate.timeline``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--system", default="ours-1.2", help="a folder of the runs folder")
    parser.add_argument("--seed", type=int, default=0)
    add_place_options(parser)
    options = parser.parse_args()
    clips, _ = scan(options.corpora)
    protocol = PROTOCOLS["luna5"]
    trained = trained_protocol(options.system, protocol.name)
    truth: list[str] = []
    shown_labels: dict[str, list[str]] = {name: [] for name in OPTIONS}
    for fold in range(protocol.n_folds):
        split = protocol.split(clips, fold, False)
        rng = np.random.default_rng(fold)
        interview = join(split.test, options.corpora, rng)
        path = fold_model_path(options.runs, options.system, trained, options.seed, fold)
        with tempfile.TemporaryDirectory() as folder:
            recording = Path(folder) / "interview.wav"
            soundfile.write(recording, interview.samples, interview.sample_rate_hz)
            analysis = analyze(recording, EmotionModel(path))
        truth += interview.truth
        for name, segments in OPTIONS.items():
            shown = with_settings(analysis, None, segments)
            shown_labels[name] += label_at(shown, len(interview.truth))
    table = {name: figures(truth, labels) for name, labels in shown_labels.items()}
    target = RESULTS / options.system / f"timeline-{options.seed}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(table, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(table, indent=2))


if __name__ == "__main__":
    main()
