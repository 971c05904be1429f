"""Learning of voices on a graphics card, tried on the processor with made-up people."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch

from training.speakers.campplus import CamPlusPlus
from training.speakers.gpu import learn as learn_module
from training.speakers.gpu.bank import Bank, bank_of, described, load_banks, warped
from training.speakers.gpu.bank import _Clip as Clip
from training.speakers.gpu.degrade import CONDITIONS, Degradation
from training.speakers.gpu.draw import Draw, cut
from training.speakers.gpu.learn import Job, Recipe, learn
from training.speakers.gpu.losses import GE2E, MoodAdversary, hard_pairs
from training.speakers.gpu.networks import EncodedVoice
from training.speakers.gpu.validation import Judge, equal_error_rate, wrongly_grouped

RATE_HZ = 16_000
MOODS = ("angry", "happy", "sad")


def tone(pitch_hz: float, seconds: float = 0.8) -> np.ndarray:
    time_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    wave = sum(np.sin(2 * np.pi * pitch_hz * k * time_s) / k for k in range(1, 9))
    return (4000 * wave).astype(np.int16)


def people_of(n: int) -> Bank:
    """Everybody has a pitch of their own, and says every mood twice."""
    return bank_of(
        [
            Clip(f"crema-d {1000 + i}", mood, str(k), tone(100 + 40 * i))
            for i in range(n)
            for mood in MOODS
            for k in range(2)
        ]
    )


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_a_path_tells_set_person_mood_and_sentence() -> None:
    assert described("crema-d/1001/1001_DFA_ANG_XX.opus") == (
        "judged", "crema-d 1001", "angry", "DFA",
    )  # fmt: skip
    sung = described("ravdess/song/Actor_17/03-02-04-02-01-01-17.opus")
    assert sung == ("learning", "ravdess 17", "song", "01")
    assert described("emodb/03a01Fa.wav") is None


def test_files_give_the_speech_of_the_asked_sets_alone(tmp_path: Path) -> None:
    silence = np.zeros(8000, np.int16)
    clips = [np.concatenate([silence, tone(150, 1.0), silence]) for _ in range(2)]
    offsets = np.cumsum([0, *(len(clip) for clip in clips)])
    paths = np.array([f"crema-d/{n}/{n}_DFA_SAD_XX.opus" for n in (1001, 1004)])
    np.savez(tmp_path / "crema-d.npz", samples=np.concatenate(clips), offsets=offsets, paths=paths)
    bank = load_banks(tmp_path, ("learning",))["learning"]
    assert bank.people == ("crema-d 1004",)
    assert int(bank.length[0]) == pytest.approx(RATE_HZ, abs=1000)


def test_every_mood_comes_once_before_any_comes_twice() -> None:
    bank = people_of(4)
    clips = Draw(bank, 3, generator()).clips(shared=0.0)
    for person, row in enumerate(clips):
        assert set(bank.person[row].tolist()) == {person}
        assert len(set(bank.mood[row].tolist())) == 3


def test_shared_sentences_are_preferred() -> None:
    clips = [Clip("crema-d 1", "sad", str(i), tone(100)) for i in range(40)]
    clips += [Clip("crema-d 2", "sad", str(i), tone(100)) for i in range(40)]
    bank = bank_of(clips)
    drawn = Draw(bank, 5, generator()).clips(shared=1.0)
    first, second = (set(bank.sentence[row].tolist()) for row in drawn)
    assert first == second


def test_a_faster_voice_is_higher_and_shorter() -> None:
    bank = people_of(2)
    fast = warped(bank, 1.1)
    assert int(fast.length[3]) == pytest.approx(int(bank.length[3]) / 1.1, abs=3)
    for clip in (0, 9):
        first, length = int(fast.first[clip]), int(fast.length[clip])
        spectrum = np.abs(np.fft.rfft(fast.samples[first : first + length].numpy()))
        pitch_hz = spectrum.argmax() * RATE_HZ / length
        wanted_hz = 1.1 * (100 + 40 * int(bank.person[clip]))
        assert pitch_hz == pytest.approx(wanted_hz, abs=2 * RATE_HZ / length)
    louder = fast.samples.float().std() / bank.samples.float().std()
    assert float(louder) == pytest.approx(1.0, abs=0.05)


def test_short_speech_is_repeated() -> None:
    bank = people_of(2)
    window = cut(bank, torch.tensor([0]), 2 * int(bank.length[0]), generator())[0]
    half = len(window) // 2
    torch.testing.assert_close(window[:half], window[half:])


@pytest.mark.parametrize("condition", list(CONDITIONS))
def test_every_condition_keeps_length_and_level(condition: str) -> None:
    windows = cut(people_of(4), torch.arange(8), 8000, generator())
    heard = Degradation(generator())(windows, condition)
    assert heard.shape == windows.shape
    assert not torch.equal(heard, windows)
    ratio_db = 20 * torch.log10(heard.std(dim=1) / windows.std(dim=1))
    assert float(ratio_db.abs().max()) < 12  # telephones take the lowest partials away


def test_a_telephone_keeps_its_band_alone() -> None:
    noise = torch.randn(4, 16_000, generator=generator())
    spectrum = torch.fft.rfft(Degradation(generator())(noise, "telephone")).abs().square()
    inside = spectrum[:, 400:3300].mean()
    assert float(spectrum[:, 4000:].mean() / inside) < 0.05
    assert float(spectrum[:, :200].mean() / inside) < 0.05


def test_losses_prefer_voices_that_tell_people_apart() -> None:
    torch.manual_seed(0)
    own = torch.nn.functional.normalize(torch.randn(5, 1, 16), dim=2)
    good = torch.nn.functional.normalize(own + 0.05 * torch.randn(5, 4, 16), dim=2)
    bad = torch.nn.functional.normalize(torch.randn(5, 4, 16), dim=2)
    moods = torch.arange(4).expand(5, 4)
    assert GE2E()(good).item() < GE2E()(bad).item() / 2
    assert float(hard_pairs(good, moods)) < float(hard_pairs(bad, moods)) / 2


def test_the_adversary_pushes_the_voice_away_from_its_own_gain() -> None:
    torch.manual_seed(0)
    voices = torch.randn(3, 4, 8, requires_grad=True)
    moods = torch.arange(4).expand(3, 4)
    listener = MoodAdversary(8, 4)
    before = listener(voices, moods)
    before.backward()
    assert voices.grad is not None
    after = listener(voices - 0.1 * voices.grad / voices.grad.norm(), moods)
    assert float(after) > float(before)


def test_equal_errors_and_groups_of_separate_and_of_mixed_voices() -> None:
    torch.manual_seed(0)
    own = torch.eye(4, 32)[None, :, None]
    apart = torch.nn.functional.normalize(own + 0.02 * torch.randn(6, 4, 10, 32), dim=3)
    mixed = torch.nn.functional.normalize(torch.randn(6, 4, 10, 32), dim=3)
    assert float(wrongly_grouped(apart, generator()).mean()) < 0.15
    assert float(wrongly_grouped(mixed, generator()).mean()) > 0.4
    assert equal_error_rate(torch.rand(500) + 1.1, torch.rand(500)) < 0.01
    assert equal_error_rate(torch.rand(5000), torch.rand(5000)) == pytest.approx(0.5, abs=0.03)


class TinyVoice(torch.nn.Module):
    """Bands of the spectrum and one layer: learns within a second."""

    def __init__(self) -> None:
        super().__init__()
        self.layer = torch.nn.Linear(40, 8)

    def voices(self, windows: torch.Tensor) -> torch.Tensor:
        bands = torch.fft.rfft(windows).abs()[:, : 40 * 20].unflatten(1, (40, -1)).mean(dim=2)
        return torch.nn.functional.normalize(self.layer(torch.log1p(bands)), dim=1)


def test_learning_tells_tones_apart_and_keeps_the_best(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people_of(5).save(tmp_path / "learning.pt")
    people_of(4).save(tmp_path / "validation.pt")
    torch.manual_seed(3)
    monkeypatch.setattr(learn_module, "_network", lambda job: TinyVoice())
    recipe = Recipe("tones", "encoder", 2e-3, hard=0.5, unlearn_mood=0.05, windows=3)
    ends, weights = time.time() + 4, tmp_path
    learn(Job(recipe, tmp_path, weights, ends, "cpu", tmp_path, 1.0, 0, 4, (1.0,)))
    log = json.loads((tmp_path / "tones.json").read_text(encoding="utf-8"))
    assert log["steps"] > 0
    assert sum(log["best"].values()) <= sum(log["before"].values())
    with np.load(tmp_path / "tones.npz") as stored:
        assert stored["layer.weight"].dtype == np.float16
    assert len(Judge(people_of(4)).groups) == 3


def test_tuning_leaves_the_means_of_normalisation_alone() -> None:
    voice = EncodedVoice(CamPlusPlus())
    before = {name: value.clone() for name, value in voice.named_buffers()}
    voice.train().voices(torch.randn(2, 4800))
    for name, value in voice.named_buffers():
        torch.testing.assert_close(value, before[name])


def test_the_command_needs_no_package_that_a_bare_machine_lacks() -> None:
    hidden = ["librosa", "av", "soxr", "PySide6", "numba"]
    code = (
        f"import sys\nfor name in {hidden}: sys.modules[name] = None\n"
        "import training.speakers.tune_cuda"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)
