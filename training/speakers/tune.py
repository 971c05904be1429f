"""Tune the encoder to recognise speakers in any mood: ``python -m training.speakers.tune``.

Resemblyzer's encoder learned from read speech: an angry and a sad sentence of one person are often
further apart than two people. The people of the set "learning" (RAVDESS, CREMA-D) are its
training data. A batch holds several people of one corpus with several sentences each, under one
condition, so that neither the corpus nor the room tells them apart; each window has to be nearer to
the mean of the other windows of its person than to anybody else's (GE2E, Wan et al. 2018, arXiv
1710.10467). The people of the set "validation" choose the step that is kept.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from training.places import add_place_options
from training.speakers.conversations import spoken_part
from training.speakers.people import people
from training.speakers.spoken import RATE_HZ
from training.speakers.voice_encoder import VoiceEncoder, load_encoder

WINDOW_S = 1.6
PEOPLE_A_BATCH = 14
WINDOWS_A_PERSON = 4
LEARNING_RATE = 4e-4
CONDITIONS = ("clean", "room", "telephone", "noise")
_VALIDATION_WINDOWS = 12
_SECONDS_BETWEEN_LOOKS = 120.0

Samples = NDArray[np.float32]
Voices = dict[str, dict[str, list[NDArray[np.int16]]]]


def main() -> None:
    """Run the command ``python -m training.speakers.tune``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("wheel", type=Path, help="Resemblyzer-0.1.4-py3-none-any.whl")
    parser.add_argument("--minutes", type=float, default=14.0, help="how long it learns")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, help="default: RUNS/speakers/encoder.pt")
    add_place_options(parser)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    out = options.out or options.runs / "speakers" / "encoder.pt"
    out.parent.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(options.seed)
    encoder = load_encoder(options.wheel)
    judge = _Judge(_voices(options.corpora, "validation"))
    best = judge.equal_error_rate(encoder)
    print(f"before: equal error rate {best:.3f}", flush=True)
    torch.save(encoder.state_dict(), out)
    voices = _voices(options.corpora, "learning")
    scale, shift = nn.Parameter(torch.tensor(10.0)), nn.Parameter(torch.tensor(-5.0))
    optimiser = torch.optim.AdamW(
        [
            {"params": encoder.parameters(), "lr": LEARNING_RATE},
            {"params": [scale, shift], "lr": 10 * LEARNING_RATE},
        ],
        weight_decay=1e-3,
    )
    started = looked = time.monotonic()
    step = 0
    while (now := time.monotonic()) - started < 60 * options.minutes:
        left = 1 - (now - started) / (60 * options.minutes)
        optimiser.param_groups[0]["lr"] = LEARNING_RATE * min(1.0, (step + 1) / 50, 2 * left)
        loss = _contrast(encoder, _batch(voices, rng), scale, shift)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(encoder.parameters(), 3.0)
        optimiser.step()
        step += 1
        if time.monotonic() - looked > _SECONDS_BETWEEN_LOOKS:
            error = judge.equal_error_rate(encoder)
            print(f"step {step}: loss {loss.item():.3f}, equal error rate {error:.3f}", flush=True)
            if error < best:
                best = error
                torch.save(encoder.state_dict(), out)
            looked = time.monotonic()
    error = judge.equal_error_rate(encoder)
    print(f"step {step}: equal error rate {error:.3f}; best before {best:.3f}", flush=True)
    if error < best:
        torch.save(encoder.state_dict(), out)


def _voices(corpora: Path, side: str) -> Voices:
    """Load the spoken parts by corpus and speaker, in 16 bits."""
    return {
        corpus: {
            name: [
                (np.clip(spoken_part(one), -1, 1) * 32767).astype(np.int16) for one in utterances
            ]
            for name, utterances in said.items()
        }
        for corpus, said in people(corpora, side).items()
        if corpus != "emodb"
    }


def window(samples: Samples, rng: np.random.Generator, window_s: float = WINDOW_S) -> Samples:
    """Cut a random part of this length; shorter speech is repeated."""
    length = round(window_s * RATE_HZ)
    whole = samples if len(samples) >= length else np.resize(samples, length)
    start = int(rng.integers(len(whole) - length + 1))
    part: Samples = whole[start : start + length]
    return part


def worsened(windows: Samples, condition: str, rng: np.random.Generator) -> Samples:
    """Degrade windows [windows, samples] by a condition."""
    n, length = windows.shape
    level = np.sqrt(np.mean(windows**2, axis=1, keepdims=True)) + 1e-6
    snr_db = rng.uniform(5, 20, (n, 1)) if condition == "noise" else rng.uniform(25, 45, (n, 1))
    noise = rng.standard_normal((n, length), np.float32)
    mixed = windows + noise * (level / 10 ** (snr_db / 20)).astype(np.float32)
    if condition == "room":
        time_s = np.arange(RATE_HZ * 6 // 10) / RATE_HZ
        rt60_s = rng.uniform(0.2, 0.7, (n, 1))
        response = rng.standard_normal((n, len(time_s))) * np.exp(-6.9 * time_s / rt60_s)
        response *= 10 ** (-rng.uniform(2, 8, (n, 1)) / 20) / np.linalg.norm(
            response, axis=1, keepdims=True
        )
        response[:, 0] += 1.0
        n_fft = 1 << (length + len(time_s)).bit_length()
        wet = np.fft.irfft(np.fft.rfft(mixed, n_fft) * np.fft.rfft(response, n_fft), n_fft)
        mixed = wet[:, :length].astype(np.float32)
    elif condition == "telephone":
        spectrum = np.fft.rfft(mixed)
        frequency_hz = np.fft.rfftfreq(length, 1 / RATE_HZ)
        spectrum[:, (frequency_hz < 300) | (frequency_hz > 3400)] = 0
        mixed = np.fft.irfft(spectrum, length).astype(np.float32)
    return cast("Samples", mixed)


def _batch(voices: Voices, rng: np.random.Generator) -> Tensor:
    """Draw waveforms [people, windows, samples] of one corpus under one condition."""
    sizes = np.array([len(said) for said in voices.values()])
    said = voices[str(rng.choice(list(voices), p=sizes / sizes.sum()))]
    names = rng.choice(sorted(said), min(PEOPLE_A_BATCH, len(said)), replace=False)
    rows = []
    for name in names:
        chosen = rng.choice(len(said[name]), WINDOWS_A_PERSON, replace=False)
        rows += [window(said[name][i].astype(np.float32) / 32768, rng) for i in chosen]
    mixed = worsened(np.stack(rows), str(rng.choice(CONDITIONS)), rng)
    return torch.from_numpy(mixed).view(len(names), WINDOWS_A_PERSON, -1)


def _contrast(encoder: VoiceEncoder, batch: Tensor, scale: Tensor, shift: Tensor) -> Tensor:
    n, k, _ = batch.shape
    embedded = nn.functional.normalize(encoder.voice(batch.flatten(0, 1)), dim=1).view(n, k, -1)
    total = embedded.sum(dim=1)
    others = nn.functional.normalize((total[:, None] - embedded) / (k - 1), dim=2)
    centres = nn.functional.normalize(total, dim=1)
    cosine = torch.einsum("nkd,md->nkm", embedded, centres)
    own = torch.eye(n, dtype=torch.bool)[:, None].expand(n, k, n)
    cosine = torch.where(own, (embedded * others).sum(dim=2, keepdim=True), cosine)
    logits = (scale.clamp(min=1.0) * cosine + shift).flatten(0, 1)
    return nn.functional.cross_entropy(logits, torch.arange(n).repeat_interleave(k))


@dataclass(frozen=True)
class _Windows:
    waveforms: Tensor
    speakers: NDArray[np.int64]


class _Judge:
    """Measures on the validation people how often speakers are confused."""

    def __init__(self, voices: Voices) -> None:
        rng = np.random.default_rng(1)
        self._groups: list[_Windows] = []
        for said in voices.values():
            for condition in ("clean", "room", "telephone"):
                rows, speakers = [], []
                for number, clips in enumerate(said.values()):
                    for i in rng.permutation(len(clips))[:_VALIDATION_WINDOWS]:
                        rows.append(window(clips[i].astype(np.float32) / 32768, rng))
                        speakers.append(number)
                mixed = worsened(np.stack(rows), condition, rng)
                self._groups.append(_Windows(torch.from_numpy(mixed), np.array(speakers)))

    def equal_error_rate(self, encoder: VoiceEncoder) -> float:
        same: list[NDArray[np.float32]] = []
        other: list[NDArray[np.float32]] = []
        for group in self._groups:
            with torch.no_grad():
                parts = [encoder.voice(part) for part in group.waveforms.split(64)]
            embedded = nn.functional.normalize(torch.cat(parts), dim=1).numpy()
            cosine = embedded @ embedded.T
            pairs = np.triu_indices(len(cosine), 1)
            alike = group.speakers[pairs[0]] == group.speakers[pairs[1]]
            same.append(cosine[pairs][alike])
            other.append(cosine[pairs][~alike])
        return equal_error_rate(same, other)


def equal_error_rate(
    same: Sequence[NDArray[np.float32]], other: Sequence[NDArray[np.float32]]
) -> float:
    """Compute the rate at which misses and false matches of pairs are equally frequent."""
    alike, unlike = np.sort(np.concatenate(same)), np.sort(np.concatenate(other))
    thresholds = np.quantile(alike, np.linspace(0, 1, 2001))
    missed = np.searchsorted(alike, thresholds) / len(alike)
    taken = 1 - np.searchsorted(unlike, thresholds) / len(unlike)
    at = int(np.argmin(np.abs(missed - taken)))
    return float(missed[at] + taken[at]) / 2


if __name__ == "__main__":
    main()
