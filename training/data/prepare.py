"""List the corpora and resample RAVDESS once: ``python -m training.data.prepare [--download]``.

Training uses RAVDESS; the table also contains the clips of other corpora in the folder.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from training.data.audio_cache import AudioCache
from training.data.corpora.catalogue import CORPORA
from training.data.corpora.corpus import scan_corpus
from training.data.corpora.ravdess import RAVDESS, download
from training.data.manifest import Clip, write_manifest
from training.places import RECIPES, add_place_options
from training.train.recipe import load_recipe


def list_corpora(corpora: Path) -> dict[str, list[Clip]]:
    """The clips of RAVDESS and of every other corpus that is there; prints what is amiss.

    Raises:
        FileNotFoundError: there is no RAVDESS.
    """
    clips_by_corpus = {}
    for corpus in CORPORA.values():
        if corpus is RAVDESS or (corpora / corpus.name).is_dir():
            clips, report = scan_corpus(corpus, corpora)
            print(f"{corpus.name}: {len(clips)} clips, {corpus.licence}\n{report}")
            clips_by_corpus[corpus.name] = clips
    return clips_by_corpus


def main() -> None:
    """Run the command ``python -m training.data.prepare``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--recipe", type=Path, default=RECIPES / "ours-1.2.toml")
    parser.add_argument("--download", action="store_true", help="fetch RAVDESS from Zenodo first")
    parser.add_argument("--workers", type=int, default=2)
    add_place_options(parser)
    options = parser.parse_args()
    if options.download:
        download(options.corpora)
    clips_by_corpus = list_corpora(options.corpora)
    target = options.cache / "manifest.csv"
    write_manifest([clip for clips in clips_by_corpus.values() for clip in clips], target)
    print(target)
    AudioCache(
        clips_by_corpus[RAVDESS.name],
        options.corpora,
        options.cache,
        load_recipe(options.recipe).data.speeds,
        options.workers,
    )


if __name__ == "__main__":
    main()
