"""What each condition does to a sound."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from ser_desktop.audio.decode import open_audio
from training.evaluate.robustness import CONDITIONS, Surroundings, main

RATE_HZ = 24_000


@pytest.fixture
def voices(tmp_path: Path) -> list[Path]:
    rng = np.random.default_rng(1)
    paths = []
    for i in range(8):
        paths.append(tmp_path / f"voice{i}.wav")
        soundfile.write(paths[-1], 0.1 * rng.standard_normal(RATE_HZ * 2), RATE_HZ)
    return paths


@pytest.fixture
def around(voices: list[Path]) -> Surroundings:
    return Surroundings(np.random.default_rng(0), voices)


def tone() -> np.ndarray:
    time_s = np.arange(2 * RATE_HZ) / RATE_HZ
    return (0.2 * np.sin(2 * np.pi * 1000 * time_s)).astype(np.float32)


def heard(name: str, around: Surroundings, folder: Path) -> tuple[np.ndarray, int]:
    path = folder / "worse"
    path.write_bytes(CONDITIONS[name](tone(), RATE_HZ, around))
    stream = open_audio(path)
    return np.concatenate(list(stream.blocks()))[:, 0], stream.sample_rate_hz


@pytest.mark.parametrize("name", sorted(CONDITIONS))
def test_every_condition_is_a_file_the_application_reads(
    name: str, around: Surroundings, tmp_path: Path
) -> None:
    degraded, rate_hz = heard(name, around, tmp_path)
    expected_s = {"speed 0.8": 2 / 0.8, "speed 1.2": 2 / 1.2}.get(name, 2.0)
    assert len(degraded) / rate_hz == pytest.approx(expected_s, abs=0.12)
    assert np.isfinite(degraded).all()
    assert np.abs(degraded).max() > 1e-3
    if name == "clean":
        np.testing.assert_allclose(degraded, tone(), atol=1e-6)
    else:
        assert len(degraded) != 2 * RATE_HZ or not np.allclose(degraded, tone(), atol=1e-3)


@pytest.mark.parametrize("noise", ["white noise", "babble", "hum"])
@pytest.mark.parametrize("snr_db", [20, 0])
def test_noise_has_its_ratio(noise: str, snr_db: int, around: Surroundings, tmp_path: Path) -> None:
    degraded, _ = heard(f"{noise} {snr_db} dB", around, tmp_path)
    added = degraded - tone()
    assert 10 * np.log10(np.mean(tone() ** 2) / np.mean(added**2)) == pytest.approx(snr_db, abs=0.1)


def test_a_telephone_passes_only_the_voice_band(around: Surroundings, tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    noise = (0.1 * rng.standard_normal(2 * RATE_HZ)).astype(np.float32)
    path = tmp_path / "telephone"
    path.write_bytes(CONDITIONS["telephone"](noise, RATE_HZ, around))
    samples, rate_hz = soundfile.read(path)
    assert rate_hz == 8000
    power = np.abs(np.fft.rfft(samples)) ** 2
    frequency_hz = np.fft.rfftfreq(len(samples), 1 / rate_hz)
    inside = (frequency_hz > 400) & (frequency_hz < 3300)
    outside = (frequency_hz < 200) | (frequency_hz > 3600)
    assert power[outside].mean() < 0.01 * power[inside].mean()


def test_gain_and_speed_move_level_and_pitch(around: Surroundings, tmp_path: Path) -> None:
    loud, _ = heard("gain +12 dB", around, tmp_path)
    assert np.abs(loud).max() == pytest.approx(0.2 * 10 ** (12 / 20), abs=0.01)
    fast, rate_hz = heard("speed 1.2", around, tmp_path)
    peak_hz = np.abs(np.fft.rfft(fast)).argmax() * rate_hz / len(fast)
    assert peak_hz == pytest.approx(1200, abs=5)


def test_a_run_of_some_conditions_does_not_replace_the_table(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["robustness", "--only", "telephone"])
    with pytest.raises(SystemExit):
        main()
    assert "--side validation" in capsys.readouterr().err
