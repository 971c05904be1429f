"""Why a reproduced figure is not the reported one: ``python -m training.classic.experiments``.

The random split of a system again and again with one thing changed: another draw, speech or songs
alone, speech as short as the songs, no clips kept back to choose by, features scaled on all rows,
two classes left out only when scoring. Writes ``training/results/<system>/experiments.json``.
Only for systems whose network trains in seconds.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from training.classic.__main__ import rows
from training.classic.features import FeatureCache
from training.classic.fit import fit, logits_of
from training.classic.recipe import CLASSIC_RECIPES, ClassicRecipe, load_classic_recipe
from training.corpora.ravdess import scan
from training.manifest import Clip
from training.places import RESULTS, add_place_options

TEST_SHARE = 0.2
VALIDATION_SHARE = 0.08
DRAWS = 10


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
    scored: Sequence[str] = (),
) -> float:
    """Accuracy on the test side of one draw; ``scored`` keeps some emotions alone there."""
    present = {clip.emotion for clip in clips}
    # Nobody sings disgust or surprise.
    recipe = replace(recipe, labels=tuple(name for name in recipe.labels if name in present))
    known = [clip for clip in clips if clip.emotion in recipe.labels]
    train, validation, test = draw(known, seed, validated)
    test = [clip for clip in test if not scored or clip.emotion in scored]
    everything = rows(recipe, cache, known, ["original"])[0] if scaled_on_all else None
    fitted = fit(
        recipe,
        rows(recipe, cache, train, recipe.copies),
        rows(recipe, cache, validation or test, ["original"]),
        seed,
        scale_on=everything,
    )
    features, labels = rows(recipe, cache, test, ["original"])
    logits = logits_of(fitted.network, features)
    if scored:
        logits[:, [label not in scored for label in recipe.labels]] = -np.inf
    return float((logits.argmax(axis=1) == labels).mean())


def experiments(
    recipe: ClassicRecipe, eight: ClassicRecipe, cache: FeatureCache, clips: Sequence[Clip]
) -> dict[str, dict[str, float]]:
    """Mean and deviation over the draws of each experiment."""
    speech = [clip for clip in clips if clip.channel == "speech"]
    songs = [clip for clip in clips if clip.channel == "song"]
    wider = replace(recipe, layers=tuple(2 * n for n in recipe.layers))
    works = {
        "as in the row": lambda seed: accuracy(recipe, cache, clips, seed),
        "no clips kept back to choose by": lambda seed: accuracy(
            recipe, cache, clips, seed, validated=False
        ),
        "scaled on the test's rows too": lambda seed: accuracy(
            recipe, cache, clips, seed, scaled_on_all=True
        ),
        "layers twice as wide": lambda seed: accuracy(wider, cache, clips, seed),
        "speech alone": lambda seed: accuracy(recipe, cache, speech, seed),
        "songs alone": lambda seed: accuracy(recipe, cache, songs, seed),
        "eight classes learned, these scored": lambda seed: accuracy(
            eight, cache, clips, seed, scored=recipe.labels
        ),
    }
    found = {}
    for name, work in works.items():
        values = [work(seed) for seed in range(DRAWS)]
        found[name] = {
            "accuracy": round(float(np.mean(values)), 4),
            "sd": round(float(np.std(values, ddof=1)), 4),
            "best": round(max(values), 4),
            "n_draws": len(values),
        }
        print(f"{name:36} {found[name]}")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--system", default="mlp-mfcc-6")
    add_place_options(parser)
    options = parser.parse_args()
    recipe = load_classic_recipe(CLASSIC_RECIPES / f"{options.system}.toml")
    eight = load_classic_recipe(CLASSIC_RECIPES / "mlp-mfcc.toml")
    clips, _ = scan(options.corpora)
    cache = FeatureCache(recipe.front_end, options.corpora, options.cache)
    found = experiments(recipe, eight, cache, clips)
    target = RESULTS / recipe.name / "experiments.json"
    target.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
