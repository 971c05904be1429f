"""Who speaks when in an hour: ``python -m benchmarks.speakers [--minutes 10 60]``.

Writes ``benchmarks/speakers.json``: how many times faster than real time speakers are found on two
cores, by the time of the processors (a machine that does other things too makes no difference), and
the most memory that a process of its own held for ten minutes and for an hour. The conversation is
of two voices, the sample's and the same a third higher, with half a second between their turns.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.rows import Row, keep, row
from tests.support.researcher import make_interview

MINUTES = (10, 60)
CORES = 2
MIN_TIMES_REAL_TIME = 60.0
MAX_MEMORY_RATIO = 1.25
_TURN_S, _PAUSE_S = 2.5, 0.5

FIND = """
import re, sys, time
from pathlib import Path
from ser_desktop.speakers.diarization.diarize import diarize
began, before = time.perf_counter(), time.process_time()
found = diarize(Path(sys.argv[1]), 2)
took, used = time.perf_counter() - began, time.process_time() - before
# Not ru_maxrss, which begins with what the program that started this one held.
peak = int(re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1])
print(took, used, peak / 1024, len(found.turns))
"""


def measure(minutes: float, folder: Path) -> tuple[float, float, float, int]:
    """Find the speakers of a conversation in a process of its own.

    Returns:
        seconds that passed, seconds of processors, MB at most, and how many turns were found.
    """
    path = folder / f"{minutes:g}.wav"
    make_interview(path, _TURN_S, round(60 * minutes / (_TURN_S + _PAUSE_S)))
    done = subprocess.run(
        [sys.executable, "-c", FIND, str(path)],
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    took_s, used_s, megabytes, turns = done.stdout.split()
    return float(took_s), float(used_s), float(megabytes), int(turns)


def main() -> None:
    """Run the command ``python -m benchmarks.speakers``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, nargs=2, default=MINUTES)
    parser.add_argument("--out", type=Path, default=Path(__file__).with_suffix(".json"))
    options = parser.parse_args()
    short, long = options.minutes
    with tempfile.TemporaryDirectory() as folder:
        *_, few_mb, _ = measure(short, Path(folder))
        took_s, used_s, many_mb, turns = measure(long, Path(folder))
    keep(rows(short, long, took_s, used_s, few_mb, many_mb, turns), options.out)


def rows(
    short: float, long: float, took_s: float, used_s: float, few_mb: float, many_mb: float, n: int
) -> list[Row]:
    """The lines of the result."""
    times = CORES * 60 * long / used_s
    limit = MIN_TIMES_REAL_TIME
    name = f"speakers of {long:g} min"
    return [
        row(f"{name}, times real time on {CORES} cores, by their time", times, "",
            f"at least {limit:g}", times / limit),
        row(f"{name}, as it passed beside other programs", took_s, "s", "", None),
        row(f"memory at most for {long:g} min", many_mb, "MB",
            f"{short:g} min, {few_mb:.0f} MB, at most {MAX_MEMORY_RATIO:g}", many_mb / few_mb),
        row(f"turns in {long:g} min", n, "", "", None),
    ]  # fmt: skip


if __name__ == "__main__":
    main()
