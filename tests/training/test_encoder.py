"""The pretrained encoder: equal to the published one, fitted, averaged, exported, and its doubt."""

from __future__ import annotations

import copy
from pathlib import Path

import numpy as np
import pytest
import torch

from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.emotion.model import EmotionModel
from training.data.codecs import through_codec
from training.data.crema_folds import (
    CREMA5_TEST,
    CREMA5_VALIDATION,
    JOINT_TESTS,
    both,
    joint_test,
)
from training.data.leaks import check_leaks
from training.data.manifest import Clip
from training.data.targets import TargetOptions, make_targets
from training.evaluate.doubt import Doubt, _quantile, clip_probabilities
from training.places import RECIPES
from training.train import pretrained
from training.train.export_encoder import ExportedEncoder, export
from training.train.linear_head import fit_binary_head, fit_linear_head
from training.train.model_file import Card
from training.train.networks.encoder_classifier import EncoderClassifier
from training.train.networks.whisper_encoder import EncoderShape, WhisperEncoder, WhisperLogMel
from training.train.tuning_recipe import load_tuning_recipe
from training.train.tuning_run import stretch_of
from training.train.tuning_validation import forced_uar
from training.train.weight_averages import soup_of

TINY = EncoderShape(d_model=16, n_layers=3, n_heads=2, d_feed_forward=32, n_positions=1500)


@pytest.fixture
def network() -> EncoderClassifier:
    torch.manual_seed(0)
    made = EncoderClassifier(WhisperEncoder(TINY, 2), [1, 2]).eval()
    torch.nn.init.normal_(made.feature_mean, std=0.1)
    made.feature_deviation.fill_(0.7)
    return made


def _waveform(seconds: float, batch: int = 2) -> torch.Tensor:
    return 0.1 * torch.randn(
        batch, round(seconds * 16_000), generator=torch.Generator().manual_seed(1)
    )


def _clip(**fields: str) -> Clip:
    defaults = {"path": "crema-d/1001/a.opus", "corpus": "crema-d", "emotion": "sad",
                "speaker": "1001", "gender": "male", "intensity": "", "statement": "A",
                "channel": "speech", "sha256": "0"}  # fmt: skip
    return Clip(**{**defaults, **fields}, duration_s=2.0)


def _ravdess(actor: int, emotion: str, channel: str = "speech") -> Clip:
    name = f"ravdess/{channel}/{actor}-{emotion}.flac"
    return _clip(path=name, corpus="ravdess", speaker=f"{actor:02d}", emotion=emotion,
                 channel=channel, sha256=name)  # fmt: skip


def test_the_encoder_equals_the_published_one() -> None:
    transformers = pytest.importorskip("transformers")
    config = transformers.WhisperConfig(
        d_model=16, encoder_layers=3, encoder_attention_heads=2, encoder_ffn_dim=32
    )
    from transformers.models.whisper.modeling_whisper import WhisperEncoder as Published

    published = Published(config).eval()
    ours = WhisperEncoder(TINY, 3).eval()
    state = {k: v for k, v in published.state_dict().items() if not k.startswith("layer_norm.")}
    ours.load_state_dict(state)
    log_mel = torch.randn(1, 80, 3000)
    with torch.no_grad():
        states = published(log_mel, output_hidden_states=True).hidden_states
        hidden = ours(log_mel)
    for layer in range(3):  # the published last state is normalised once more
        torch.testing.assert_close(hidden[layer], states[layer], atol=1e-4, rtol=1e-4)


def test_the_log_mel_equals_the_published_one() -> None:
    transformers = pytest.importorskip("transformers")
    waveform = _waveform(2.0, batch=1)
    published = transformers.WhisperFeatureExtractor()(
        waveform[0].numpy(), sampling_rate=16_000, padding="do_not_pad", return_tensors="np"
    ).input_features[0]
    log_mel = WhisperLogMel(levelled=False)(waveform)[0].numpy()
    assert log_mel.shape == (80, 200)
    np.testing.assert_allclose(log_mel, published, atol=2e-3)


def test_the_level_of_a_recording_changes_nothing(network: EncoderClassifier) -> None:
    waveform = _waveform(1.0)
    with torch.no_grad():
        torch.testing.assert_close(
            network(waveform)[0], network(0.01 * waveform)[0], atol=1e-3, rtol=1e-3
        )


def test_weights_are_read_from_a_folder(tmp_path: Path) -> None:
    whole = WhisperEncoder(TINY)
    arrays = {k: v.half().numpy() for k, v in whole.state_dict().items()}
    np.savez(tmp_path / pretrained.LOCAL_NAME, **arrays, **{"layer_norm.bias": np.zeros(16)})
    lower = pretrained.load_encoder(tmp_path, tmp_path, 2, TINY)
    assert len(lower.layers) == 2
    torch.testing.assert_close(
        lower.layers[1].fc1.weight, whole.layers[1].fc1.weight, atol=1e-3, rtol=1e-2
    )


def test_other_weights_than_the_published_ones_are_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / pretrained.LOCAL_NAME, a=np.zeros(1))
    with pytest.raises(ValueError, match="SHA-256"):
        pretrained.load_encoder(tmp_path, tmp_path, 2)


def test_without_weights_and_network_a_message_says_what_to_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_request: object) -> None:
        raise OSError("no network")

    monkeypatch.setattr(pretrained.urllib.request, "urlopen", refuse)
    with pytest.raises(OSError, match="set SER_PRETRAINED"):
        pretrained.load_encoder(None, tmp_path, 2)


def test_a_linear_head_is_that_of_scikit_learn() -> None:
    from sklearn.linear_model import LogisticRegression

    rng = np.random.default_rng(0)
    features = rng.standard_normal((200, 5)).astype(np.float32)
    labels = (features[:, 0] + rng.standard_normal(200) > 0).astype(int) + (features[:, 1] > 0.5)
    theirs = LogisticRegression(C=0.1, max_iter=500).fit(features, labels)
    targets = torch.nn.functional.one_hot(torch.tensor(labels), 3).float()
    ours = fit_linear_head(torch.from_numpy(features), targets, torch.ones(200), 10.0)
    weight = ours.weight - ours.weight.mean(dim=0)
    np.testing.assert_allclose(weight, theirs.coef_ - theirs.coef_.mean(axis=0), atol=2e-3)
    strong = fit_binary_head(
        torch.from_numpy(features), torch.tensor((features[:, 2] > 0).astype(np.float32)),
        torch.ones(200), 1.0,
    )  # fmt: skip
    assert strong.weight[0].argmax() == 2


def test_classes_that_are_left_out_of_a_row_do_not_learn_from_it() -> None:
    features = torch.tensor([[1.0], [-1.0]])
    targets = torch.tensor([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    left_out = torch.tensor([[False, False, True]] * 2)
    head = fit_linear_head(features, targets, torch.ones(2), 0.1, left_out)
    assert head.weight[2].abs().max() == 0


def test_targets_follow_the_options() -> None:
    votes = {"a": np.eye(8, dtype=np.float32)[EMOTIONS.index("neutral")]}
    options = TargetOptions(0.0, 0.25, 0.5, 0.3, 1.0)
    targets = make_targets(
        [_clip(), _ravdess(1, "calm", "song")], options, votes, np.random.default_rng(0)
    )
    assert targets.emotion[0, EMOTIONS.index("sad")] == pytest.approx(0.75)
    assert targets.emotion[0, EMOTIONS.index("neutral")] == pytest.approx(0.25)
    assert targets.weights.tolist() == pytest.approx([0.3, 0.5])
    assert [EMOTIONS[i] for i in torch.nonzero(targets.left_out[0])[:, 0]] == ["calm", "surprised"]
    assert not targets.left_out[1].any()


def test_each_actor_of_crema_d_is_tested_once_and_never_chooses_in_its_own_fold() -> None:
    tested = sorted(actor for fold in CREMA5_TEST for actor in fold)
    assert tested == list(range(1001, 1092))
    for test, validation in zip(CREMA5_TEST, CREMA5_VALIDATION, strict=True):
        assert not set(test) & set(validation)


def test_joint_folds_keep_speakers_apart() -> None:
    clips = [_ravdess(actor, e) for actor in range(1, 25) for e in ("sad", "happy")]
    clips += [
        _clip(speaker=str(actor), sha256=str(actor), path=f"crema-d/{actor}.opus")
        for fold in CREMA5_TEST
        for actor in fold
    ]
    for fold in range(5):
        check_leaks(both(clips, fold))
        assert {clip.corpus for clip in joint_test("both", clips, fold)} == {"ravdess", "crema-d"}
    assert all(clip.corpus == "crema-d" for clip in joint_test("crema5", clips, 0))


def test_a_joint_test_refuses_speakers_of_the_training(monkeypatch: pytest.MonkeyPatch) -> None:
    clips = [_ravdess(actor, "sad") for actor in range(1, 25)]
    monkeypatch.setitem(JOINT_TESTS, "luna5", lambda clips, _fold: list(clips))
    with pytest.raises(ValueError, match="were heard in training"):
        joint_test("luna5", clips, 0)


def test_the_mean_of_equal_networks_is_the_network(network: EncoderClassifier) -> None:
    other = EncoderClassifier(WhisperEncoder(TINY, 2), [1, 2]).eval()
    other.load_state_dict(network.state_dict())
    # The same function, standardised otherwise, as another fold would be.
    with torch.no_grad():
        other.feature_deviation.mul_(2)
        other.feature_mean.add_(0.3)
        for linear in (other.emotion, other.strong):
            linear.weight.mul_(2)
            linear.bias.add_(linear.weight @ (0.3 / other.feature_deviation))
    waveform = _waveform(1.0)
    with torch.no_grad():
        expected = network(waveform)
        torch.testing.assert_close(other(waveform)[0], expected[0], atol=1e-4, rtol=1e-4)
        soup = soup_of([network, other])(waveform)
    torch.testing.assert_close(soup[0], expected[0], atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(soup[1], expected[1], atol=1e-4, rtol=1e-4)


def test_an_exported_network_answers_as_the_trained_one(
    network: EncoderClassifier, tmp_path: Path
) -> None:
    doubt = Doubt(1.3, 0.04, 0.3, 0.1, 2.0)
    n_features = network.n_features
    whitening, centre = 0.1 * torch.randn(6, n_features), torch.zeros(6)
    exported = ExportedEncoder(network, doubt, whitening, centre).eval()
    recipe = load_tuning_recipe(RECIPES / "ser-base.toml")
    card = Card("tiny", "1", EMOTIONS, 16_000, 1.0, "waveform", 0.3, "nothing", {}, recipe,
                doubt=doubt.metadata())  # fmt: skip
    export(exported, 1.0, card, tmp_path / "tiny.onnx")
    model = EmotionModel(tmp_path / "tiny.onnx")
    for seconds in (1.0, 0.7, 31.0):
        waveform = _waveform(seconds)
        with torch.no_grad():
            expected = exported(waveform)
        answer = model(waveform.numpy())
        np.testing.assert_allclose(answer.probabilities, expected[0], atol=0.02)
        assert answer.embedding is not None
        assert answer.embedding.shape == (2, 6)
        assert answer.probabilities.max() < 1 - 0.04 * 7 / 8 + 1e-6


def test_codecs_keep_length_and_level() -> None:
    rng = np.random.default_rng(0)
    tone = (0.3 * np.sin(np.arange(16_000) / 8)).astype(np.float32)
    for _ in range(4):
        changed = through_codec(tone, rng)
        assert changed.shape == tone.shape
        assert np.std(changed) == pytest.approx(np.std(tone), rel=0.3)
        assert not np.array_equal(changed, tone)


def test_the_floor_caps_every_probability() -> None:
    logits = np.zeros((1, 2, 8), dtype=np.float32)
    logits[..., 0] = 100
    probabilities = clip_probabilities(logits, 1.0, 0.08)
    assert probabilities.max() == pytest.approx(1 - 0.08 * 7 / 8)
    assert probabilities.sum() == pytest.approx(1)


def test_a_quantile_heeds_weights() -> None:
    values, weights = np.array([3.0, 1.0, 2.0]), np.array([0.1, 0.8, 0.1])
    assert _quantile(values, weights, 0.5) == 1.0
    assert _quantile(values, weights, 0.85) == 2.0


def test_an_epoch_continues_after_the_last_one() -> None:
    pool = [_ravdess(actor, "sad") for actor in range(1, 11)]
    first, second = stretch_of(pool, 0, 5, [0]), stretch_of(pool, 5, 5, [0])
    assert {clip.speaker for clip in first + second} == {clip.speaker for clip in pool}
    assert len(stretch_of(pool, 5, 30, [0])) == 30


def test_calm_counts_as_neutral_where_a_corpus_has_no_calm() -> None:
    truth = [EMOTIONS.index("neutral"), EMOTIONS.index("sad")]
    probabilities = np.zeros((2, 8), dtype=np.float32)
    probabilities[0, EMOTIONS.index("calm")] = 1
    probabilities[1, EMOTIONS.index("sad")] = 1
    assert forced_uar(truth, probabilities) == 1.0


def test_weights_between_runs_are_their_weighted_mean(network: EncoderClassifier) -> None:
    first, second = copy.deepcopy(network), copy.deepcopy(network)
    features = torch.randn(3, network.n_features)
    with torch.no_grad():
        first.emotion.bias.add_(1.0)
        second.emotion.bias.sub_(4.0)
        second.feature_mean.add_(1.0)  # began with other features, so it standardises otherwise
        second.emotion.weight.mul_(2.0)
    parts = [copy.deepcopy(one) for one in (network, first, second)]
    shares = (0.25, 0.5, 0.25)

    def logits(one: EncoderClassifier) -> torch.Tensor:
        return one.emotion((features - one.feature_mean) / one.feature_deviation)

    expected = sum(share * logits(one) for share, one in zip(shares, parts, strict=True))
    torch.testing.assert_close(logits(soup_of([network, first, second], shares)), expected)
    with pytest.raises(ValueError, match="The shares sum"):
        soup_of([network, first], [0.25, 0.25])


def test_a_teacher_softens_the_targets() -> None:
    options = TargetOptions(0.0, 0.0, 1.0, 1.0, 0.0)
    clip = _clip()
    even = {clip.path: np.full(8, 0.125, dtype=np.float32)}
    targets = make_targets([clip], options, {}, np.random.default_rng(0), even, 0.5)
    assert targets.emotion[0, EMOTIONS.index("sad")] == pytest.approx(0.5625)
    assert targets.emotion.sum() == pytest.approx(1.0)
