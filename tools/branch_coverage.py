"""Print the coverage of lines and of branches apart: ``python tools/branch_coverage.py``.

``coverage report`` gives one figure for both. Reads the data of the last ``coverage run``.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any


def summary(totals: dict[str, Any]) -> str:
    """Return the covered shares in a line.

    Args:
        totals: the entry ``totals`` of ``coverage json``.
    """
    lines = totals["covered_lines"], totals["num_statements"]
    branches = totals["covered_branches"], totals["num_branches"]
    return ", ".join(
        f"{kind} {covered / max(1, n):.1%} ({covered} of {n})"
        for kind, (covered, n) in (("lines", lines), ("branches", branches))
    )


def main() -> None:
    """Read the data and print the line."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "coverage.json"
        command = [sys.executable, "-m", "coverage", "json", "--quiet", "--fail-under=0"]
        subprocess.run([*command, "-o", str(path)], check=True)
        totals = json.loads(path.read_text("utf-8"))["totals"]
    print(summary(totals))


if __name__ == "__main__":
    main()
