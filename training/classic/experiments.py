"""Why reproduced figures differ from the reported ones: ``python -m training.classic.experiments``.

The random split of a system again with one thing changed. Where the network trains in seconds,
ten draws of the split each: speech or songs alone, the validation clips trained on, features scaled
on all rows, two classes left out only when scoring, the level of a recording unheard. For the
pictures, which take minutes, one draw each: other sizes, longer training, the test chooses the
epoch. Writes ``training/results/<system>/experiments.json``.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.classic.__main__ import rows
from training.classic.features import FeatureCache
from training.classic.fit import fit, logits_of
from training.classic.recipe import CLASSIC_RECIPES, ClassicRecipe, load_classic_recipe
from training.data.corpora.ravdess import scan
from training.data.manifest import Clip
from training.data.splits import random80
from training.places import RESULTS, add_place_options

TEST_SHARE = 0.2
VALIDATION_SHARE = 0.08
DRAWS = 10

SETTINGS = (
    (13, (256, 128)),
    (20, (256, 128)),
    (40, (256, 128)),
    (40, (128, 64)),
    (40, (512, 256)),
    (40, (1024, 512)),
)
"""Coefficients and layers of ``mlp-mfcc``, which its authors do not state."""

Features = NDArray[np.float32]
Experiments = dict[str, dict[str, float]]
"""The change, and its accuracy: mean, deviation and best of the draws."""


def draw(clips: Sequence[Clip], seed: int, validated: bool) -> tuple[list[Clip], ...]:
    """Train, validation and test at random by clip, stratified by emotion and channel."""
    rng = random.Random(seed)
    sides: tuple[list[Clip], ...] = ([], [], [])
    for kind in sorted({(clip.emotion, clip.channel) for clip in clips}):
        members = sorted(
            (clip for clip in clips if (clip.emotion, clip.channel) == kind), key=lambda c: c.path
        )
        rng.shuffle(members)
        n_test = round(TEST_SHARE * len(members))
        n_kept = round(VALIDATION_SHARE * len(members)) if validated else 0
        sides[2].extend(members[:n_test])
        sides[1].extend(members[n_test : n_test + n_kept])
        sides[0].extend(members[n_test + n_kept :])
    return sides


def accuracy(
    recipe: ClassicRecipe,
    cache: FeatureCache,
    clips: Sequence[Clip],
    seed: int,
    validated: bool = True,
    scaled_on_all: bool = False,
    scored: Callable[[Clip], bool] = lambda _: True,
    among: Sequence[str] = (),
    change: Callable[[Features], Features] = lambda features: features,
) -> float:
    """Accuracy on the test side of one draw.

    Args:
        recipe: recipe of the system.
        cache: cache of its features.
        clips: the clips to split.
        seed: seed of the draw and of the network.
        validated: whether clips are held out for validation, or used for training. Scikit-learn's
            classifier chooses its epoch by a tenth of its training rows either way.
        scaled_on_all: whether standardisation uses the test rows too.
        scored: selects the test clips that are scored.
        among: emotions for a forced choice; None allows all.
        change: applied to all features first.
    """
    present = {clip.emotion for clip in clips}
    # Nobody sings disgust or surprise.
    recipe = replace(recipe, labels=tuple(name for name in recipe.labels if name in present))

    def sided(side: Sequence[Clip], copies: Sequence[str]) -> tuple[Features, NDArray[np.int64]]:
        features, labels = rows(recipe, cache, side, copies)
        return change(features), labels

    known = [clip for clip in clips if clip.emotion in recipe.labels]
    train, validation, test = draw(known, seed, validated)
    test = [clip for clip in test if scored(clip)]
    fitted = fit(
        recipe,
        sided(train, recipe.copies),
        sided(validation or train, ["original"]),
        seed,
        scale_on=sided(known, ["original"])[0] if scaled_on_all else None,
    )
    features, labels = sided(test, ["original"])
    logits = logits_of(fitted.network, features)
    if among:
        logits[:, [label not in among for label in recipe.labels]] = -np.inf
    return float((logits.argmax(axis=1) == labels).mean())


def of_classes(recipe: ClassicRecipe, cache: FeatureCache, clips: Sequence[Clip]) -> Experiments:
    """Measure the effects of draw, kind of clips and six classes (``mlp-mfcc-6``)."""
    eight = load_classic_recipe(CLASSIC_RECIPES / "mlp-mfcc.toml")
    six = recipe.labels
    speech = [clip for clip in clips if clip.channel == "speech"]
    songs = [clip for clip in clips if clip.channel == "song"]
    wider = replace(recipe, layers=tuple(2 * n for n in recipe.layers))
    return drawn(
        {
            "as in the row": lambda seed: accuracy(recipe, cache, clips, seed),
            "the validation clips trained on too": lambda seed: accuracy(
                recipe, cache, clips, seed, validated=False
            ),
            "scaled on the test's rows too": lambda seed: accuracy(
                recipe, cache, clips, seed, scaled_on_all=True
            ),
            "layers twice as wide": lambda seed: accuracy(wider, cache, clips, seed),
            "speech alone": lambda seed: accuracy(recipe, cache, speech, seed),
            "songs alone": lambda seed: accuracy(recipe, cache, songs, seed),
            "eight classes learned, these scored": lambda seed: accuracy(
                eight, cache, clips, seed, scored=lambda c: c.emotion in six, among=six
            ),
        }
    )


def of_means(recipe: ClassicRecipe, cache: FeatureCache, clips: Sequence[Clip]) -> Experiments:
    """Try what the authors of ``mlp-mfcc`` do not state, on the training clips of the row alone.

    Also measure how much the level of a recording helps on speech and on songs. The level is in the
    first coefficient alone: a gain adds a constant to every log-mel band.
    """

    def levelled(features: Features) -> Features:
        deaf = features.copy()
        deaf[:, 0] = 0.0
        return deaf

    def spoken(clip: Clip) -> bool:
        return clip.channel == "speech"

    def sung(clip: Clip) -> bool:
        return clip.channel == "song"

    test = {clip.path for clip in random80(clips).test}
    training = [clip for clip in clips if clip.path not in test]

    def with_settings(n_mfcc: int, layers: tuple[int, ...]) -> Callable[[int], float]:
        changed = replace(recipe, layers=layers)
        return lambda seed: accuracy(
            changed, cache, training, seed, change=lambda features: features[:, :n_mfcc]
        )

    return drawn(
        {
            **{
                f"chosen by: {n_mfcc} coefficients, {layers[0]} and {layers[1]} units": (
                    with_settings(n_mfcc, layers)
                )
                for n_mfcc, layers in SETTINGS
            },
            "speech, level heard": lambda s: accuracy(recipe, cache, clips, s, scored=spoken),
            "speech, level unheard": lambda s: accuracy(
                recipe, cache, clips, s, scored=spoken, change=levelled
            ),
            "songs, level heard": lambda s: accuracy(recipe, cache, clips, s, scored=sung),
            "songs, level unheard": lambda s: accuracy(
                recipe, cache, clips, s, scored=sung, change=levelled
            ),
        }
    )


def drawn(works: dict[str, Callable[[int], float]]) -> Experiments:
    """Mean and deviation over the draws of each experiment."""
    experiments = {}
    for name, work in works.items():
        values = [work(seed) for seed in range(DRAWS)]
        experiments[name] = {
            "accuracy": round(float(np.mean(values)), 4),
            "sd": round(float(np.std(values, ddof=1)), 4),
            "best": round(max(values), 4),
            "n_draws": len(values),
        }
        print(f"{name:36} {experiments[name]}")
    return experiments


def of_pictures(recipe: ClassicRecipe, cache: FeatureCache, clips: Sequence[Clip]) -> Experiments:
    """Measure the effects of picture size and length of training (``efficientnet``)."""
    split = random80(clips)

    def judged(changed: ClassicRecipe, test_chooses: bool = False) -> float:
        pictures = cache.of_front_end(changed.front_end)
        test = rows(changed, pictures, split.test, ["original"])
        validation = rows(changed, pictures, split.validation, ["original"])
        train = rows(changed, pictures, split.train, ["original"])
        fitted = fit(changed, train, test if test_chooses else validation, seed=0)
        return float((logits_of(fitted.network, test[0]).argmax(axis=1) == test[1]).mean())

    longer = replace(recipe, epochs=2 * recipe.epochs)
    works: dict[str, Callable[[], float]] = {
        "64 pixels": lambda: judged(replace(recipe, front_end="mel-image:size=64")),
        "160 pixels": lambda: judged(replace(recipe, front_end="mel-image:size=160")),
        "twice the epochs": lambda: judged(longer),
        "the test chooses the epoch": lambda: judged(recipe, test_chooses=True),
    }
    experiments = {}
    for name, work in works.items():
        value = round(work(), 4)
        experiments[name] = {"accuracy": value, "sd": 0.0, "best": value, "n_draws": 1}
        print(f"{name:36} {experiments[name]}")
    return experiments


SETS = {"mlp-mfcc-6": of_classes, "mlp-mfcc": of_means, "efficientnet": of_pictures}


def write(experiments: Experiments, target: Path) -> None:
    """Write the results for the models page."""
    target.write_text(json.dumps(experiments, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    """Run the command ``python -m training.classic.experiments``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--system", choices=sorted(SETS), default="mlp-mfcc-6")
    add_place_options(parser)
    options = parser.parse_args()
    recipe = load_classic_recipe(CLASSIC_RECIPES / f"{options.system}.toml")
    clips, _ = scan(options.corpora)
    cache = FeatureCache(recipe.front_end, options.corpora, options.cache)
    write(SETS[recipe.name](recipe, cache, clips), RESULTS / recipe.name / "experiments.json")


if __name__ == "__main__":
    main()
