"""Rewrite the speech gate's graph so that it takes less time and hears each frame twice.

``python -m training.speech_gate ORIGINAL`` writes ``resources/gate/silero_vad_16k_matrices.onnx``.
ORIGINAL is ``silero_vad/data/silero_vad_16k_sequence.onnx`` of the PyPI wheel ``silero-vad``.

The weights are the original's. Its convolutions run over four steps of time at most, for which ONNX
Runtime's kernels are slow; here each is one product of matrices with the steps side by side. With
the original's one hearing the answers are the same but for the rounding of float32. A second
hearing has the same weights and a Fourier transform of its own. What it costs and what it finds
stands in ``training/results/speech_gate.json`` (``training.gate_levels``).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import soundfile

from ser_desktop.emotion.gate import GRAPH, SPEECH_ABOVE
from ser_desktop.paths import resource
from training.gate_graph import Hearing, rewritten
from training.gate_levels import PEAKS_DBFS, marks_of, material, measured_of, probabilities_of
from training.places import RESULTS, default_corpora

ORIGINAL_SHA256 = "9ccdacc4719d8aa7e45a77536bfabec45a03ba1f2fad5e241ab4060b24238a85"
ROUNDS = 15
AS_RECORDED, SHIPPED = "as recorded", "as recorded, and at one level lowered by 1.15"
CANDIDATES = {
    AS_RECORDED: [Hearing()],
    "at one level": [Hearing(levelled=True)],
    "at one level lowered by 1.2": [Hearing(1.2, levelled=True)],
    "as recorded, and at one level lowered by 1.1": [Hearing(), Hearing(1.1, levelled=True)],
    SHIPPED: [Hearing(), Hearing(1.15, levelled=True)],
    "as recorded, and at one level lowered by 1.2": [Hearing(), Hearing(1.2, levelled=True)],
    "as recorded, and at one level lowered by 1.3": [Hearing(), Hearing(1.3, levelled=True)],
}
"""Of several hearings, a frame is speech where either hears speech."""


def compared(graphs: Sequence[Path]) -> list[dict[str, float]]:
    """Run several graphs over the sample, in turn, on one thread.

    Returns:
        of each graph after the first: the largest difference of a probability, frames that changed
        sides, and the share of the first one's processor time (median of rounds).
    """
    samples, _ = soundfile.read(resource("samples", "sample.flac"), dtype="float32")
    gates = [probabilities_of(path) for path in graphs]
    times = np.zeros((ROUNDS, len(gates)))
    for round_times in times:
        for number, gate in enumerate(gates):
            started = time.process_time()
            gate(samples)
            round_times[number] = time.process_time() - started
    first, *others = [gate(samples) for gate in gates]
    return [
        {
            "n_frames": len(first),
            "largest_difference": float(f"{np.abs(first - other).max():.1e}"),
            "frames_that_changed_sides": int(
                ((first > SPEECH_ABOVE) != (other > SPEECH_ABOVE)).sum()
            ),
            "share_of_the_time": round(float(np.median(times[:, number] / times[:, 0])), 3),
        }
        for number, other in enumerate(others, 1)
    ]


def main() -> None:
    """Run the command ``python -m training.speech_gate``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("original", type=Path)
    parser.add_argument("--corpora", type=Path, default=default_corpora())
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    original = options.original
    digest = hashlib.sha256(original.read_bytes()).hexdigest()
    if digest != ORIGINAL_SHA256:
        parser.error(f"another version of the model: its SHA-256 is {digest}")
    target = resource("gate", GRAPH)
    with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor(options.workers) as pool:
        made = {}
        for number, (name, hearings) in enumerate(CANDIDATES.items()):
            made[name] = Path(folder) / f"{number}.onnx"
            onnx.save(rewritten(onnx.load(original), hearings), made[name])
        shutil.copyfile(made[SHIPPED], target)
        rewrite, shipped = compared([original, made[AS_RECORDED], target])
        choosing = material(options.corpora, False, marks_of(original))
        found: dict[str, Any] = {
            **rewrite,
            "shipped": SHIPPED,
            "shipped_share_of_the_time": shipped["share_of_the_time"],
            "peaks_dbfs": PEAKS_DBFS,
            "choosing": dict(
                zip(made, pool.map(measured_of, made.values(), repeat(choosing)), strict=True)
            ),
        }
        judging = material(options.corpora, True, marks_of(original))
        before, shipped_gate = pool.map(measured_of, [original, target], repeat(judging))
        found["judging"] = {
            "n_clips": len(judging.clips),
            "n_sounds_without_speech": sum(map(len, judging.others.values())),
            "before": before,
            "shipped": shipped_gate,
        }
    (RESULTS / "speech_gate.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
