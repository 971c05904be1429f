"""Measures the figures of the practice window: ``python -m training.evaluate.practice_measures``.

Counts syllables in clips of RAVDESS, whose two sentences have seven each, and compares the curve of
short windows with the score of the same clip of CREMA-D. The bundled model learned from those
actors, so the second part tells how well curve and score agree, not how accurate they are. Writes
``results/practice.json``.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from tqdm import tqdm

from ser_desktop.audio.clip import load_clip
from ser_desktop.emotion.catalogue import load_model
from ser_desktop.emotion.classifier import EmotionClassifier
from ser_desktop.emotion.inference import InferenceOptions, infer
from ser_desktop.emotion.interpretation import interpret
from ser_desktop.practice.measures import measure
from ser_desktop.practice.score import probability_course, score_take
from ser_desktop.practice.study import FINE_HOP_S, FINE_WINDOW_S
from ser_desktop.practice.target import Target
from training.data.corpora.catalogue import CORPORA
from training.data.corpora.corpus import scan_corpus
from training.data.manifest import Clip
from training.places import RESULTS, add_place_options

N_CLIPS = 60
TRUE_SYLLABLES = 7
WINDOWS_S = (1.5, FINE_WINDOW_S)


def drawn(corpus: str, corpora: Path) -> list[Clip]:
    """Draw spoken clips of a corpus at random; every call draws the same ones."""
    clips = [c for c in scan_corpus(CORPORA[corpus], corpora)[0] if c.channel == "speech"]
    order = np.random.default_rng(0).permutation(len(clips))
    return [clips[i] for i in order[:N_CLIPS]]


def syllables(clips: Sequence[Clip], corpora: Path) -> dict[str, float]:
    """Compare counted syllables with the true number."""
    counts = []
    for clip in tqdm(clips, "syllables", unit="clip"):
        sound = load_clip(corpora / clip.path)
        counts.append(len(measure(sound).rhythm.syllables_s))
        sound.close()
    errors = np.abs(np.array(counts) - TRUE_SYLLABLES)
    return {
        "true": TRUE_SYLLABLES,
        "mean": round(float(np.mean(counts)), 2),
        "at_most_one_off": round(float(np.mean(errors <= 1)), 3),
        "mean_error": round(float(np.mean(errors)), 2),
    }


def curves(
    model: EmotionClassifier, clips: Sequence[Clip], corpora: Path
) -> dict[str, dict[str, float]]:
    """Compare the mean of the curve with the score, for each length of its windows."""
    result = {}
    for window_s in WINDOWS_S:
        pairs = []
        for clip in tqdm(clips, f"windows of {window_s:g} s", unit="clip"):
            path, target = corpora / clip.path, Target(clip.emotion)
            score = score_take(interpret(infer(path, model)), target).probability
            options = InferenceOptions(window_s=window_s, hop_s=FINE_HOP_S)
            course = probability_course(interpret(infer(path, model, options)), clip.emotion)
            if score is not None and course:
                pairs.append((score, float(np.mean([p for _, p in course]))))
        scores, means = np.array(pairs).T
        result[f"{window_s:g} s"] = {
            "n_clips": len(pairs),
            "mean_difference": round(float(np.abs(scores - means).mean()), 3),
            "below": round(float(np.mean(means < scores)), 3),
            "correlation": round(float(np.corrcoef(scores, means)[0, 1]), 3),
        }
    return result


def main() -> None:
    """Run the command ``python -m training.evaluate.practice_measures``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_place_options(parser)
    options = parser.parse_args()
    model = load_model("", Path())
    table = {
        "n_clips": N_CLIPS,
        "model": f"{model.info.name} {model.info.version}",
        "syllables": syllables(drawn("ravdess", options.corpora), options.corpora),
        "curve": curves(model, drawn("crema-d", options.corpora), options.corpora),
    }
    (RESULTS / "practice.json").write_text(json.dumps(table, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(table, indent=2))


if __name__ == "__main__":
    main()
