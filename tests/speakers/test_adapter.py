from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from ser_desktop.emotion.analysis import AnalysisOptions, analyze
from ser_desktop.emotion.interpretation import with_settings
from ser_desktop.emotion.model import EmotionModel, ModelInfo
from ser_desktop.emotion.results import Analysis, SegmentOptions, Window
from ser_desktop.errors import ProfileError, WorkCancelledError
from ser_desktop.speakers.adapter import PRIOR, SpeakerAdapter, learn
from ser_desktop.speakers.judging import Verdict, judge
from ser_desktop.speakers.profile import (
    MAX_EXAMPLES,
    Example,
    SpeakerProfile,
    example_from,
    new_profile,
)

LABELS = ("neutral", "happy", "sad", "angry")


def biased_voice(n_each: int, emotions: tuple[str, ...] = LABELS, size: int = 6) -> SpeakerProfile:
    """A network that hears *sad* in everything, though its embedding tells the emotions apart."""
    rng = np.random.default_rng(1)
    voice = SpeakerProfile("me", "made", "1", LABELS, size)
    for emotion in emotions:
        place = LABELS.index(emotion)
        for number in range(n_each):
            row = np.log(softmax(np.eye(4)[place] * 0.5 + np.array([0.0, 0.0, 3.0, 0.0])))
            embedding = np.eye(size)[place] + 0.1 * rng.standard_normal(size) if size else None
            example = Example(
                emotion, row, embedding, f"{emotion}{number}.wav", f"{emotion}{number}", 0.0, 3.0
            )
            voice = voice.with_example(example)
    return voice


def softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    powers = np.exp(scores - scores.max())
    return powers / powers.sum()


def answers(correction: SpeakerAdapter, voice: SpeakerProfile) -> list[str]:
    rows = np.array([e.log_probabilities for e in voice.examples])
    size = voice.embedding_size
    embeddings = np.array([e.embedding for e in voice.examples]) if size else None
    found = correction.probabilities(rows, embeddings)
    assert found.sum(axis=1) == pytest.approx(1.0)
    return [LABELS[i] for i in found.argmax(axis=1)]


def test_a_bias_is_unlearned() -> None:
    voice = biased_voice(4)
    verdict = judge(voice)
    assert verdict.right_alone == 4  # the sad ones
    assert verdict.right_corrected >= 14
    correction = learn(voice)
    assert correction is not None
    assert answers(correction, voice) == [e.emotion for e in voice.examples]


def test_without_an_embedding_the_bias_alone_is_learned() -> None:
    voice = biased_voice(8, size=0)
    correction = learn(voice)
    assert correction is not None
    assert correction.weights is None
    assert correction.bias[LABELS.index("sad")] < -1
    truth = [e.emotion for e in voice.examples]
    right = sum(a == b for a, b in zip(answers(correction, voice), truth, strict=True))
    assert right > len(truth) / 2


def test_it_is_the_maximum_of_likelihood_and_prior() -> None:
    """By the primal objective, which the code never writes down."""
    voice = biased_voice(3)
    correction = learn(voice)
    assert correction is not None
    assert correction.weights is not None
    embeddings = np.array([e.embedding for e in voice.examples])
    scale = np.sqrt((embeddings**2).sum(axis=1).mean())
    rows = np.array([e.log_probabilities for e in voice.examples])
    truth = [LABELS.index(e.emotion) for e in voice.examples]

    def loss(bias: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
        scores = rows + bias + embeddings @ weights
        likelihood = sum(np.log(softmax(row)[k]) for row, k in zip(scores, truth, strict=True))
        penalty = (bias**2).sum() / PRIOR.bias**2 + ((weights * scale) ** 2).sum() / PRIOR.weight**2
        return float(penalty / 2 - likelihood)

    best = loss(correction.bias, correction.weights)
    rng = np.random.default_rng(0)
    for _ in range(30):
        step = 0.01 * rng.standard_normal(correction.weights.shape)
        assert loss(correction.bias, correction.weights + step) > best
        assert loss(correction.bias + 0.01 * rng.standard_normal(4), correction.weights) > best


def test_emotions_without_an_example_keep_their_probability() -> None:
    voice = biased_voice(3, ("happy", "sad"))
    correction = learn(voice)
    assert correction is not None
    rows = np.array([e.log_probabilities for e in voice.examples])
    embeddings = np.array([e.embedding for e in voice.examples])
    found = correction.probabilities(rows, embeddings)
    untaught = [LABELS.index("neutral"), LABELS.index("angry")]
    assert found[:, untaught] == pytest.approx(np.exp(rows[:, untaught]))
    taught = [LABELS.index("happy"), LABELS.index("sad")]
    assert found[:, taught] != pytest.approx(np.exp(rows[:, taught]), abs=0.1)
    assert found.sum(axis=1) == pytest.approx(1)


def test_examples_of_one_emotion_give_no_adapter() -> None:
    voice = biased_voice(5, ("happy",))
    assert not voice.is_usable
    assert learn(voice) is None
    assert judge(voice).right_corrected == judge(voice).right_alone == 0


def test_few_examples_change_less_than_many() -> None:
    sizes = []
    for n_each in (1, 3, 9):
        correction = learn(biased_voice(n_each))
        assert correction is not None
        sizes.append(float(np.abs(correction.bias).max()))
    assert sizes == sorted(sizes)
    assert sizes[0] < sizes[2]


def test_an_emotion_with_one_example_is_not_judged() -> None:
    verdict = judge(biased_voice(1))
    assert verdict.corrected == (None,) * 4
    assert (verdict.n_judged, verdict.right_corrected, verdict.min_examples) == (0, 0, 1)
    assert not verdict.is_harmful
    assert judge(biased_voice(0)).n_judged == 0


def test_overlapping_examples_do_not_judge_each_other() -> None:
    """Parts of one recording do, but not those that share sound."""
    apart = together = biased_voice(0)
    for number, example in enumerate(biased_voice(2).examples):
        for shift_s, by in ((9.0, "apart"), (2.0, "together")):
            start_s = shift_s * (number % 2)
            part = replace(example, sha256=example.emotion, start_s=start_s, end_s=start_s + 3)
            if by == "apart":
                apart = apart.with_example(part)
            else:
                together = together.with_example(part)
    assert len(apart.examples) == len(together.examples) == 8
    assert judge(apart).n_judged == 8
    assert judge(together).n_judged == 0


def test_harm_is_measured_from_three_examples() -> None:
    worse = Verdict((), (), right_alone=9, right_corrected=7, n_judged=12, min_examples=3)
    assert worse.is_harmful
    assert not replace(worse, min_examples=2).is_harmful
    assert not replace(worse, right_corrected=9).is_harmful


def test_counting_can_be_cancelled() -> None:
    with pytest.raises(WorkCancelledError):
        judge(biased_voice(2), lambda: True)


def test_many_examples_are_learned_to_the_end() -> None:
    voice = biased_voice(MAX_EXAMPLES // 4)
    correction = learn(voice)
    assert correction is not None
    gradient = correction.bias / PRIOR.bias**2
    rows = np.array([e.log_probabilities for e in voice.examples])
    embeddings = np.array([e.embedding for e in voice.examples])
    truth = np.eye(4)[[LABELS.index(e.emotion) for e in voice.examples]]
    left = (truth - correction.probabilities(rows, embeddings)).sum(axis=0)
    assert gradient == pytest.approx(left, abs=1e-3)
    with pytest.raises(ProfileError, match="which is the maximum"):
        voice.with_example(replace(voice.examples[0], sha256="another"))


def test_the_same_place_changes_its_emotion() -> None:
    voice = biased_voice(2)
    again = voice.with_example(replace(voice.examples[0], emotion="angry"))
    assert len(again.examples) == len(voice.examples)
    assert again.counts() == {"neutral": 1, "happy": 2, "sad": 2, "angry": 3}
    assert len(again.without_example(0).examples) == len(voice.examples) - 1


def test_a_place_has_the_label_that_overlaps_most() -> None:
    example = replace(biased_voice(1).examples[0], start_s=1.0, end_s=4.0)
    for start_s, end_s, same in ((0, 9, True), (2, 4, True), (2.6, 6, False), (4, 7, False)):
        other = replace(example, start_s=start_s, end_s=end_s)
        assert example.overlaps_mostly(other) is same
        assert other.overlaps_mostly(example) is same
    assert not example.overlaps_mostly(replace(example, sha256="another"))


def test_channels_are_two_people() -> None:
    left = replace(biased_voice(1).examples[0], emotion="happy", channel=0)
    right = replace(left, emotion="sad", channel=1)
    voice = biased_voice(0).with_example(left).with_example(right)
    assert len(voice.examples) == 2
    assert voice.assigned_labels(left.sha256, 0) == ("happy",)
    assert voice.assigned_labels(left.sha256, 1) == ("sad",)
    assert voice.assigned_labels(left.sha256) == ("happy", "sad")
    assert voice.assigned_labels("another") == ()


def test_an_unknown_emotion_is_refused() -> None:
    voice = biased_voice(1)
    with pytest.raises(ProfileError, match="does not know 'calm'"):
        voice.with_example(replace(voice.examples[0], emotion="calm"))


@pytest.fixture
def spoken(model: EmotionModel, sample: Path) -> Analysis:
    return analyze(sample, model)


def test_windows_have_embeddings(spoken: Analysis, model: EmotionModel) -> None:
    assert model.info.embedding_size > 0
    for window in spoken.windows:
        assert (window.embedding is None) == (window.probabilities is None)
        assert window.embedding is None or window.embedding.shape == (model.info.embedding_size,)


def learned_on(spoken: Analysis, model: EmotionModel, emotions: tuple[str, str]) -> SpeakerAdapter:
    """The first and the second half, said to be other emotions than were heard."""
    path, middle_s, end_s = spoken.file.path, spoken.file.duration_s / 2, spoken.file.duration_s
    voice = new_profile("me", model.info)
    for emotion, span_s in zip(emotions, ((0.0, middle_s), (middle_s, end_s)), strict=True):
        part = analyze(path, model, AnalysisOptions(span_s=span_s))
        voice = voice.with_example(example_from(part, emotion, span_s))
    correction = learn(voice)
    assert correction is not None
    return correction


def test_a_corrected_analysis_names_the_voice(spoken: Analysis, model: EmotionModel) -> None:
    correction = learned_on(spoken, model, ("disgust", "sad"))
    found = with_settings(spoken, None, SegmentOptions(), correction)
    assert found.settings.adapter == correction.mark(spoken.file.sha256)
    assert found.settings.adapter.n_examples == 2
    before = {w.start_s: w.probabilities for w in spoken.windows}
    for window in found.windows:
        was = before[window.start_s]
        assert (window.probabilities is None) == (was is None)
        if window.probabilities is not None:
            assert window.probabilities.sum() == pytest.approx(1, abs=1e-5)
            assert not np.allclose(window.probabilities, was)
    assert found.overall.probabilities is not None
    assert spoken.overall.probabilities is not None
    sad = spoken.model.labels.index("sad")
    assert found.overall.probabilities[sad] > spoken.overall.probabilities[sad]
    # The analysis it was made from is as it was, and comes back without the voice.
    assert with_settings(spoken, None, SegmentOptions()).settings.adapter is None


def test_other_examples_are_another_mark(spoken: Analysis, model: EmotionModel) -> None:
    first = learned_on(spoken, model, ("sad", "calm"))
    second = learned_on(spoken, model, ("calm", "sad"))
    assert first.mark() != second.mark()
    assert first.mark() == learned_on(spoken, model, ("sad", "calm")).mark()


@pytest.mark.parametrize("change", ["version", "name", "embedding_size"])
def test_a_voice_of_another_model_is_ignored(
    spoken: Analysis, model: EmotionModel, change: str
) -> None:
    correction = learned_on(spoken, model, ("disgust", "sad"))
    info: ModelInfo = replace(spoken.model, **{change: 7 if change == "embedding_size" else "7"})
    other = replace(spoken, model=info)
    assert with_settings(other, None, SegmentOptions(), correction).settings.adapter is None


def test_silence_is_no_example(spoken: Analysis) -> None:
    silent = tuple(Window(w.start_s, w.end_s, 0.0, None, None) for w in spoken.windows)
    with pytest.raises(ProfileError, match="No speech detected"):
        example_from(replace(spoken, windows=silent), "happy")
