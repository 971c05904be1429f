"""Folders that training reads and writes; options change each of them."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

ROOT = Path(__file__).parent
RECIPES = ROOT / "train" / "recipes"
RESULTS = ROOT / "results"


def default_corpora() -> Path:
    """Find the folder of the corpora.

    Returns:
        ``SER_CORPORA``, else ``corpora`` in the working directory.
    """
    return Path(os.environ.get("SER_CORPORA") or "corpora")


def add_place_options(parser: argparse.ArgumentParser) -> None:
    """Add ``--corpora``, ``--cache`` and ``--runs``, the same for every training command.

    Args:
        parser: parser of the command.
    """
    parser.add_argument(
        "--corpora",
        type=Path,
        default=default_corpora(),
        help="folder that holds ravdess/ (default: SER_CORPORA, else ./corpora)",
    )
    parser.add_argument(
        "--cache", type=Path, default=Path(".cache"), help="resampled audio (default: .cache)"
    )
    parser.add_argument("--runs", type=Path, default=Path("runs"), help="run folders")
