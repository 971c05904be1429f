"""Memory against the length of a recording: ``python -m benchmarks.memory [--day]``.

Writes ``benchmarks/memory.json``. Each figure is the most that a process of its own held: the
command ``analyze``, from file to JSON, for ten minutes and for an hour, both models. ``--day`` adds
24 hours of live sound, made and given faster than real time, and compares what the process holds at
the end with what it held after ten minutes of sound; it takes some minutes more.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from benchmarks.clip import MODELS
from benchmarks.long_recordings import write_long
from benchmarks.rows import Row, figures_of_fresh_process, keep, row

MINUTES = (10, 60)
MAX_RATIO = 1.1
DAY_S = 24 * 3600.0
DAY_HOP_S = 3.0
"""From one live result to the next: the windows of a day touch."""

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
    options = parser.parse_args()
    target = Path(__file__).with_suffix(".json")
    before = json.loads(target.read_text("utf-8")) if target.exists() else []
    with tempfile.TemporaryDirectory() as folder:
        rows = analysis_rows(Path(folder))
    # A day that was measured earlier stays until it is measured anew.
    rows += [day_row()] if options.day else [line for line in before if "24 h" in line["name"]]
    keep(rows, target)


if __name__ == "__main__":
    main()
