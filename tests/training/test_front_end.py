"""What the graph computes is what it says it computes."""

from __future__ import annotations

from pathlib import Path

import librosa
import numpy as np
import pytest
import soundfile
import torch

from ser_desktop.emotion.model import EmotionModel
from training.data import augment
from training.train.networks.front_end import LogMel
from training.train.networks.ours import OurNetwork


def test_the_mel_power_is_librosas(sample: Path) -> None:
    samples, _ = soundfile.read(sample, dtype="float32")
    power = LogMel().mel_power(torch.from_numpy(samples)[None])[0].numpy()
    expected = librosa.feature.melspectrogram(
        y=samples, sr=16_000, n_fft=400, hop_length=160, window="hann", center=False,
        n_mels=64, fmin=40, fmax=8000, norm=None, power=2.0,
    )  # fmt: skip
    assert power.shape == expected.shape
    np.testing.assert_allclose(power, expected, rtol=1e-3, atol=1e-5 * expected.max())


def test_training_hears_the_power_that_the_model_hears(sample: Path) -> None:
    samples = torch.from_numpy(soundfile.read(sample, dtype="float32")[0])[None]
    front_end = LogMel()
    expected = front_end.power(samples)
    power = front_end.power_by_fft(samples)
    torch.testing.assert_close(power, expected, rtol=1e-3, atol=1e-5 * float(expected.max()))


def test_the_log_mel_does_not_hear_the_level(sample: Path) -> None:
    samples = torch.from_numpy(soundfile.read(sample, dtype="float32")[0])[None]
    front_end = LogMel()
    for gain in (0.03, 0.3, 4.0):
        torch.testing.assert_close(front_end(samples * gain), front_end(samples), atol=1e-2, rtol=0)


def test_silence_is_finite() -> None:
    assert torch.isfinite(LogMel()(torch.zeros(2, 48_000))).all()
    logits, strong, embedding = OurNetwork().eval()(torch.zeros(2, 48_000))
    assert logits.shape == (2, 8)
    assert strong.shape == (2,)
    assert embedding.shape == (2, 128)
    assert torch.isfinite(logits).all()


@pytest.mark.parametrize("length", [10_000, 48_000, 90_000])
def test_a_crop_holds_the_clip_or_a_part_of_it(length: int) -> None:
    clip = np.arange(1, 50_001).astype(np.int16)
    rng = np.random.default_rng(0)
    for _ in range(200):
        crop = augment.random_crop(clip, length, 4000, rng)
        assert len(crop) == length
        inside = crop[crop != 0]
        steps = np.diff((inside * 32768).round().astype(np.int64) % 65536)
        assert len(inside) >= min(length, len(clip)) - 4001
        assert set(steps % 65536) <= {1, 2}


def test_noise_has_the_given_ratio() -> None:
    clean = torch.sin(torch.arange(16_000) * 0.2)[None].repeat(8, 1)
    rng = torch.Generator().manual_seed(0)
    noise = augment.add_noise(clean, 1.0, (10.0, 10.0), rng) - clean
    ratio_db = 10 * torch.log10(clean.square().mean(1) / noise.square().mean(1))
    torch.testing.assert_close(ratio_db, torch.full((8,), 10.0), atol=0.01, rtol=0)
    assert torch.equal(augment.add_noise(clean, 0.0, (10.0, 10.0), rng), clean)


def test_a_room_keeps_the_direct_sound_first() -> None:
    click = torch.zeros(4, 16_000)
    click[:, 100] = 1.0
    wet = augment.add_room(click, 1.0, (0.3, 0.3), torch.Generator().manual_seed(0))
    assert (wet[:, :99].abs() < 1e-5).all()
    assert (wet[:, 100] > 0.8).all()
    early, late = wet[:, 101:2000].square().sum(1), wet[:, 6000:8000].square().sum(1)
    assert (early > 30 * late).all()


def test_a_warped_spectrum_moves_its_peak() -> None:
    power = torch.zeros(16, 201, 3)
    power[:, 100] = 1.0
    rng = torch.Generator().manual_seed(0)
    peaks = augment.warp_frequency(power, 1.0, 0.1, rng).argmax(dim=1)[:, 0]
    assert ((peaks > 89) & (peaks < 112)).all()
    assert len(set(peaks.tolist())) > 5
    assert torch.equal(augment.warp_frequency(power, 0.0, 0.1, rng), power)


def test_augmentations_repeat_by_seed() -> None:
    power = torch.rand(3, 64, 100) + 0.1

    def run(seed: int) -> torch.Tensor:
        rng = torch.Generator().manual_seed(seed)
        changed = augment.equalise(power, 0.9, 6.0, rng)
        changed = augment.band_limit(changed, 0.5, (6, 20), (25.0, 90.0), rng)
        return augment.spec_augment(changed, 2, 8, 20, rng)

    assert torch.equal(run(1), run(1))
    assert not torch.equal(run(1), run(2))


def test_lost_bands_fall_by_what_is_asked_for() -> None:
    power = torch.ones(64, 80, 5)
    rng = torch.Generator().manual_seed(0)
    even = augment.band_limit(power, 1.0, (8, 28), (40.0, 40.0), rng)
    assert even.unique().tolist() == pytest.approx([1e-4, 1.0])
    lost = augment.band_limit(power, 1.0, (8, 28), (25.0, 90.0), rng)[:, :, 0].amin(dim=1)
    loss_db = -10 * lost[lost < 1].log10()
    assert loss_db.min() >= 25 - 1e-3
    assert loss_db.max() <= 90 + 1e-3
    assert loss_db.max() - loss_db.min() > 40, "each clip draws its own"


def test_mixup_blends_targets_as_it_blends_clips() -> None:
    log_mel = torch.eye(4).reshape(4, 1, 4).float()
    mixed, targets = augment.mixup(log_mel, torch.eye(4), 0.4, torch.Generator().manual_seed(0))
    torch.testing.assert_close(mixed[:, 0], targets)
    torch.testing.assert_close(targets.sum(1), torch.ones(4))


def test_the_graph_equals_the_network(tmp_path: Path, sample: Path) -> None:
    from training.places import RECIPES
    from training.train.export_onnx import export
    from training.train.recipe import load_recipe

    recipe = load_recipe(RECIPES / "ours-1.2.toml")
    torch.manual_seed(0)
    network = OurNetwork(8, recipe.network.width, recipe.network.gru_units, 0.3).eval()
    torch.save(network.state_dict(), tmp_path / "w.pt")
    export([tmp_path / "w.pt"], recipe, 2.0, 0.4, "nothing", {}, tmp_path / "m.onnx")
    model = EmotionModel(tmp_path / "m.onnx")
    samples = soundfile.read(sample, dtype="float32")[0][: 3 * 48_000].reshape(3, -1)
    with torch.no_grad():
        logits, strong, _ = network(torch.from_numpy(samples))
    answer = model(samples)
    expected = torch.softmax(logits / 2.0, dim=1).numpy()
    np.testing.assert_allclose(answer.probabilities, expected, atol=1e-4)
    np.testing.assert_allclose(answer.intensity, torch.sigmoid(strong).numpy(), atol=1e-4)


def test_hum_has_harmonics_and_the_given_ratio() -> None:
    rng = torch.Generator().manual_seed(0)
    waveform = torch.randn(16, 16_000, generator=rng) * 0.1
    hum = augment.add_hum(waveform, 1.0, (10.0, 10.0), rng) - waveform
    ratio = waveform.square().mean(dim=1) / hum.square().mean(dim=1)
    torch.testing.assert_close(10 * torch.log10(ratio), torch.full((16,), 10.0), atol=1e-2, rtol=0)
    strongest_hz = torch.fft.rfft(hum).abs().argmax(dim=1)
    assert set(strongest_hz.tolist()) == {50, 60}


def test_babble_is_made_of_the_other_clips() -> None:
    rng = torch.Generator().manual_seed(0)
    time_s = torch.arange(16_000) / 16_000
    pitches_hz = 200 + 100 * torch.arange(8)
    waveform = torch.sin(2 * torch.pi * pitches_hz[:, None] * time_s)
    babble = augment.add_babble(waveform, 1.0, (0.0, 0.0), rng) - waveform
    spectrum = torch.fft.rfft(babble).abs()
    loudest = spectrum.topk(2, dim=1).indices
    assert set(loudest.flatten().tolist()) <= set(pitches_hz.tolist())
    assert all(len(spectrum[i].gt(1.0).nonzero()) > 1 for i in range(8)), "more than one voice"
    untouched = augment.add_babble(waveform, 0.0, (0.0, 0.0), rng)
    torch.testing.assert_close(untouched, waveform)
