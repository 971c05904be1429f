"""A recording to turns, with an embedder whose answers are known, and with the one that ships."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from ser_desktop.errors import ModelError, WorkCancelledError
from ser_desktop.speakers.diarization import speech_windows
from ser_desktop.speakers.diarization.diarize import diarize, hear_speech, who_speaks
from ser_desktop.speakers.diarization.embedder import (
    DiarizationSettings,
    OnnxEmbedder,
    Timbre,
    default_embedder,
)
from ser_desktop.speakers.diarization.same_people import match_speakers
from ser_desktop.speakers.diarization.speech_windows import SpeechWindows

RATE_HZ = 16_000
PITCHES_HZ = (110.0, 220.0)


class PitchEmbedder:
    """Takes the two made speakers for two directions, by which pitch is louder."""

    settings = DiarizationSettings(
        gain_of_speaker=0.05, min_speech_s=1.0, sharpness=10.0, change_cost=2.0
    )

    def __init__(self) -> None:
        self.longest_s = 0.0

    def voices(
        self, speech: NDArray[np.float32], firsts: NDArray[np.int64], stops: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        self.longest_s = max(self.longest_s, len(speech) / RATE_HZ)
        heard = []
        for first, stop in zip(firsts, stops, strict=True):
            window = speech[first * 320 : stop * 320]
            time_s = np.arange(len(window)) / RATE_HZ
            heard.append(
                [np.abs(window @ np.exp(2j * np.pi * hz * time_s)) + 1e-9 for hz in PITCHES_HZ]
            )
        voices = np.array(heard)
        return (voices / np.linalg.norm(voices, axis=1, keepdims=True)).astype(np.float32)

    def timbre(self, speech: NDArray[np.float32]) -> Timbre:
        n = -(-len(speech) // 320)
        return Timbre(np.zeros((n, 0), np.float32), np.full(n, -9, np.float32))


def _tone(pitch_hz: float, seconds: float) -> NDArray[np.float32]:
    time_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    return (0.3 * np.sin(2 * np.pi * pitch_hz * time_s)).astype(np.float32)


def _silence(seconds: float) -> NDArray[np.float32]:
    return np.zeros(round(seconds * RATE_HZ), np.float32)


@pytest.fixture
def loud_is_speech(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tones are no speech to the real gate: one that hears levels stands in for it."""

    class LevelGate:
        def __init__(self, speech_above: float) -> None:
            self._rest = np.zeros(0, np.float32)

        def push(self, samples: NDArray[np.float32], last: bool = False) -> NDArray[np.bool_]:
            held = np.concatenate([self._rest, samples])
            n = len(held) // 512
            self._rest = held[n * 512 :]
            return np.abs(held[: n * 512]).reshape(n, 512).max(axis=1, initial=0.0) > 0.01

    monkeypatch.setattr(speech_windows, "SpeechGate", LevelGate)


def _write(path: Path, *parts: NDArray[np.float32]) -> Path:
    soundfile.write(path, np.concatenate(parts), RATE_HZ)
    return path


@pytest.mark.usefixtures("loud_is_speech")
def test_two_speakers_take_turns(tmp_path: Path) -> None:
    low, high = PITCHES_HZ
    path = _write(
        tmp_path / "two.wav",
        *(_silence(1), _tone(high, 4), _silence(1), _tone(low, 5), _silence(1), _tone(high, 3)),
    )
    found = diarize(path, embedder=PitchEmbedder())
    said = [(turn.speaker, turn.start_s, turn.end_s, turn.overlap) for turn in found.turns]
    assert said == [
        ("speaker-1", pytest.approx(1, abs=0.15), pytest.approx(5, abs=0.15), False),
        ("speaker-2", pytest.approx(6, abs=0.15), pytest.approx(11, abs=0.15), False),
        ("speaker-1", pytest.approx(12, abs=0.15), pytest.approx(15, abs=0.15), False),
    ]
    seconds = [voice.seconds for voice in found.voices]
    assert seconds == [pytest.approx(7, 0.05), pytest.approx(5, 0.05)]


@pytest.mark.usefixtures("loud_is_speech")
def test_a_change_without_a_pause(tmp_path: Path) -> None:
    path = _write(tmp_path / "no_pause.wav", _tone(PITCHES_HZ[0], 6), _tone(PITCHES_HZ[1], 6))
    first, second = diarize(path, 2, PitchEmbedder()).turns
    assert first.end_s == second.start_s == pytest.approx(6, abs=0.5)


def test_silence_has_no_speakers(tmp_path: Path) -> None:
    path = _write(tmp_path / "silence.wav", _silence(5))
    found = diarize(path)
    assert (found.turns, found.voices) == ((), ())


@pytest.mark.usefixtures("loud_is_speech")
def test_one_second_of_speech_is_one_speaker(tmp_path: Path) -> None:
    path = _write(tmp_path / "short.wav", _silence(1), _tone(110, 1), _silence(1))
    (turn,) = diarize(path, embedder=PitchEmbedder()).turns
    assert (turn.start_s, turn.end_s) == (pytest.approx(1, abs=0.15), pytest.approx(2, abs=0.15))
    (given,) = diarize(path, 3, PitchEmbedder()).turns
    assert given.speaker == "speaker-1", "three were asked for, one is there"


@pytest.mark.usefixtures("loud_is_speech")
def test_half_an_hour_stays_small() -> None:
    embedder, n_minutes, longest = PitchEmbedder(), 30, 0

    def blocks() -> Iterator[NDArray[np.float32]]:
        for minute in range(n_minutes):
            yield _tone(PITCHES_HZ[minute % 2], 50)
            yield _silence(10)

    windows = SpeechWindows(1.6, 0.4)
    for block in blocks():
        list(windows.push(block, last=False))
        longest = max(longest, len(windows._samples))
    assert longest < 60 * RATE_HZ
    found = who_speaks(hear_speech(blocks(), embedder), embedder)
    assert len(found.turns) == n_minutes
    assert len(found.voices) == 2
    assert embedder.longest_s <= 10


@pytest.mark.usefixtures("loud_is_speech")
def test_blocks_of_any_length_give_the_same_windows() -> None:
    sound = np.concatenate(
        [
            _silence(0.3),
            _tone(110, 2.3),
            _silence(0.1),
            _tone(220, 0.9),
            _silence(2),
            _tone(110, 35),
        ]
    )

    def times(block: int) -> list[tuple[float, float, int]]:
        windows = SpeechWindows(1.6, 0.4)
        found = []
        for first in range(0, len(sound), block):
            part = sound[first : first + block]
            found += list(windows.push(part, last=first + block >= len(sound)))
        return [(window.start_s, window.end_s, window.stretch) for window in found]

    assert times(700) == times(160_000) == times(len(sound))


def test_cancelling_ends_the_work(tone: Path) -> None:
    with pytest.raises(WorkCancelledError):
        diarize(tone, cancelled=lambda: True)


def test_a_file_that_is_not_an_encoder_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "encoder.onnx"
    path.write_bytes(b"no model")
    with pytest.raises(ModelError) as refused:
        OnnxEmbedder(path, path)
    assert refused.value.message.id == "speakers.unusable_encoder"


def test_the_encoder_that_ships_hears_no_level() -> None:
    embedder = default_embedder()
    noise = np.random.default_rng(0).standard_normal(25_600).astype(np.float32)
    window = np.array([0]), np.array([80])
    loud, quiet = (embedder.voices(level * noise, *window) for level in (0.5, 0.005))
    assert np.linalg.norm(loud) == pytest.approx(1, abs=1e-4)
    assert float((loud * quiet).sum()) > 0.99


def test_windows_of_a_stretch_are_heard_apart() -> None:
    embedder = default_embedder()
    rng = np.random.default_rng(0)
    speech = rng.standard_normal(3 * RATE_HZ).astype(np.float32) * np.float32(0.1)
    firsts, stops = np.array([0, 25, 149]), np.array([50, 75, 150])
    together = embedder.voices(speech, firsts, stops)
    assert together.shape[0] == 3
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-4)
    for row in range(3):
        alone = embedder.voices(speech, firsts[row : row + 1], stops[row : row + 1])
        np.testing.assert_allclose(alone[0], together[row], atol=1e-4)
    assert float(together[0] @ together[1]) < 0.999


def test_a_synthetic_voice_is_one_speaker(sample: Path) -> None:
    found = diarize(sample)
    assert {turn.speaker for turn in found.turns} == {"speaker-1"}


@pytest.mark.usefixtures("loud_is_speech")
def test_the_same_people_are_found_again(tmp_path: Path) -> None:
    low, high = PITCHES_HZ
    one = _write(tmp_path / "1.wav", _tone(low, 4), _silence(1), _tone(high, 4))
    two = _write(tmp_path / "2.wav", _tone(high, 5), _silence(1), _tone(low, 3))
    alone = _write(tmp_path / "3.wav", _tone(low, 5))
    first, second, third = (
        diarize(path, None, PitchEmbedder()).voices for path in (one, two, alone)
    )
    matches = {(match.first, match.second) for match in match_speakers(first, second, 0.8)}
    assert matches == {("speaker-1", "speaker-2"), ("speaker-2", "speaker-1")}
    (only,) = match_speakers(second, third, 0.8)
    assert (only.first, only.second) == ("speaker-2", "speaker-1")
    assert only.score > 0.9
    assert match_speakers(first, (), 0.8) == ()


@pytest.mark.corpus
def test_a_real_conversation(corpora: Path) -> None:
    from training.speakers.conversations import Scene, make_conversation
    from training.speakers.error_rate import error_times
    from training.speakers.people import people
    from training.speakers.scenes import Case, hear

    said = people(corpora, "judged")["ravdess"]
    scene = Scene(2, "clean", "steady", length_s=60.0)
    case = Case("ravdess", scene, make_conversation(said, scene, seed=1))
    embedder = default_embedder()
    found = who_speaks(hear(case.conversation, embedder), embedder, 2)
    turns = [(turn.speaker, turn.start_s, turn.end_s) for turn in found.turns]
    assert error_times(case.truth, turns).rate < 0.3
