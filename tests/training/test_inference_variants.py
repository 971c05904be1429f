"""Other ways to apply a trained network."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ser_desktop.emotion.labels import EMOTIONS
from tests.support.made_corpus import write_corpus
from training.data.audio_cache import AudioCache
from training.data.corpora.ravdess import scan
from training.data.splits import luna5
from training.evaluate.inference_variants import InferenceVariant, judge, windows


def test_windows_reach_from_the_first_sample_to_the_last() -> None:
    samples = np.arange(10, dtype=np.float32)
    assert windows(samples, 4, 2)[:, [0, -1]].tolist() == [[0, 3], [6, 9]]
    assert windows(samples, 4, 3)[:, 0].tolist() == [0, 3, 6]
    assert windows(samples, 4, 1)[:, 0].tolist() == [3]
    short = windows(samples, 14, 2)
    assert short.shape == (2, 14)
    assert short[0].tolist() == [0, 0, *range(10), 0, 0]


@pytest.mark.parametrize(
    ("variant", "asked"),
    [(InferenceVariant(), (2, 3.0)), (InferenceVariant(n_windows=0), (1, 1.5))],
)
def test_a_variant_decides_windows_speeds_and_prior(
    tmp_path: Path, variant: InferenceVariant, asked: tuple[int, float]
) -> None:
    clips, _ = scan(write_corpus(tmp_path / "corpora", range(1, 25)))
    split = luna5(clips, 0)
    split = replace(split, validation=split.validation[:12])
    cache = AudioCache(clips, tmp_path / "corpora", tmp_path / "cache", (1.0,), workers=1)
    seen = []

    def predict(batch: np.ndarray) -> np.ndarray:
        seen.append((len(batch), batch.shape[1] / 16_000))
        return np.zeros((len(batch), len(EMOTIONS)), dtype=np.float32)

    judge(variant, predict, split, cache, 3.0)
    assert seen == [asked] * 12


def test_subtracting_the_prior_favours_rare_emotions(tmp_path: Path) -> None:
    clips, _ = scan(write_corpus(tmp_path / "corpora", range(1, 25)))
    split = luna5(clips, 0)
    neutral = [clip for clip in split.train if clip.emotion == "neutral"]
    others = [clip for clip in split.train if clip.emotion != "neutral"]
    split = replace(
        split,
        train=others + neutral[:5],
        validation=[clip for clip in split.validation if clip.emotion == "neutral"],
    )
    cache = AudioCache(clips, tmp_path / "corpora", tmp_path / "cache", (1.0,), workers=1)

    def torn(batch: np.ndarray) -> np.ndarray:
        logits = np.full((len(batch), len(EMOTIONS)), -9.0, dtype=np.float32)
        logits[:, [EMOTIONS.index("neutral"), EMOTIONS.index("happy")]] = [0.0, 0.1]
        return logits

    assert judge(InferenceVariant(), torn, split, cache, 3.0) == 0.0
    assert judge(InferenceVariant(prior=1.0), torn, split, cache, 3.0) == 1.0
