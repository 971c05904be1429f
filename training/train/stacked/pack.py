"""Collect what training on another machine needs: ``python -m training.train.stacked.pack``.

Writes packs of compressed audio of at most ``--most-mb`` each, ``clips.json`` (labels, splits,
votes; no test side) and ``encoder.npz`` (the untuned encoder). RAVDESS's speech is coded as Opus,
as the other clips are, so that no corpus is known by its codec.
"""

from __future__ import annotations

import argparse
import io
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import soundfile
import soxr
from tqdm import tqdm

from training.data.corpora.catalogue import CORPORA
from training.data.corpora.corpus import scan_corpus
from training.data.corpora.crema_votes import read_votes
from training.data.crema_folds import N_FOLDS, both, random80_with_crema
from training.data.manifest import Clip
from training.data.splits import Split
from training.places import add_place_options
from training.train.pretrained import default_folder, load_encoder
from training.train.stacked.clip_table import ClipTable, make_table
from training.train.tuning_material import CORPORA_USED

SAMPLE_RATE_HZ = 16_000
_OPUS_LEVEL = 0.85
"""Of libsndfile; about 29 kbit/s, as CREMA-D and the songs are stored."""
_OF_CREMA_JUDGES = 4
"""Every so many-th clip of CREMA-D's validation actors judges the models of RAVDESS alone."""


def write_packs(
    clips: Sequence[Clip], corpora: Path, folder: Path, most_bytes: int, workers: int = 2
) -> list[Path]:
    """Write the audio of clips into as few files as their size allows.

    Args:
        clips: all clips.
        corpora: folder the clips' paths are relative to.
        folder: where the packs go.
        most_bytes: largest size of a pack.
        workers: processes that encode.

    Returns:
        The packs.
    """
    paths = []
    with ProcessPoolExecutor(workers) as pool:
        coded = pool.map(partial(_coded, corpora), (clip.path for clip in clips), chunksize=16)
        named = zip((clip.path for clip in clips), tqdm(coded, "packing", len(clips)), strict=True)
        for number, (names, parts) in enumerate(_groups(named, most_bytes)):
            path = folder / f"audio{number}.npz"
            np.savez(
                path,
                paths=np.array(names),
                ends=np.cumsum([len(part) for part in parts]),
                data=np.frombuffer(b"".join(parts), dtype=np.uint8),
            )
            paths.append(path)
    return paths


def joint_table(clips: Sequence[Clip], corpora: Path) -> ClipTable:
    """Describe the joint folds, each corpus alone, all clips, and ``random80`` with CREMA-D."""
    folds = [both(clips, fold) for fold in range(N_FOLDS)]
    chosen = {clip.path for fold in folds for clip in fold.validation}
    ravdess = [clip for clip in clips if clip.corpus == "ravdess"]
    crema = [clip for clip in clips if clip.corpus == "crema-d"]
    judges = [clip for clip in clips if clip.path in chosen]
    crema_judges = [clip for clip in judges if clip.corpus == "crema-d"][::_OF_CREMA_JUDGES]
    splits = [
        *folds,
        Split("ravdess-alone", ravdess, crema_judges, []),
        Split("crema-d-alone", crema, [c for c in judges if c.corpus == "ravdess"], []),
        replace(random80_with_crema(clips), name="random80"),
    ]
    return make_table(clips, read_votes(corpora), splits)


def _coded(corpora: Path, name: str) -> bytes:
    path = corpora / name
    if path.suffix == ".opus":
        return path.read_bytes()
    samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    mono = soxr.resample(samples.mean(axis=1), rate, SAMPLE_RATE_HZ)
    file = io.BytesIO()
    soundfile.write(
        file, np.clip(mono, -1, 1), SAMPLE_RATE_HZ,
        format="OGG", subtype="OPUS", compression_level=_OPUS_LEVEL,
    )  # fmt: skip
    return file.getvalue()


def _groups(
    named: Iterator[tuple[str, bytes]], most_bytes: int
) -> Iterator[tuple[list[str], list[bytes]]]:
    names: list[str] = []
    parts: list[bytes] = []
    for name, part in named:
        if parts and sum(map(len, parts)) + len(part) > most_bytes:
            yield names, parts
            names, parts = [], []
        names.append(name)
        parts.append(part)
    if parts:
        yield names, parts


def main() -> None:
    """Run the command ``python -m training.train.stacked.pack``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, required=True, help="folder that is written")
    parser.add_argument("--layers", type=int, default=5, help="lower layers of the encoder")
    parser.add_argument("--most-mb", type=float, default=40.0, help="largest pack, MB")
    parser.add_argument("--first", type=int, default=0, help="for a trial: so many clips alone")
    add_place_options(parser)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    clips: list[Clip] = []
    for name in CORPORA_USED:
        clips += scan_corpus(CORPORA[name], options.corpora)[0]
    joint_table(clips, options.corpora).save(options.out / "clips.json")
    encoder = load_encoder(default_folder(), options.cache, options.layers)
    weights = {name: value.half().numpy() for name, value in encoder.state_dict().items()}
    np.savez(options.out / "encoder.npz", **weights)
    kept = clips[:: max(1, len(clips) // options.first)] if options.first else clips
    for path in write_packs(kept, options.corpora, options.out, int(options.most_mb * 1e6)):
        print(path, path.stat().st_size)


if __name__ == "__main__":
    main()
