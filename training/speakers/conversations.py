"""Conversations made of corpus clips, with the truth of who speaks when and in which emotion.

Two to four people of one corpus take turns of one to three sentences, with pauses inside turns and
between them; about a tenth of the speech is spoken by two at once. The same seed makes the same
conversation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import soundfile
import soxr

from training.speakers.people import Utterance
from training.speakers.spoken import RATE_HZ, Samples, speech_of

OVERLAP_SHARE = 0.1
OVERLAP_S = (0.4, 1.4)
PAUSE_IN_TURN_S = (0.1, 0.6)
PAUSE_BETWEEN_S = (0.1, 1.2)
SENTENCES_A_TURN = (1, 3)
GAIN_DB = 3.0
RT60_S = (0.3, 0.6)
DIRECT_TO_ROOM_DB = 5.0
NOISE_DBFS = (-65.0, -50.0)
STEADY_SHARE = 0.85
CONDITIONS = ("clean", "room", "telephone")
MOODS = ("steady", "changing")
_CALM = ("neutral", "calm")


@dataclass(frozen=True)
class TrueTurn:
    """One sentence of one person, from the first to the last sound of it."""

    speaker: str
    start_s: float
    end_s: float
    emotion: str


@dataclass(frozen=True)
class Conversation:
    """Sound and truth.

    Args:
        samples: mono at ``RATE_HZ``.
        turns: in the order of time.
    """

    samples: Samples
    turns: tuple[TrueTurn, ...]


@dataclass(frozen=True)
class Scene:
    """What kind of conversation is made.

    Args:
        n_speakers: how many people speak.
        condition: one of :data:`CONDITIONS`.
        mood: "steady" keeps to neutral and calm sentences mostly; "changing" draws every sentence
            from all emotions.
        length_s: about how long it lasts.
    """

    n_speakers: int
    condition: str
    mood: str
    length_s: float = 120.0


def make_conversation(
    said: Mapping[str, Sequence[Utterance]], scene: Scene, seed: int
) -> Conversation:
    """Make one conversation.

    Args:
        said: speaker to utterances, of one corpus.
        scene: how many speak, where, and how their mood changes.
        seed: the same one makes the same conversation.
    """
    rng = np.random.default_rng(seed)
    names = [str(name) for name in rng.choice(sorted(said), scene.n_speakers, replace=False)]
    gains = {name: 10 ** (rng.uniform(-GAIN_DB, GAIN_DB) / 20) for name in names}
    places = {name: _response(rng) for name in names} if scene.condition == "room" else {}
    placed: list[tuple[int, Samples]] = []
    turns: list[TrueTurn] = []
    at_s = rng.uniform(*PAUSE_BETWEEN_S)
    spoken_s = overlapped_s = 0.0
    speaker = ""
    while at_s < scene.length_s:
        speaker = str(rng.choice([name for name in names if name != speaker]))
        turn_end_s = 0.0
        for _ in range(rng.integers(SENTENCES_A_TURN[0], SENTENCES_A_TURN[1] + 1)):
            utterance = _draw(said[speaker], scene.mood, rng)
            samples = spoken_part(utterance) * np.float32(gains[speaker])
            end_s = at_s + len(samples) / RATE_HZ
            turns.append(TrueTurn(speaker, at_s, end_s, utterance.emotion))
            placed.append((round(at_s * RATE_HZ), _heard(samples, places.get(speaker))))
            spoken_s += end_s - at_s
            turn_end_s = end_s
            at_s = end_s + rng.uniform(*PAUSE_IN_TURN_S)
        last_s = turns[-1].end_s - turns[-1].start_s
        overlap_s = min(rng.uniform(*OVERLAP_S), 0.6 * last_s)
        if overlapped_s < OVERLAP_SHARE * spoken_s:
            at_s = turn_end_s - overlap_s
            overlapped_s += overlap_s
        else:
            at_s = turn_end_s + rng.uniform(*PAUSE_BETWEEN_S)
    length = max(start + len(samples) for start, samples in placed) + RATE_HZ // 2
    mixed = np.zeros(length, np.float32)
    for start, samples in placed:
        mixed[start : start + len(samples)] += samples
    mixed *= np.float32(0.7 / np.abs(mixed).max())
    level = 10 ** (rng.uniform(*NOISE_DBFS) / 20)
    mixed += rng.standard_normal(length).astype(np.float32) * np.float32(level)
    if scene.condition == "telephone":
        mixed = telephone(mixed)
    return Conversation(mixed, tuple(sorted(turns, key=lambda turn: turn.start_s)))


@lru_cache(maxsize=2000)
def spoken_part(utterance: Utterance) -> Samples:
    """Return the speech of an utterance at ``RATE_HZ``, partly levelled."""
    samples, rate_hz = soundfile.read(utterance.path, dtype="float32", always_2d=True)
    return speech_of(soxr.resample(samples.mean(axis=1), rate_hz, RATE_HZ))


def telephone(samples: Samples) -> Samples:
    """300 to 3400 Hz at 8 kHz and eight bits by a logarithmic law, back at ``RATE_HZ``."""
    narrow = soxr.resample(samples, RATE_HZ, 8000)
    n_fft = 1 << len(narrow).bit_length()
    spectrum = np.fft.rfft(narrow, n_fft)
    frequency_hz = np.fft.rfftfreq(n_fft, 1 / 8000)
    spectrum[(frequency_hz < 300) | (frequency_hz > 3400)] = 0
    band = np.clip(np.fft.irfft(spectrum, n_fft)[: len(narrow)], -1, 1)
    compressed = np.sign(band) * np.log1p(255 * np.abs(band)) / np.log(256)
    steps = np.round(compressed * 127) / 127
    expanded = np.sign(steps) * np.expm1(np.abs(steps) * np.log(256)) / 255
    wide: Samples = soxr.resample(expanded.astype(np.float32), 8000, RATE_HZ)
    return wide


def _response(rng: np.random.Generator) -> Samples:
    """Decaying noise after the direct sound, ``DIRECT_TO_ROOM_DB`` below it in all."""
    rt60_s = rng.uniform(*RT60_S)
    time_s = np.arange(round(rt60_s * RATE_HZ)) / RATE_HZ
    response = rng.standard_normal(len(time_s)) * np.exp(-6.9 * time_s / rt60_s)
    response *= 10 ** (-DIRECT_TO_ROOM_DB / 20) / np.sqrt(np.sum(response**2))
    response[0] += 1.0
    return response.astype(np.float32)


def _heard(samples: Samples, response: Samples | None) -> Samples:
    if response is None:
        return samples
    n_fft = 1 << (len(samples) + len(response)).bit_length()
    wet = np.fft.irfft(np.fft.rfft(samples, n_fft) * np.fft.rfft(response, n_fft), n_fft)
    return wet[: len(samples) + len(response)].astype(np.float32)


def _draw(said: Sequence[Utterance], mood: str, rng: np.random.Generator) -> Utterance:
    chosen = list(said)
    if mood == "steady" and rng.random() < STEADY_SHARE:
        chosen = [utterance for utterance in said if utterance.emotion in _CALM] or chosen
    return chosen[int(rng.integers(len(chosen)))]
