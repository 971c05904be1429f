"""Choose how far segments reach beyond the speech gate's marks.

``python -m training.evaluate.edge_pads``.

The validation actors' clips of each fold are joined with pauses, as ``training.evaluate.timeline``
joins those of the test actors, and each pad is tried on the same scores. Writes
``results/<system>/edge_pads-<seed>.json``, by which ``EDGE_PAD_S`` of
``ser_desktop/emotion/segment_edges.py`` is chosen.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import defaultdict
from pathlib import Path

import numpy as np
import soundfile
from tqdm import tqdm

from ser_desktop.emotion import segment_edges
from ser_desktop.emotion.inference import infer
from ser_desktop.emotion.interpretation import interpret
from ser_desktop.emotion.model import EmotionModel
from training.data.corpora.ravdess import scan
from training.data.crema_folds import trained_protocol
from training.data.splits import PROTOCOLS
from training.evaluate.timeline import figures, join, label_at
from training.places import RESULTS, add_place_options
from training.train.export_onnx import fold_model_path

PADS_S = (0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3)


def main() -> None:
    """Run the command ``python -m training.evaluate.edge_pads``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--system", default="ser-base", help="a folder of the runs folder")
    parser.add_argument("--seed", type=int, default=0)
    add_place_options(parser)
    options = parser.parse_args()
    clips, _ = scan(options.corpora)
    protocol = PROTOCOLS["luna5"]
    trained = trained_protocol(options.system, protocol.name)
    by_pad: dict[float, list[dict[str, float]]] = defaultdict(list)
    for fold in tqdm(range(protocol.n_folds), "folds"):
        split = protocol.split(clips, fold, False)
        path = fold_model_path(options.runs, options.system, trained, options.seed, fold)
        interview = join(split.validation, options.corpora, np.random.default_rng(fold))
        with tempfile.TemporaryDirectory() as folder:
            sound = Path(folder) / "interview.wav"
            soundfile.write(sound, interview.samples, interview.sample_rate_hz)
            scores = infer(sound, EmotionModel(path))
        for pad_s in PADS_S:
            segment_edges.EDGE_PAD_S = pad_s
            labels = label_at(interpret(scores), len(interview.truth))
            by_pad[pad_s].append(figures(interview.truth, labels))
    table = {
        str(pad_s): {
            key: round(float(np.mean([row[key] for row in rows])), 4)
            for key in rows[0]
            if key != "hours"
        }
        for pad_s, rows in by_pad.items()
    }
    target = RESULTS / options.system / f"edge_pads-{options.seed}.json"
    target.write_text(json.dumps(table, indent=2) + "\n", encoding="utf-8")
    for pad, row in table.items():
        print(pad, row)


if __name__ == "__main__":
    main()
