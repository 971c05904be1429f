"""Memory against the length of a recording: ``python -m benchmarks.memory``.

Writes ``benchmarks/memory.json``. Each figure is the most that a process of its own held: the
command ``analyze``, from file to JSON, for ten minutes and for an hour, both models.

``--long-hours`` adds a recording of that many hours, analysed by a stand-in model that answers at
once: its results grow as those of the shipped models do, which start with more. ``--day`` adds 24
hours of live sound, made and given faster than real time, and compares what the process holds at
the end with what it held after ten minutes of sound; it takes some minutes more.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from benchmarks.clip import MODELS
from benchmarks.long_recordings import write_long
from benchmarks.rows import Row, figures_of_fresh_process, keep, row
from ser_desktop.emotion.labels import EMOTIONS

MINUTES = (10, 60)
MAX_RATIO = 1.1
DAY_S = 24 * 3600.0
DAY_HOP_S = 3.0
"""From one live result to the next: the windows of a day touch."""

MADE_EMBEDDING = 128
LONG_RATE_HZ = 8000
MADE_METADATA = {
    "schema": "1", "name": "made", "version": "1", "labels": json.dumps(EMOTIONS),
    "sample_rate": "16000", "window_s": "3.0", "hop_s": "1.0", "front_end": "waveform",
    "uncertain_below": "0.0", "licence": "none", "trained_on": "nothing", "metrics": "{}",
    "recipe": "{}",
}  # fmt: skip

ANALYZE = """
import resource, sys
from ser_desktop.cli import main
model, sound, out = sys.argv[1:]
code = main(["analyze", "--model", model, "--format", "jsonl", "--out", out, sound])
assert code == 0, code
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""

LIVE = """
import sys
import numpy as np, soundfile
from pathlib import Path
from ser_desktop.emotion.catalogue import load_model
from ser_desktop.live.stream import LiveStream
from ser_desktop.paths import resource
seconds, hop_s = float(sys.argv[1]), float(sys.argv[2])
samples, rate = soundfile.read(resource("samples", "sample.flac"), dtype="float32")
model = load_model("ser-small", Path("none"))
stream = LiveStream(model, rate, hop_s, fast_model=lambda slow: None)
def rss():
    return int(open("/proc/self/statm").read().split()[1]) * 4 / 1024
block, heard, n_results, early = rate // 2, 0, 0, 0.0
at = 0
while heard < seconds * rate:
    if at + block > len(samples):
        at = 0
    n_results += len(stream.push(samples[at : at + block]))
    at, heard = at + block, heard + block
    if not early and heard >= 600 * rate:
        early = rss()
print(early, rss(), n_results)
"""


def analysis_rows(folder: Path) -> list[Row]:
    """The most memory of an hour beside that of ten minutes."""
    sounds = [write_long(folder / f"{minutes}.wav", 60 * minutes) for minutes in MINUTES]
    rows = []
    for name in MODELS:
        short_mb, long_mb = (
            figures_of_fresh_process(ANALYZE, name, s, folder / "out.jsonl")[-1] for s in sounds
        )
        rows.append(
            row(f"{name}: peak memory for an hour", long_mb, "MB",
                f"ten minutes, {short_mb:.0f} MB; limit of {MAX_RATIO}", long_mb / short_mb)
        )  # fmt: skip
    return rows


def write_made_model(path: Path) -> Path:
    """A model that answers at once, with the outputs of the shipped ones."""
    rng = np.random.default_rng(0)
    nodes = [
        helper.make_node("Slice", ["waveform", "first", "end", "axis"], ["some"]),
        helper.make_node("MatMul", ["some", "embed"], ["embedding"]),
        helper.make_node("MatMul", ["embedding", "decide"], ["logits"]),
        helper.make_node("Softmax", ["logits"], ["probabilities"], axis=1),
        helper.make_node("ReduceMean", ["probabilities"], ["intensity"], axes=[1], keepdims=0),
    ]
    constants = {
        "first": np.array([20_000]),
        "end": np.array([20_064]),
        "axis": np.array([1]),
        "embed": rng.standard_normal((64, MADE_EMBEDDING)).astype(np.float32),
        "decide": rng.standard_normal((MADE_EMBEDDING, len(EMOTIONS))).astype(np.float32),
    }
    shapes = {
        "waveform": ["b", "s"],
        "probabilities": ["b", len(EMOTIONS)],
        "intensity": ["b"],
        "embedding": ["b", MADE_EMBEDDING],
    }
    given, *returned = (
        helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
        for name, shape in shapes.items()
    )
    initial = [numpy_helper.from_array(value, name) for name, value in constants.items()]
    graph = helper.make_graph(nodes, "made", [given], returned, initial)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    helper.set_model_props(model, MADE_METADATA)
    onnx.save(model, str(path))
    return path


def long_row(folder: Path, hours: float) -> Row:
    """The most memory of some hours beside that of ten minutes, by the made model."""
    model, peaks_mb = write_made_model(folder / "made.onnx"), []
    for seconds in (600.0, 3600 * hours):
        sound = write_long(folder / "long.wav", seconds, LONG_RATE_HZ)
        peaks_mb.append(figures_of_fresh_process(ANALYZE, model, sound, folder / "out.jsonl")[-1])
        sound.unlink()
    short_mb, long_mb = peaks_mb
    return row(
        f"made model: peak memory for {hours:g} h",
        long_mb, "MB", f"ten minutes, {short_mb:.0f} MB", long_mb / short_mb,
    )  # fmt: skip


def day_row() -> Row:
    """What a day of live sound leaves in memory beside what ten minutes of it left."""
    early_mb, end_mb, n_results = figures_of_fresh_process(LIVE, DAY_S, DAY_HOP_S)
    wanted = DAY_S / DAY_HOP_S
    return row(
        f"ser-small: memory after 24 h of live sound, {n_results:.0f} of {wanted:.0f} results",
        end_mb, "MB", f"after ten minutes of it, {early_mb:.0f} MB; limit of {MAX_RATIO}",
        end_mb / early_mb,
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--day", action="store_true", help="24 hours of live sound too")
    parser.add_argument(
        "--long-hours", type=float, help="also measure a recording of this many hours"
    )
    parser.add_argument("--only-long", action="store_true", help="keep the other figures")
    options = parser.parse_args()
    target = Path(__file__).with_suffix(".json")
    before = json.loads(target.read_text("utf-8")) if target.exists() else []
    # What was measured earlier and not now stays until it is measured anew.
    long_before = [line for line in before if line["name"].startswith("made model")]
    day_before = [line for line in before if "24 h of live sound" in line["name"]]
    hours_before = [line for line in before if line not in (*long_before, *day_before)]
    with tempfile.TemporaryDirectory() as name:
        rows = hours_before if options.only_long else analysis_rows(Path(name))
        long = options.long_hours
        rows = [*rows, *([long_row(Path(name), long)] if long else long_before)]
    rows += [day_row()] if options.day else day_before
    keep(rows, target)


if __name__ == "__main__":
    main()
