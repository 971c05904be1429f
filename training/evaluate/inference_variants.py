"""Measure the effect of other windows, speeds or priors at inference.

``python -m training.evaluate.inference_variants --seed 1``.

Applies trained networks of ``luna5`` to their validation actors in several variants, without
training. Writes the UAR into ``results/<recipe>/inference_variants-<seed>.json``. Test actors are
not used.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.emotion.metrics import uar
from training.data.audio_cache import SAMPLE_RATE_HZ, AudioCache
from training.data.corpora.ravdess import scan
from training.data.splits import PROTOCOLS, Split
from training.places import RECIPES, RESULTS, add_place_options
from training.train.learner import build_network
from training.train.networks.ours import OurNetwork
from training.train.recipe import load_recipe

Samples = NDArray[np.float32]


def windows(samples: Samples, length: int, n: int) -> Samples:
    """Cut windows at equal distances from the first to the last, or one from the middle.

    Args:
        samples: one clip; a clip shorter than a window is centred in silence.
        length: length of a window, samples.
        n: number of windows.

    Returns:
        Windows [n, length].
    """
    spare = length - len(samples)
    if spare > 0:
        samples = np.pad(samples, (spare // 2, spare - spare // 2))
    last = len(samples) - length
    starts = [last // 2] if n == 1 else np.linspace(0, last, n).astype(int)
    return np.stack([samples[start : start + length] for start in starts])


@dataclass(frozen=True)
class InferenceVariant:
    """How a network is applied to a clip.

    Args:
        n_windows: windows whose probabilities are averaged; 0 takes the whole clip as one window.
        speeds: playback speeds at each of which the network is applied; 1 is the clip's own.
        prior: factor of the log of the training clips' shares that is subtracted from the logits
            (Menon et al. 2021, arXiv 2007.07314); 1 weights all emotions equally, as UAR does.
    """

    n_windows: int = 2
    speeds: tuple[float, ...] = (1.0,)
    prior: float = 0.0


INFERENCE_VARIANTS = {
    "first and last window": InferenceVariant(),
    "the middle window": InferenceVariant(n_windows=1),
    "three windows": InferenceVariant(n_windows=3),
    "seven windows": InferenceVariant(n_windows=7),
    "the clip whole": InferenceVariant(n_windows=0),
    "speeds 0.96, 1, 1.04": InferenceVariant(speeds=(0.96, 1.0, 1.04)),
    "speeds 0.92, 1, 1.09": InferenceVariant(speeds=(0.92, 1.0, 1.09)),
    "half the prior taken off": InferenceVariant(prior=0.5),
    "the prior taken off": InferenceVariant(prior=1.0),
}


def judge(
    variant: InferenceVariant,
    predict: Callable[[Samples], Samples],
    split: Split,
    cache: AudioCache,
    window_s: float,
) -> float:
    """Compute the UAR on the validation clips.

    Args:
        variant: how the network is applied.
        predict: windows [n, samples] to logits [n, emotions].
        split: the split that the network was trained on.
        cache: audio of its clips.
        window_s: length of the windows the network was trained on, seconds.

    Returns:
        UAR, 0 to 1.
    """
    counts = Counter(clip.emotion for clip in split.train)
    shares = np.array([max(counts[name], 1) for name in EMOTIONS]) / len(split.train)
    answered = []
    for clip in split.validation:
        logits = []
        for speed in variant.speeds:
            audio = cache.audio(clip, cache.speeds.index(speed))
            samples = audio.astype(np.float32) / np.float32(32768)
            length = round(window_s * SAMPLE_RATE_HZ) if variant.n_windows else len(samples)
            logits.append(predict(windows(samples, length, max(variant.n_windows, 1))))
        shifted = torch.from_numpy(np.concatenate(logits) - variant.prior * np.log(shares))
        answered.append(int(torch.softmax(shifted, dim=1).mean(dim=0).argmax()))
    truth = [EMOTIONS.index(clip.emotion) for clip in split.validation]
    return uar(truth, np.array(answered), len(EMOTIONS))


def predictor(network: OurNetwork) -> Callable[[Samples], Samples]:
    """Wrap a network as :func:`judge` calls it."""

    def predict(batch: Samples) -> Samples:
        with torch.no_grad():
            logits: Samples = network(torch.from_numpy(batch))[0].numpy()
        return logits

    return predict


def main() -> None:
    """Run the command ``python -m training.evaluate.inference_variants``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--recipe", type=Path, default=RECIPES / "ours-1.2.toml")
    parser.add_argument("--seed", type=int, default=0)
    add_place_options(parser)
    options = parser.parse_args()
    recipe = load_recipe(options.recipe)
    clips, _ = scan(options.corpora)
    cache = AudioCache(clips, options.corpora, options.cache, recipe.data.speeds)
    protocol = PROTOCOLS["luna5"]
    by_variant: dict[str, list[float]] = {name: [] for name in INFERENCE_VARIANTS}
    for fold in range(protocol.n_folds):
        split = protocol.split(clips, fold, recipe.data.songs_in_training)
        weights = options.runs / recipe.name / f"{split.name}-seed{options.seed}" / "best.pt"
        network = build_network(recipe.network)
        network.load_state_dict(torch.load(weights, weights_only=True))
        for name, variant in INFERENCE_VARIANTS.items():
            predict = predictor(network.eval())
            by_variant[name].append(judge(variant, predict, split, cache, recipe.data.window_s))
    table = {
        name: {"uar": round(float(np.mean(values)), 4), "folds": [round(v, 4) for v in values]}
        for name, values in by_variant.items()
    }
    for name, row in table.items():
        print(f"{name:26} {row}")
    target = RESULTS / recipe.name / f"inference_variants-{options.seed}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(table, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
