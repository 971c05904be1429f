"""Fit what complements the voice encoder: ``python -m training.speakers.timbre``.

The first layer of Whisper's encoder (MIT) holds who speaks better than those above it. The mean of
its frames over a short window is projected by linear discriminant analysis: directions in which the
people of the set "learning" differ, measured by how much one person varies with mood, sentence and
room. Differences between corpora are no direction. Logistic regression on the same frames, in
conversations of the same people, tells where two speak at once. Writes ``voice_timbre.onnx``:
speech in, a projected row and log-odds of overlap for every 20 ms out.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ser_desktop.speakers.diarization.embedder import FRAME_SAMPLES
from ser_desktop.speakers.diarization.speech_windows import SpeechWindows
from training.places import add_place_options
from training.speakers.conversations import CONDITIONS as CONVERSATION_CONDITIONS
from training.speakers.conversations import Scene, make_conversation, spoken_part
from training.speakers.degradations import CONDITIONS, worsened
from training.speakers.gpu.networks import RowsOfVoice, load_learned
from training.speakers.people import People, people
from training.speakers.spoken import RATE_HZ
from training.speakers.timbre_network import (
    FirstLayer,
    Projection,
    Rows,
    export,
    export_rows,
    stored_projections,
    surroundings,
)
from training.train.networks.whisper_encoder import WhisperEncoder
from training.train.pretrained import default_folder, load_encoder

SENTENCES_A_PERSON = 36
WINDOWS_FRAMES = (50, 80)
"""Lengths of the windows that teach, in frames of 20 ms."""
DIRECTIONS = 24
SHRINKAGE = 0.1
"""Share of the within-person covariance that is taken to be alike in all directions."""
CONVERSATIONS = 5
"""Conversations of each corpus and condition that teach overlap."""
RIDGE = 3e-3
"""What a squared weight costs there, for each frame that teaches."""
_MIN_CLIP_S, _MAX_CLIP_S = 0.6, 3.5
_FIRST_SEED = 900_000
_NEWTON_STEPS = 6
_BESIDE_S = 0.096


def main() -> None:
    """Run the command ``python -m training.speakers.timbre``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("resources/speakers/voice_timbre.onnx"))
    parser.add_argument(
        "--learned",
        type=Path,
        metavar="FILE",
        help="take what this file learned; learn nothing anew",
    )
    parser.add_argument(
        "--voices", type=Path, metavar="FILE", help="rows of training.speakers.tune_cuda instead"
    )
    parser.add_argument("--candidate", default="rows", help="which one of --voices")
    parser.add_argument("--tuned-layers", type=int, default=1, help="how many it tuned")
    add_place_options(parser)
    options = parser.parse_args()
    torch.set_num_threads(1)
    if options.voices:
        _export_rows(options)
        return
    encoder = load_encoder(default_folder(), options.cache, n_layers=1).eval()
    if options.learned:
        export(encoder, *stored_projections(options.learned), options.out)
        print(f"{options.out}: {options.out.stat().st_size / 1e6:.2f} MB")
        return
    layer = FirstLayer(encoder).eval()
    said = people(options.corpora, "learning")
    projection = discriminant(*window_means(said, layer))
    overlap = regression(*frames_of_conversations(said, layer))
    export(encoder, projection, overlap, options.out)
    print(f"{options.out}: {options.out.stat().st_size / 1e6:.2f} MB")


def _export_rows(options: argparse.Namespace) -> None:
    """Write learned rows; overlap is learned anew where the layer that hears it was tuned."""
    encoder = load_encoder(default_folder(), options.cache, n_layers=2).eval()
    rows = RowsOfVoice(encoder, options.tuned_layers).eval()
    load_learned(rows, options.voices, options.candidate)
    if options.learned:
        overlap = stored_projections(options.learned)[1]
    else:
        first = WhisperEncoder(encoder.shape, 1)
        first.load_state_dict(encoder.state_dict(), strict=False)
        layer = FirstLayer(first).eval()
        overlap = regression(*frames_of_conversations(people(options.corpora, "learning"), layer))
    export_rows(rows, overlap, options.out)
    print(f"{options.out}: {options.out.stat().st_size / 1e6:.2f} MB")


def window_means(said: People, layer: FirstLayer) -> tuple[Rows, NDArray[np.str_]]:
    """Means [windows, d] of the first layer, and "corpus speaker" of each, always the same ones."""
    rng = np.random.default_rng(2)
    means: list[Rows] = []
    names: list[str] = []
    for corpus, its_people in said.items():
        for name, utterances in sorted(its_people.items()):
            for i in rng.permutation(len(utterances))[:SENTENCES_A_PERSON]:
                clip = spoken_part(utterances[i])
                if len(clip) < _MIN_CLIP_S * RATE_HZ:
                    continue
                clip = clip[None, : round(_MAX_CLIP_S * RATE_HZ)]
                heard = worsened(clip, str(rng.choice(CONDITIONS)), rng)[0]
                frames = _heard(layer, heard.astype(np.float32))
                for length in WINDOWS_FRAMES:
                    length = min(length, len(frames))
                    start = int(rng.integers(len(frames) - length + 1))
                    means.append(frames[start : start + length].numpy().mean(axis=0))
                    names.append(f"{corpus} {name}")
    return np.stack(means), np.array(names)


def frames_of_conversations(
    said: People, layer: FirstLayer
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Surroundings [frames, 2 d] out of conversations, and whether two speak; always the same."""
    rng = np.random.default_rng(0)
    rows, truth = [], []
    seed = _FIRST_SEED
    for its_people in said.values():
        for condition in CONVERSATION_CONDITIONS:
            for number in range(CONVERSATIONS):
                scene = Scene(3, condition, "changing" if number % 2 else "steady", 70.0)
                made = make_conversation(its_people, scene, seed)
                seed += 1
                for start_s, speech in _stretches(made.samples):
                    around = surroundings(_heard(layer, speech)[None])[0].numpy()
                    at_s = start_s + (np.arange(len(around)) + 0.5) * FRAME_SAMPLES / RATE_HZ
                    speaking = sum(
                        ((at_s >= turn.start_s) & (at_s < turn.end_s)).astype(int)
                        for turn in made.turns
                    )
                    both = np.asarray(speaking) > 1
                    kept = (both | (rng.random(len(both)) < 0.2)) & (rng.random(len(both)) < 0.6)
                    rows.append(around[kept])
                    truth.append(both[kept])
    return np.concatenate(rows), np.concatenate(truth)


def _stretches(samples: NDArray[np.float32]) -> Iterator[tuple[float, NDArray[np.float32]]]:
    """Start and sound of every stretch of speech, with some of the pauses beside it."""
    known = -1
    for window in SpeechWindows(1.0, 0.2).push(samples, last=True):
        if window.stretch != known:
            known = window.stretch
            first = max(0, round((window.start_s - _BESIDE_S) * RATE_HZ))
            stop = round((window.start_s + _BESIDE_S) * RATE_HZ) + len(window.speech)
            yield first / RATE_HZ, samples[first:stop]


def _heard(layer: FirstLayer, samples: NDArray[np.float32]) -> Tensor:
    whole = samples[: len(samples) // FRAME_SAMPLES * FRAME_SAMPLES]
    with torch.no_grad():
        states: Tensor = layer(torch.from_numpy(whole)[None])[0]
    return states


def regression(rows: NDArray[np.float32], truth: NDArray[np.bool_]) -> Projection:
    """Logistic regression with a ridge, by Newton's steps.

    Args:
        rows: [frames, d].
        truth: [frames].

    Returns:
        a projection to log-odds.
    """
    centre, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-4
    inputs = np.hstack([(rows - centre) / scale, np.ones((len(rows), 1))])
    ridge = RIDGE * len(rows) * np.eye(inputs.shape[1])
    ridge[-1, -1] = 0
    weights = np.zeros(inputs.shape[1])
    for _ in range(_NEWTON_STEPS):
        odds = 1 / (1 + np.exp(-inputs @ weights))
        slope = inputs.T @ (odds - truth) + ridge @ weights
        curvature = (inputs.T * (odds * (1 - odds))) @ inputs + ridge
        weights = weights - np.linalg.solve(curvature, slope)
    matrix = (weights[:-1] / scale)[:, None]
    return Projection(centre.astype(np.float64), matrix, float(weights[-1]))


def discriminant(
    means: NDArray[np.floating],
    names: NDArray[np.str_],
    directions: int = DIRECTIONS,
    shrinkage: float = SHRINKAGE,
) -> Projection:
    """Linear discriminant analysis.

    Args:
        means: [windows, d].
        names: [windows], "corpus speaker"; what tells corpora apart is left out.
        directions: how many are kept.
        shrinkage: see :data:`SHRINKAGE`.

    Returns:
        a projection after which one person's windows vary by 1 in every direction.
    """
    centre, scale = means.mean(axis=0), means.std(axis=0) + 1e-6
    rows = ((means - centre) / scale).astype(np.float64)
    speakers, of = np.unique(names, return_inverse=True)
    own = _means_of(rows, of)
    within = (rows - own[of]).T @ (rows - own[of]) / len(rows)
    level = np.trace(within) / len(within)
    within = (1 - shrinkage) * within + shrinkage * level * np.eye(len(within))
    corpus = np.unique([name.split()[0] for name in speakers], return_inverse=True)[1]
    own -= _means_of(own, corpus)[corpus]
    values, vectors = np.linalg.eigh(within)
    whitened = vectors / np.sqrt(values)
    best = np.linalg.svd(own @ whitened, full_matrices=False)[2][:directions]
    matrix = (whitened @ best.T) / scale[:, None]
    return Projection(centre.astype(np.float64), matrix)


def _means_of(rows: Rows, groups: NDArray[np.intp]) -> Rows:
    return np.stack([rows[groups == group].mean(axis=0) for group in range(groups.max() + 1)])


if __name__ == "__main__":
    main()
