"""A project whose program is killed while it edits: ``python -m benchmarks.kills [--kills 200]``.

Writes ``benchmarks/kills.json``. After every kill (SIGKILL at a random moment) the project is
opened and checked: each change that was said to be on disk is there whole, none later by half.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from benchmarks.rows import keep, row
from ser_desktop.project.store import ProjectStore
from tests.support.killed_writer import kill_once


def main() -> None:
    """Run the command ``python -m benchmarks.kills``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    options = parser.parse_args()
    lost, kept = 0, 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "killed.serproj"
        ProjectStore.create(path).close()
        for seed in range(options.kills):
            try:
                kept = kill_once(path, seed)
            except Exception as error:  # noqa: BLE001  a damaged project may raise anything
                print(f"kill {seed}: {error}")
                lost += 1
    rows = [
        row(f"projects lost or damaged in {options.kills} kills", lost, "", "limit of 0", None),
        row("changes on disk at the end, each of them whole", kept, "", "", None),
    ]
    keep(rows, Path(__file__).with_suffix(".json"))


if __name__ == "__main__":
    main()
