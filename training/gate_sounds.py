"""Sounds that try the speech gate: speech as it arrives, and sounds that are no speech.

All of 3 s at 16 kHz for non-speech, float32 between -1 and 1. The gate is chosen by ``EVERYDAY``
kinds; ``UNSEEN`` kinds only judge it.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import soxr
from numpy.typing import NDArray
from scipy.signal import butter, fftconvolve, istft, sosfilt, stft

from training.gate_noises import RATE_HZ, WINDOW, Samples, Sound, coloured

TIME_S = np.arange(WINDOW) / RATE_HZ
TELEPHONE_HZ, TELEPHONE_RATE_HZ = (300, 3400), 8_000
Maker = Callable[[np.random.Generator], Sound]


def telephone(samples: NDArray[np.floating]) -> Samples:
    """Return sound as a telephone line carries it: 300 to 3400 Hz, 8 kHz, mu-law of 8 bit."""
    narrow = soxr.resample(samples.astype(np.float64), RATE_HZ, TELEPHONE_RATE_HZ)
    band = butter(4, TELEPHONE_HZ, "bandpass", fs=TELEPHONE_RATE_HZ, output="sos")
    narrow = 0.9 * at_full_scale(sosfilt(band, narrow))
    compressed = np.sign(narrow) * np.log1p(255 * np.abs(narrow)) / np.log(256)
    coded = np.round(127 * compressed) / 127
    heard = np.sign(coded) * np.expm1(np.abs(coded) * np.log(256)) / 255
    return np.asarray(soxr.resample(heard, TELEPHONE_RATE_HZ, RATE_HZ), np.float32)


def distant(samples: Samples, rng: np.random.Generator) -> Sound:
    """Return a voice across a room: the reverberation alone, RT60 between 0.5 and 1.2 s."""
    n = round(rng.uniform(0.5, 1.2) * RATE_HZ)
    room = rng.standard_normal(n) * 10 ** (-3 * np.arange(n) / n)
    room[: RATE_HZ // 200] = 0
    return np.asarray(fftconvolve(samples, room)[: len(samples) + RATE_HZ // 4])


def noisy(samples: Samples, rng: np.random.Generator, snr_db: float = 10.0) -> Sound:
    """Return a voice in pink noise; the ratio is that to the louder half of the samples."""
    noise = np.tile(coloured(rng, 1), len(samples) // WINDOW + 1)[: len(samples)]
    loud = np.sqrt(np.sort(np.square(samples))[len(samples) // 2 :].mean())
    return np.asarray(samples + noise * loud * 10 ** (-snr_db / 20))


def whispered(samples: Samples, rng: np.random.Generator) -> Sound:
    """Return a voice without its pitch: noise through the smoothed spectrum of the voice."""
    hz, _, spectrum = stft(samples, RATE_HZ, nperseg=512, noverlap=384)
    smooth = np.hanning(15) / np.hanning(15).sum()
    envelope = np.apply_along_axis(np.convolve, 0, np.abs(spectrum), smooth, "same")
    envelope *= np.minimum(1, hz / 1500 + 0.1)[:, None]
    phases = np.exp(2j * np.pi * rng.uniform(size=spectrum.shape))
    return np.asarray(istft(envelope * phases, RATE_HZ, nperseg=512, noverlap=384)[1])


ARRIVING: dict[str, Callable[[Samples, np.random.Generator], NDArray[np.floating]]] = {
    "as recorded": lambda samples, _: samples,
    "telephone": lambda samples, _: telephone(samples),
    "telephone, noisy": lambda samples, rng: telephone(noisy(samples, rng, 15)),
    "distant": distant,
    "noisy": noisy,
    "whispered": whispered,
}
"""How a voice reaches the gate."""


def at_full_scale(samples: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return sound whose peak is 1; silence stays."""
    return samples / max(float(np.abs(samples).max(initial=0.0)), 1e-9)


def room_tone(samples: Samples, speech: NDArray[np.bool_]) -> Samples | None:
    """Return 3 s of what a recording holds before its first word, forth and back.

    Args:
        samples: [samples], a recording that begins with a pause.
        speech: [frames of 512 samples], as the gate marked them.

    Returns:
        None where less than 0.4 s lies before the first word.
    """
    n_before = int(np.argmax(speech)) - 3 if speech.any() else 0
    if n_before * 512 < 0.4 * RATE_HZ:
        return None
    before = samples[: n_before * 512]
    before = before - before.mean()
    there_and_back = np.concatenate([before, before[::-1]])
    return np.tile(there_and_back, WINDOW // len(there_and_back) + 1)[:WINDOW]


def _tones(*hz: float) -> Sound:
    return np.asarray(np.mean([np.sin(2 * np.pi * f * TIME_S) for f in hz], axis=0))


def _repeated(tones: Sound, on_s: float, off_s: float, rng: np.random.Generator) -> Sound:
    at = (TIME_S + rng.uniform(0, on_s + off_s)) % (on_s + off_s)
    return tones * (at < on_s)


def _harmonics(hz: Sound, fall: float, n: int) -> Sound:
    phase = 2 * np.pi * np.cumsum(hz) / RATE_HZ
    heard = [k for k in range(1, n + 1) if k * hz.max() < 0.48 * RATE_HZ]
    return np.asarray(np.sum([np.sin(k * phase) / k**fall for k in heard], axis=0))


def _notes(
    rng: np.random.Generator, low_hz: float, octaves: float, lengths_s: tuple[float, float]
) -> tuple[Sound, Sound]:
    """Return the frequency and the loudness of a melody by chance."""
    hz, loud = np.full(WINDOW, low_hz), np.zeros(WINDOW)
    starts = np.cumsum(rng.uniform(*lengths_s, size=64) * RATE_HZ).astype(int)
    edges = [0, *starts[starts < WINDOW - 800].tolist(), WINDOW]
    for start, stop in pairwise(edges):
        time_s = np.arange(stop - start) / RATE_HZ
        hz[start:stop] = low_hz * 2 ** (rng.integers(0, round(12 * octaves) + 1) / 12)
        loud[start:stop] = np.minimum(1, np.minimum(time_s / 0.04, time_s[::-1] / 0.05))
    return hz, loud


def _vibrato(share: float, hz: float) -> Sound:
    return np.asarray(1 + share * np.sin(2 * np.pi * hz * TIME_S))


def organ(rng: np.random.Generator) -> Sound:
    """Return a melody of steady tones."""
    hz, loud = _notes(rng, 110, 2.2, (0.3, 1.0))
    return _harmonics(hz, 1.3, 8) * loud


def melody(rng: np.random.Generator) -> Sound:
    """Return a solo instrument with vibrato."""
    hz, loud = _notes(rng, 150, 2.6, (0.15, 0.6))
    tones = _harmonics(hz * _vibrato(0.008, 5.5), rng.uniform(0.8, 2), 30)
    return tones * loud + 0.005 * coloured(rng, 1)


def strings(rng: np.random.Generator) -> Sound:
    """Return three bowed voices."""
    parts = [_notes(rng, 196, 2.6, (0.4, 1.2)) for _ in range(3)]
    bowed = [_harmonics(hz * _vibrato(0.006, rng.uniform(5, 6.5)), 1, 30) for hz, _ in parts]
    heard = [b * loud for b, (_, loud) in zip(bowed, parts, strict=True)]
    return np.asarray(np.sum(heard, axis=0))


def _struck(
    rng: np.random.Generator, gaps_s: tuple[float, float], stroke: Callable[[Sound], Sound]
) -> Sound:
    """Return strokes at times by chance, each made from its own time in seconds."""
    made = 2e-4 * coloured(rng, 1)
    for start_s in np.cumsum(rng.uniform(*gaps_s, size=64)):
        start = round(start_s * RATE_HZ)
        part = made[start : start + RATE_HZ // 5]
        part += stroke(np.arange(len(part)) / RATE_HZ)
    return made


def drums(rng: np.random.Generator) -> Sound:
    """Return drum strokes."""

    def stroke(time_s: Sound) -> Sound:
        if rng.random() < 0.5:
            return 0.5 * rng.standard_normal(len(time_s)) * np.exp(-25 * time_s)
        fall_hz = 60 + 80 * np.exp(-30 * time_s)
        return np.asarray(np.sin(2 * np.pi * fall_hz * time_s) * np.exp(-12 * time_s))

    return _struck(rng, (0.2, 0.5), stroke)


def keyboard(rng: np.random.Generator) -> Sound:
    """Return strokes on the keys of a computer."""

    def stroke(time_s: Sound) -> Sound:
        click = rng.standard_normal(len(time_s)) * np.exp(-200 * time_s)
        body = np.sin(2 * np.pi * rng.uniform(200, 900) * time_s) * np.exp(-80 * time_s)
        return np.asarray(rng.uniform(0.3, 1) * (click + 0.4 * body))

    return _struck(rng, (0.06, 0.3), stroke)


def bird(rng: np.random.Generator) -> Sound:
    """Return chirps."""

    def stroke(time_s: Sound) -> Sound:
        slope = rng.uniform(-4000, 8000)
        return np.asarray(
            np.sin(2 * np.pi * (rng.uniform(2000, 4500) + slope * time_s) * time_s)
            * np.hanning(len(time_s))
        )

    return _struck(rng, (0.25, 0.7), stroke)


def dialling(rng: np.random.Generator) -> Sound:
    """Return the tones of dialled digits."""
    low, high = (697, 770, 852, 941), (1209, 1336, 1477)

    def stroke(time_s: Sound) -> Sound:
        hz = rng.choice(low), rng.choice(high)
        return np.asarray((time_s < 0.1) * sum(np.sin(2 * np.pi * f * time_s) for f in hz))

    return _struck(rng, (0.21, 0.45), stroke)


def siren(rng: np.random.Generator) -> Sound:
    """Return a siren."""
    return _harmonics(700 + 400 * np.sin(2 * np.pi * rng.uniform(0.3, 3) * TIME_S), 1.5, 6)


def engine(rng: np.random.Generator) -> Sound:
    """Return a motor that changes its speed."""
    hz = rng.uniform(25, 70) * _vibrato(0.2, 0.3)
    return _harmonics(hz, 0.9, 40) + 0.3 * coloured(rng, 1)


def modem(rng: np.random.Generator) -> Sound:
    """Return a modem of two tones."""
    hz = rng.choice([1200.0, 2200.0], WINDOW // 13 + 1).repeat(13)[:WINDOW]
    return np.asarray(np.sin(2 * np.pi * np.cumsum(hz) / RATE_HZ))


def _information(_rng: np.random.Generator) -> Sound:
    """The three rising tones before "no such number"."""
    third = RATE_HZ // 3
    tones = [_tones(hz)[:third] for hz in (950, 1400, 1800)]
    return np.concatenate([*tones, np.zeros(WINDOW - 3 * third)])


EVERYDAY: dict[str, Maker] = {
    "dial tone": lambda _: _tones(350, 440),
    "dial tone, one frequency": lambda _: _tones(425),
    "ringing, 2 s in 6": lambda rng: _repeated(_tones(440, 480), 2, 4, rng),
    "ringing, 1 s in 5": lambda rng: _repeated(_tones(425), 1, 4, rng),
    "ringing twice": lambda rng: _repeated(_repeated(_tones(400, 450), 0.4, 0.2, rng), 1, 2, rng),
    "organ": organ,
    "melody": melody,
    "drums": drums,
    "siren": siren,
}
UNSEEN: dict[str, Maker] = {
    "busy": lambda rng: _repeated(_tones(480, 620), 0.5, 0.5, rng),
    "busy, one frequency": lambda rng: _repeated(_tones(425), 0.5, 0.5, rng),
    "information tones": _information,
    "dialling": dialling,
    "modem": modem,
    "strings": strings,
    "keyboard": keyboard,
    "engine": engine,
    "bird": bird,
}
