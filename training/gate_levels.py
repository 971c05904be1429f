"""What the speech gate hears at each gain, and what it takes for speech wrongly.

``training.speech_gate`` calls it and writes the figures. Half of the people and the everyday sounds
choose; the other half, EmoDB and the unseen sounds judge what was chosen.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from ser_desktop.emotion.gate import FRAME_S, FRAME_SAMPLES, FRAMES_A_CALL, SPEECH_ABOVE
from ser_desktop.emotion.gate_level import LevelFollower
from ser_desktop.emotion.onnx_session import shared_session
from ser_desktop.emotion.results import MIN_SPEECH_SHARE
from training.gate_noises import RATE_HZ, Samples, non_speech
from training.gate_sounds import ARRIVING, EVERYDAY, UNSEEN, at_full_scale, room_tone, telephone

PEAKS_DBFS = (-40, -30, -20, -3, 12)
"""Above 0 the sound is clipped."""
REFERENCE_DBFS = -3
WINDOW_FRAMES = round(3.0 / FRAME_S)
N_EACH = 6
"""Sounds of each kind without speech."""
Marks = Callable[[Samples], NDArray[np.bool_]]
"""Samples at 16 kHz to speech or not, a frame each."""


@dataclass(frozen=True)
class Half:
    """Material of one half: clips of people, and sounds without speech by kind."""

    clips: Sequence[tuple[str, Samples]]
    others: dict[str, list[Samples]]


def probabilities_of(graph: Path) -> Callable[[Samples], NDArray[np.float32]]:
    """Return a gate of one graph, of any hearings: samples to the probability of each frame."""
    session = shared_session(graph)
    shapes = {item.name: item.shape for item in session.get_inputs()}
    state = np.zeros(shapes["h"], np.float32)
    n_heard = shapes["input"][1]

    def probabilities(samples: Samples) -> NDArray[np.float32]:
        padded = np.pad(samples, (n_heard - FRAME_SAMPLES, -len(samples) % FRAME_SAMPLES))
        every = np.lib.stride_tricks.sliding_window_view(padded, n_heard)[::FRAME_SAMPLES]
        level, hidden, cell = LevelFollower(FRAME_S), state, state
        answers = []
        for first in range(0, len(every), FRAMES_A_CALL):
            frames = np.ascontiguousarray(every[first : first + FRAMES_A_CALL])
            feeds = {"input": frames, "h": hidden, "c": cell}
            if "gain" in shapes:
                feeds["gain"] = level.gains(frames)
            answer, hidden, cell = session.run(["speech_probs", "hn", "cn"], feeds)
            answers.append(answer)
        return np.concatenate(answers)

    return probabilities


def marks_of(graph: Path) -> Marks:
    """Return a gate of one graph: samples to speech or not, a frame each."""
    probabilities = probabilities_of(graph)
    return lambda samples: np.asarray(probabilities(samples) > SPEECH_ABOVE)


def material(corpora: Path, judging: bool, before: Marks) -> Half:
    """Return the material that chooses, or that judges.

    Args:
        corpora: folder of RAVDESS, CREMA-D and EmoDB; a missing one is left out.
        judging: the half that chooses nothing.
        before: a gate that tells where a clip's first word is.
    """
    clips = [(kind, _loaded(path)) for kind, path in _paths(corpora, judging)]
    rng = np.random.default_rng(0 if judging else 1)
    others: dict[str, list[Samples]] = {}
    for kind, samples in non_speech(rng, N_EACH):
        others.setdefault(kind, []).append(samples)
    for kind, make in (EVERYDAY | UNSEEN if judging else EVERYDAY).items():
        others[kind] = [np.asarray(make(rng), np.float32) for _ in range(N_EACH)]
    rooms = (room_tone(samples, before(samples)) for _, samples in clips)
    others["room"] = [room for room in rooms if room is not None]
    carried = {f"{kind}, by telephone": [telephone(s) for s in v] for kind, v in others.items()}
    return Half(clips, others | carried)


def _paths(corpora: Path, judging: bool) -> Iterator[tuple[str, Path]]:
    """Yield the kind and path of each clip: strong and soft voices, people apart by half."""
    draw = random.Random(0)
    ravdess = [p for p in sorted((corpora / "ravdess" / "speech").glob("*/*.flac"))
               if int(p.stem[-2:]) % 2 != judging]  # fmt: skip
    crema = [p for p in sorted((corpora / "crema-d").glob("*/*.opus"))
             if (int(p.stem[:4]) % 3 > 0) == judging]  # fmt: skip
    groups = {
        "strong": [p for p in ravdess if p.stem[6:11] in ("03-02", "05-02", "06-02")],
        "soft": [p for p in ravdess if p.stem[6:11] in ("01-01", "02-01", "04-01")],
        "angry": [p for p in crema if "_ANG_" in p.stem],
        "sad": [p for p in crema if "_SAD_" in p.stem],
        "german": sorted((corpora / "emodb").glob("*.flac")) if judging else [],
    }
    for kind, paths in groups.items():
        n = (16 if judging else 8) * (2 if kind == "strong" else 1)
        for path in draw.sample(paths, min(n, len(paths))):
            yield kind, path


def _loaded(path: Path) -> Samples:
    samples, rate_hz = soundfile.read(path, dtype="float32", always_2d=True)
    return np.asarray(soxr.resample(samples.mean(axis=1), rate_hz, RATE_HZ), np.float32)


def measured_of(graph: Path, half: Half) -> dict[str, Any]:
    """Measure the gate of one graph, as :func:`measured` does."""
    return measured(half, marks_of(graph))


def measured(half: Half, marks: Marks) -> dict[str, Any]:
    """Measure one gate.

    Args:
        half: the material.
        marks: the gate.

    Returns:
        for each way in which a voice arrives the percentage of clips that are lost (no window
        of 3 s has enough speech), by peak level, and the percentage of frames that differ from
        those at ``REFERENCE_DBFS``; for sounds without speech the percentage taken for
        speech, and each kind of which any was.
    """
    said: dict[str, Any] = {}
    for name, arrive in ARRIVING.items():
        rng = np.random.default_rng(0)
        marked = [_at_each_level(arrive(s, rng), marks, PEAKS_DBFS) for _, s in half.clips]
        lost = np.array([[_best_share(m) < MIN_SPEECH_SHARE for m in row] for row in marked])
        at = PEAKS_DBFS.index(REFERENCE_DBFS)
        moved = np.array([[np.mean(m != row[at]) for m in row] for row in marked])
        said[name] = {
            "lost_percent": _percent(lost.mean(axis=0)),
            "frames_moved_percent": _percent(moved.mean()),
        }
    heard = {
        kind: np.array([[_best_share(m) >= MIN_SPEECH_SHARE
                         for m in _at_each_level(s, marks, PEAKS_DBFS)] for s in sounds])
        for kind, sounds in half.others.items()
    }  # fmt: skip
    return {
        "speech": said,
        "taken_for_speech_percent": _percent(np.concatenate(list(heard.values())).mean()),
        "kinds_taken": {
            kind: _percent(found.mean()) for kind, found in heard.items() if found.any()
        },
    }


def _at_each_level(
    samples: NDArray[np.floating], marks: Marks, peaks_dbfs: Sequence[int]
) -> list[NDArray[np.bool_]]:
    whole = at_full_scale(samples)
    return [
        marks(np.clip(whole * 10 ** (peak / 20), -1, 1).astype(np.float32)) for peak in peaks_dbfs
    ]


def _best_share(speech: NDArray[np.bool_]) -> float:
    """Share of speech in the better of the first and the last window."""
    return float(max(speech[:WINDOW_FRAMES].mean(), speech[-WINDOW_FRAMES:].mean()))


def _percent(share: Any) -> Any:
    return np.round(100 * np.asarray(share), 1).tolist()
