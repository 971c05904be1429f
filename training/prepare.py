"""List the corpus and resample it once: ``python -m training.prepare [--download]``."""

from __future__ import annotations

import argparse
from pathlib import Path

from training.audio_cache import AudioCache
from training.corpora.ravdess import download, scan
from training.manifest import write_manifest
from training.places import RECIPES, add_place_options
from training.recipe import load_recipe


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--recipe", type=Path, default=RECIPES / "ours.toml")
    parser.add_argument("--download", action="store_true", help="fetch RAVDESS from Zenodo first")
    parser.add_argument("--workers", type=int, default=2)
    add_place_options(parser)
    options = parser.parse_args()
    if options.download:
        download(options.corpora)
    clips, report = scan(options.corpora)
    write_manifest(clips, options.cache / "manifest.csv")
    print(f"{len(clips)} clips, {options.cache / 'manifest.csv'}\n{report}")
    AudioCache(
        clips,
        options.corpora,
        options.cache,
        load_recipe(options.recipe).data.speeds,
        options.workers,
    )


if __name__ == "__main__":
    main()
