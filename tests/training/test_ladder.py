"""The ladder of frozen rungs, and the temperature for corpora that were not heard."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

from ser_desktop.emotion.doubt import UNLIKE_MARGIN
from training.data.manifest import Clip
from training.evaluate.ladder.attentive import AttentivePooling
from training.evaluate.ladder.linear import Statistics, _balance, clip_weight, fit_rung
from training.evaluate.ladder.rungs import RUNGS, Rung
from training.evaluate.ladder.statistics import _batches_by_speaker
from training.evaluate.temperature import MAX_ECE, choose_factor
from training.evaluate.unlike import choose_margin
from training.places import RECIPES, RESULTS
from training.train.tuning_recipe import load_tuning_recipe

PLACE = {"sad": 0, "happy": 1}


def _clip(
    number: int, emotion: str, corpus: str = "ravdess", speaker: str = "01", **more: str
) -> Clip:
    fields: dict[str, Any] = {
        "gender": "male",
        "intensity": "",
        "statement": "1",
        "channel": "speech",
    }
    return Clip(path=f"{corpus}/{number}", corpus=corpus, emotion=emotion, speaker=speaker,
                sha256=str(number), duration_s=2.0, **{**fields, **more})  # fmt: skip


def _statistics(clips: list[Clip]) -> Statistics:
    """Features that tell the emotion by one number of four, clean and augmented."""
    rng = np.random.default_rng(0)
    noise = rng.normal(0, 0.1, (len(clips), 2, 4)).astype(np.float32)
    for row, clip in enumerate(clips):
        noise[row, :, PLACE[clip.emotion]] += 1
    row_of = {clip.path: row for row, clip in enumerate(clips)}

    def statistics(chosen: list[Clip], _layers: object) -> np.ndarray:
        return noise[[row_of[clip.path] for clip in chosen]]

    material = SimpleNamespace(clips=clips, votes={}, statistics=statistics)
    augmented = np.zeros((len(clips), 1, 2, 2), np.float16)
    augmented[:, 0, 0, 0] = [clip.emotion == "sad" for clip in clips]
    augmented[:, 0, 0, 1] = [clip.emotion == "happy" for clip in clips]
    return Statistics(material, augmented)  # type: ignore[arg-type]


@pytest.mark.parametrize("augmented", [False, True])
def test_a_rung_learns_what_its_features_tell(augmented: bool) -> None:
    clips = [_clip(i, ("sad", "happy")[i % 2]) for i in range(40)]
    statistics = _statistics(clips)
    rung = Rung(layers=(0,), penalty=1.0, augmented=augmented)
    head = fit_rung(rung, load_tuning_recipe(RECIPES / "ser-base.toml"), clips[:30], statistics, 0)
    for features in (statistics.clean(clips[30:], rung), statistics.changed(clips[30:], rung)):
        answers = head.logits(features).mean(axis=1).argmax(axis=1)
        assert list(answers) == [3, 2] * 5  # sad and happy in the order of the labels


def test_a_rung_leaves_out_what_has_no_weight() -> None:
    crema, song = _clip(1, "sad", "crema-d"), _clip(2, "sad", channel="song")
    assert clip_weight(RUNGS["RAVDESS alone"], crema) == 0
    assert clip_weight(RUNGS["RAVDESS alone"], song) == 0.5
    assert clip_weight(RUNGS["RAVDESS's speech alone"], song) == 0
    assert clip_weight(RUNGS["CREMA-D alone"], song) == 0
    assert clip_weight(RUNGS["CREMA-D alone"], crema) == 1


def test_every_rung_differs_from_the_recipe_in_one_thing_or_in_its_corpora() -> None:
    recipe = Rung()
    for name, rung in RUNGS.items():
        changed = [field for field in vars(rung) if getattr(rung, field) != getattr(recipe, field)]
        assert len(changed) <= 1 or "alone" in name, (name, changed)


def test_equal_weight_for_each_emotion_keeps_the_weight_of_a_corpus() -> None:
    clips = [_clip(0, "sad"), _clip(1, "sad"), _clip(2, "sad"), _clip(3, "happy")]
    assert _balance(clips).tolist() == pytest.approx([2 / 3, 2 / 3, 2 / 3, 2])


def test_a_batch_holds_one_speaker() -> None:
    clips = [_clip(i, "sad", speaker=f"{i % 3:02d}") for i in range(60)]
    batches = list(_batches_by_speaker(clips))
    assert sorted(row for batch in batches for row in batch) == list(range(60))
    assert all(len({clips[row].speaker for row in batch}) == 1 for batch in batches)
    assert max(map(len, batches)) == 16


def test_pooling_without_attention_is_mean_and_deviation() -> None:
    head = AttentivePooling(3, attentive=False).eval()
    frames = torch.randn(2, 50, 3)
    pooled = torch.cat([frames.mean(dim=1), frames.std(dim=1, correction=0)], dim=1)
    expected = head.emotion(head.normalise(pooled))
    assert torch.allclose(head(frames), expected, atol=1e-4)


def test_attention_can_leave_out_a_frame() -> None:
    head = AttentivePooling(1, attentive=True).eval()
    assert head.attention is not None
    with torch.no_grad():
        head.attention[0].weight.fill_(100.0)
        head.attention[2].weight.fill_(1.0)
    loud, both = torch.ones(1, 4, 1), torch.tensor([[[1.0], [1.0], [-1.0], [-1.0]]])
    assert torch.allclose(head(both), head(loud), atol=1e-3)


def test_the_largest_factor_within_the_limit_is_chosen() -> None:
    errors = {
        "1.00": {"a": 0.01, "b": 0.02},
        "1.05": {"a": MAX_ECE, "b": MAX_ECE},
        "1.10": {"a": MAX_ECE, "b": MAX_ECE + 0.01},
    }
    assert choose_factor(errors) == 1.05
    assert choose_factor({"1.00": {"a": 0.2}, "1.05": {"a": 0.3}}) == 1.0


def test_the_smallest_margin_is_chosen_with_which_hardly_any_known_voice_is_unlike() -> None:
    assert choose_margin({"a": [0.8] * 19 + [1.9], "b": [0.9] * 20}) == 1.0
    assert choose_margin({"a": [0.8] * 18 + [1.15, 1.25], "b": [0.9] * 20}) == 1.2
    assert choose_margin({"a": [0.8] * 20, "b": [1.05, 1.35]}) == 1.4


def test_the_margin_of_the_application_is_the_one_that_was_chosen() -> None:
    chosen = json.loads((RESULTS / "ser-base" / "unlike-0.json").read_text("utf-8"))["chosen"]
    assert chosen == UNLIKE_MARGIN
