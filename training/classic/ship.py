"""Copies the earlier systems to the models of the application: ``python -m training.classic.ship``.

Each is trained on the random split's training side, as by its authors; its figures are of that
split's test side and of unseen actors. A system without a run does not change. A model above
``MAX_MB`` has to be added by hand: *Models > Choose or add a model*.
"""

from __future__ import annotations

import argparse
import json

from training.classic.recipe import CLASSIC_RECIPES
from training.places import RESULTS, ROOT, add_place_options
from training.train.export_onnx import fold_model_path
from training.train.model_file import copy_with_metrics

SHIPPED = ROOT.parent / "resources" / "classic_models"
PROTOCOL = "random80"
MAX_MB = 5.0
"""Largest model file that ships, megabytes."""


def main() -> None:
    """Run the command ``python -m training.classic.ship``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=0)
    add_place_options(parser)
    options = parser.parse_args()
    summary = json.loads((RESULTS / "summary.json").read_text("utf-8"))
    for name in sorted(path.stem for path in CLASSIC_RECIPES.glob("*.toml")):
        source = fold_model_path(options.runs, name, PROTOCOL, options.seed, 0)
        if not source.exists() or PROTOCOL not in summary.get(name, {}):
            print(f"{name}: no run, or not judged yet")
            continue
        if source.stat().st_size > MAX_MB * 1e6:
            print(f"{name}: too large to ship; add {source} in the window")
            continue
        target = SHIPPED / f"{name}.onnx"
        copy_with_metrics(source, summary[name], target)
        print(f"{target}, {target.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
