"""Speed and memory as ratios against a peer in the same run: ``make bench``.

Runs the benchmarks below, each in a process of its own, and gathers their lines in
``benchmarks/results.json``: ``[{"name", "value", "unit", "peer", "ratio", "last_release"}]``, the
last being the ratio that the last release had (``benchmarks/last_release.json``). Nothing here is a
test: machines differ and are shared; the ratio is what can be compared. It is made to take less
than ten minutes on two quiet cores. ``python -m benchmarks.run clip start`` runs some of them.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
PARTS = ("clip", "throughput", "memory", "live", "start", "many_recordings", "project")
"""Clip; long file and batch; an hour; live; start; a window of 5,000 rows; opening a project."""


def gathered() -> list[dict[str, Any]]:
    """The lines of every part that was measured, beside those of the last release."""
    kept = FOLDER / "last_release.json"
    before = json.loads(kept.read_text("utf-8"))["ratios"] if kept.exists() else {}
    lines: list[dict[str, Any]] = []
    for part in PARTS:
        path = FOLDER / f"{part}.json"
        lines += json.loads(path.read_text("utf-8")) if path.exists() else []
    return [{**line, "last_release": before.get(line["name"])} for line in lines]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], help="default: all of them")
    chosen = parser.parse_args().parts or PARTS
    began = time.perf_counter()
    for part in chosen:
        started = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", f"benchmarks.{part}"],
            check=True,
            cwd=FOLDER.parent,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        )
        print(f"-- {part}: {time.perf_counter() - started:.0f} s", flush=True)
    results = gathered()
    (FOLDER / "results.json").write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    print(f"{len(results)} lines; {time.perf_counter() - began:.0f} s in all")


if __name__ == "__main__":
    main()
