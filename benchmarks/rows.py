"""Lines of a benchmark's result, and the file they are kept in."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

Row = dict[str, object]


def row(name: str, value: float, unit: str, peer: str, ratio: float | None) -> Row:
    """One line: a value, and its ratio to a peer of the same run."""
    return {
        "name": name,
        "value": round(value, 4),
        "unit": unit,
        "peer": peer,
        "ratio": None if ratio is None else round(ratio, 3),
    }


def figures_of_fresh_process(code: str, *arguments: object) -> list[float]:
    """Run code in a fresh Python process without a screen, and return the numbers it prints.

    Args:
        code: Python code.
        arguments: become the arguments of the process.
    """
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    return [float(word) for word in done.stdout.split()]


def keep(rows: Sequence[Row], target: Path) -> None:
    """Write the lines as JSON and print them."""
    target.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")
    for line in rows:
        print(f"{line['name']}: {line['value']} {line['unit']} ({line['peer']}: {line['ratio']})")
