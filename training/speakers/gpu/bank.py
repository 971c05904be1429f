"""The speech of many people in one array, and who says what in which mood."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.data.corpora.corpus import Corpus
from training.data.corpora.crema_d import CREMA_D
from training.data.corpora.ravdess import RAVDESS
from training.speakers.people import side_of
from training.speakers.spoken import RATE_HZ, speech_of

FILES = ("ravdess-speech.npz", "ravdess-song.npz", "crema-d.npz")
SONG = "song"
"""The mood that all songs are given."""
MIN_SPEECH_S = 0.4
_CORPORA: dict[str, Corpus] = {corpus.name: corpus for corpus in (RAVDESS, CREMA_D)}
_THREADS = 8
_TAPS = 16


@dataclass(frozen=True)
class Bank:
    """Clips of speech, those of one person next to one another.

    Args:
        samples: [samples], 16 bit at 16 kHz, one clip after the other.
        first, length: [clips], where each clip lies.
        person, mood, sentence: [clips], numbers from 0.
        people: names "corpus speaker", by number.
    """

    samples: Tensor
    first: Tensor
    length: Tensor
    person: Tensor
    mood: Tensor
    sentence: Tensor
    people: tuple[str, ...]

    def to(self, device: torch.device) -> Bank:
        """Move everything to a device."""
        moved = {name: getattr(self, name).to(device) for name in _ARRAYS}
        return Bank(**moved, people=self.people)

    def save(self, path: Path) -> None:
        """Write it for another process."""
        torch.save({**{name: getattr(self, name) for name in _ARRAYS}, "people": self.people}, path)

    @staticmethod
    def load(path: Path) -> Bank:
        """Read what :meth:`save` wrote."""
        stored: dict[str, Any] = torch.load(path, weights_only=True)
        return Bank(**stored)


_ARRAYS = ("samples", "first", "length", "person", "mood", "sentence")


@dataclass(frozen=True)
class _Clip:
    person: str
    mood: str
    sentence: str
    speech: NDArray[np.int16]


def load_banks(folder: Path, sides: tuple[str, ...]) -> dict[str, Bank]:
    """Read the files of samples and keep the speech of these sets of people; songs teach alone.

    Args:
        folder: holds some of :data:`FILES`, each with ``samples``, ``offsets`` and ``paths``.
        sides: sets of people, see ``training.speakers.people``.
    """
    clips: dict[str, list[_Clip]] = {side: [] for side in sides}
    for name in FILES:
        if (folder / name).is_file():
            for side, clip in _clips(folder / name, sides):
                clips[side].append(clip)
    return {side: bank_of(found) for side, found in clips.items()}


def bank_of(clips: list[_Clip]) -> Bank:
    """Put clips one after the other, by person."""
    clips = sorted(clips, key=lambda clip: clip.person)
    lengths = np.array([len(clip.speech) for clip in clips], np.int64)

    def numbered(names: list[str]) -> Tensor:
        return torch.from_numpy(np.unique(names, return_inverse=True)[1].astype(np.int64))

    return Bank(
        torch.from_numpy(np.concatenate([clip.speech for clip in clips])),
        torch.from_numpy(np.cumsum(lengths) - lengths),
        torch.from_numpy(lengths),
        numbered([clip.person for clip in clips]),
        numbered([clip.mood for clip in clips]),
        numbered([f"{clip.person.split()[0]} {clip.sentence}" for clip in clips]),
        tuple(sorted({clip.person for clip in clips})),
    )


def _clips(path: Path, sides: tuple[str, ...]) -> Iterator[tuple[str, _Clip]]:
    with np.load(path) as stored:
        samples, offsets = stored["samples"], stored["offsets"]
        paths = np.asarray(stored["paths"]).astype(str).tolist()

    def one(i: int) -> tuple[str, _Clip] | None:
        fields = described(paths[i])
        if fields is None:
            return None
        side, person, mood, sentence = fields
        if side not in sides or (mood == SONG and side != "learning"):
            return None
        speech = speech_of(samples[offsets[i] : offsets[i + 1]].astype(np.float32) / 32768)
        if len(speech) < MIN_SPEECH_S * RATE_HZ:
            return None
        whole = (np.clip(speech, -1, 1) * 32767).astype(np.int16)
        return side, _Clip(person, mood, sentence, whole)

    with ThreadPoolExecutor(_THREADS) as pool:
        yield from filter(None, pool.map(one, range(len(paths))))


def described(path: str) -> tuple[str, str, str, str] | None:
    """Set, person, mood and sentence of a path below the corpora folder; None is no clip."""
    corpus = _CORPORA.get(Path(path).parts[0])
    fields = corpus.parse(Path(path)) if corpus else None
    if corpus is None or fields is None or not fields["emotion"]:
        return None
    mood = SONG if fields["channel"] == "song" else fields["emotion"]
    side = side_of(corpus.name, fields["speaker"])
    return side, f"{corpus.name} {fields['speaker']}", mood, fields["statement"]


def warped(bank: Bank, speed: float) -> Bank:
    """Play everything faster or slower: pitch, formants and tempo move, as if others spoke."""
    if speed == 1.0:
        return bank
    # Rounded up and down, so that no clip reaches into its neighbours.
    first = torch.ceil(bank.first / speed).long()
    length = torch.floor((bank.first + bank.length) / speed).long() - first - 1
    samples = _resampled(bank.samples, speed)
    return Bank(samples, first, length, bank.person, bank.mood, bank.sentence, bank.people)


def _resampled(samples: Tensor, speed: float, chunk: int = 1 << 23) -> Tensor:
    """Read 16 bit samples at every ``speed``-th place, by a windowed sinc."""
    total = int(len(samples) / speed)
    cutoff = min(1.0, 1 / speed) * 0.97
    parts = []
    for start in range(0, total, chunk):
        places = torch.arange(start, min(start + chunk, total), device=samples.device).double()
        places = places * speed
        below = places.floor().long()
        beyond = (places - below).float()
        out = torch.zeros_like(beyond)
        for tap in range(1 - _TAPS // 2, _TAPS // 2 + 1):
            away = beyond - tap
            weight = cutoff * torch.sinc(cutoff * away)
            weight = weight * torch.cos(away * (torch.pi / (_TAPS + 2))).square()
            out += weight * samples[(below + tap).clamp(0, len(samples) - 1)].float()
        parts.append(out.round().clamp(-32768, 32767).to(torch.int16))
    return torch.cat(parts)
