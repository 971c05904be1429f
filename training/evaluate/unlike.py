"""Choose when a recording is unlike what was learned: ``python -m training.evaluate.unlike``.

A model's limit is that of single clips. Recordings are full of windows across two sentences, which
are less like these. The clips of each validation actor are joined with pauses, and the model of
that fold, which never heard these actors, says how unlike they are. The margin is the smallest
one with which at most ``MOST`` of these recordings of each corpus pass the limit. EmoDB, heard by
the model that ships, says how many voices from elsewhere still do; it chooses nothing. Writes
``results/<system>/unlike-<seed>.json``.
"""

from __future__ import annotations

import argparse
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from tqdm import tqdm

from ser_desktop import analyze
from ser_desktop.emotion.doubt import unlikeness
from ser_desktop.emotion.model import EmotionModel
from training.data.corpora.catalogue import CORPORA
from training.data.corpora.corpus import scan_corpus
from training.data.corpora.emodb import EMODB
from training.data.crema_folds import N_FOLDS, both
from training.data.manifest import Clip
from training.evaluate.robustness import telephone
from training.evaluate.timeline import join
from training.places import RESULTS, ROOT, add_place_options
from training.train.export_onnx import fold_model_path
from training.train.tuning_material import CORPORA_USED

MARGINS = tuple(round(1 + 0.1 * step, 1) for step in range(8))
MOST = 0.05
N_CLIPS = 16
"""Of each person, about a minute."""
_MODELS = ROOT.parent / "resources" / "models"
_KINDS = ("as recorded", "telephone")


def ratios(model: EmotionModel, clips: Sequence[Clip], corpora: Path) -> list[float]:
    """Compute how unlike a person's clips are, joined to one recording.

    Args:
        model: the model that hears them.
        clips: clips of one person.
        corpora: folder of the corpora.

    Returns:
        Mean square of the embeddings as a multiple of the model's limit, as recorded and by
        telephone.
    """
    rng = np.random.default_rng(0)
    chosen = [clips[i] for i in rng.permutation(len(clips))[:N_CLIPS]]
    joined = join(chosen, corpora, rng)
    called, rate_hz = soundfile.read(
        io.BytesIO(telephone(joined.samples, joined.sample_rate_hz, None)),  # type: ignore[arg-type]
        dtype="float32",
    )
    doubt = model.info.doubt
    assert doubt is not None
    found = []
    for samples, rate in ((joined.samples, joined.sample_rate_hz), (called, rate_hz)):
        distance = unlikeness(analyze(samples, model, sample_rate_hz=rate).windows)
        assert distance is not None
        found.append(distance / doubt.unlike_above)
    return found


def by_person(clips: Sequence[Clip]) -> Iterator[list[Clip]]:
    """Yield the spoken clips of each person."""
    for speaker in sorted({clip.speaker for clip in clips}):
        yield [clip for clip in clips if clip.speaker == speaker and clip.channel != "song"]


def choose_margin(as_recorded: Mapping[str, Sequence[float]]) -> float:
    """Return the smallest margin with which at most ``MOST`` of each corpus's recordings pass.

    Args:
        as_recorded: by corpus, the ratio of each recording of a validation actor.
    """
    for margin in MARGINS:
        if all(np.mean(np.array(found) > margin) <= MOST for found in as_recorded.values()):
            return margin
    return MARGINS[-1]


def _table(found: Mapping[str, Sequence[Sequence[float]]], margin: float) -> dict[str, Any]:
    table: dict[str, Any] = {}
    for corpus, rows in found.items():
        columns = dict(zip(_KINDS, np.array(rows).T, strict=True))
        table[corpus] = {
            kind: {
                "mean": round(float(values.mean()), 3),
                "share_beyond_the_limit": round(float((values > 1).mean()), 3),
                "share_beyond_the_margin": round(float((values > margin).mean()), 3),
                "n": len(values),
            }
            for kind, values in columns.items()
        }
    return table


def main() -> None:
    """Run the command ``python -m training.evaluate.unlike``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--system", default="ser-base")
    parser.add_argument("--seed", type=int, default=0)
    add_place_options(parser)
    options = parser.parse_args()
    clips = [c for name in CORPORA_USED for c in scan_corpus(CORPORA[name], options.corpora)[0]]
    found: dict[str, list[list[float]]] = {name: [] for name in CORPORA_USED}
    for fold in tqdm(range(N_FOLDS), "folds"):
        path = fold_model_path(options.runs, options.system, "both", options.seed, fold)
        model, validation = EmotionModel(path), both(clips, fold).validation
        for name in CORPORA_USED:
            of_corpus = [clip for clip in validation if clip.corpus == name]
            found[name] += [ratios(model, own, options.corpora) for own in by_person(of_corpus)]
    margin = choose_margin({name: [row[0] for row in rows] for name, rows in found.items()})
    shipped = EmotionModel(_MODELS / f"{options.system}.onnx")
    elsewhere = scan_corpus(EMODB, options.corpora)[0]
    judged = {"emodb": [ratios(shipped, own, options.corpora) for own in by_person(elsewhere)]}
    table = {"chosen": margin, "most": MOST, **_table(found, margin), **_table(judged, margin)}
    target = RESULTS / options.system / f"unlike-{options.seed}.json"
    target.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(table, indent=1))


if __name__ == "__main__":
    main()
