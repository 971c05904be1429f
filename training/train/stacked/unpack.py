"""Write runs made elsewhere as folders of runs: ``python -m training.train.stacked.unpack``.

Every file ``RECIPE-SPLIT-seedN.npz`` becomes the folder that ``training.train.tune`` would have
written: the head on the untuned encoder, the tuned weights and the record.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from training.data.corpora.catalogue import CORPORA
from training.data.corpora.corpus import scan_corpus
from training.data.crema_folds import both, random80_with_crema
from training.data.leaks import check_leaks
from training.data.manifest import Clip
from training.data.splits import Split
from training.places import RECIPES, add_place_options
from training.train.half_precision import save_half
from training.train.pretrained import default_folder, load_encoder
from training.train.run_record import (
    CONFIG,
    FINISHED,
    PROBE,
    process_description,
    run_configuration,
)
from training.train.stacked.weights import load_changes
from training.train.tuning_material import CORPORA_USED
from training.train.tuning_recipe import load_tuning_recipe

_NAME = re.compile(r"(?P<recipe>.+?)-(?P<split>both-fold\d|random80)-seed(?P<seed>\d+)\.npz")


def unpack(
    path: Path, clips: Sequence[Clip], description: dict[str, Any], runs: Path, cache: Path
) -> Path:
    """Write one run.

    Args:
        path: of the changes of a fold and seed.
        clips: of RAVDESS and CREMA-D.
        description: how the run was made; it goes into the record.
        runs: folder of the runs.
        cache: folder that keeps a download of the untuned encoder.

    Returns:
        The folder of the run.

    Raises:
        ValueError: the file has another name, or its split leaks.
    """
    named = _NAME.fullmatch(path.name)
    if not named:
        raise ValueError(f"{path.name} is no run: expected RECIPE-SPLIT-seedN.npz.")
    recipe = load_tuning_recipe(RECIPES / f"{named['recipe']}.toml")
    split = split_named(named["split"], clips)
    check_leaks(split)
    encoder = load_encoder(default_folder(), cache, recipe.encoder.n_layers)
    start, tuned = load_changes(path, encoder, recipe.encoder.pooled_layers)
    folder = runs / recipe.name / f"{named['split']}-seed{named['seed']}"
    folder.mkdir(parents=True, exist_ok=True)
    record = run_configuration(recipe, split, int(named["seed"]))
    del record["recipe"]["export"]
    record |= {
        "parameters": sum(parameter.numel() for parameter in tuned.parameters()),
        "sessions": [process_description(0) | description],
    }
    (folder / CONFIG).write_text(json.dumps(record, indent=2), encoding="utf-8")
    seconds = description.get("seconds_a_run", 0.0)
    (folder / "log.csv").write_text(f"epoch,seconds\n0,{seconds}\n", encoding="utf-8")
    save_half(start, folder / PROBE)
    save_half(tuned, folder / FINISHED)
    return folder


def split_named(name: str, clips: Sequence[Clip]) -> Split:
    """Return the split of a run by its name."""
    if name.startswith("both-fold"):
        return both(clips, int(name.removeprefix("both-fold")))
    return random80_with_crema(clips)


def main() -> None:
    """Run the command ``python -m training.train.stacked.unpack``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("changes", type=Path, nargs="+", help="files that protocol wrote")
    parser.add_argument("--record", type=Path, required=True, help="recipe.json beside them")
    add_place_options(parser)
    options = parser.parse_args()
    clips: list[Clip] = []
    for name in CORPORA_USED:
        clips += scan_corpus(CORPORA[name], options.corpora)[0]
    description = json.loads(options.record.read_text("utf-8"))
    for path in options.changes:
        print(unpack(path, clips, description, options.runs, options.cache))


if __name__ == "__main__":
    main()
