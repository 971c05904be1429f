"""Lines of a benchmark's result, and the file they are kept in."""

from __future__ import annotations

import json
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


def keep(rows: Sequence[Row], target: Path) -> None:
    """Write the lines as JSON and print them."""
    target.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")
    for line in rows:
        print(f"{line['name']}: {line['value']} {line['unit']} ({line['peer']}: {line['ratio']})")
