"""Print the coverage of lines and of branches apart, and fail if too few branches are covered.

``python tools/branch_coverage.py [--min PERCENT]`` reads the data of the last ``coverage run``.
``coverage report`` has one figure and one limit for lines and branches together, so that many
covered lines can hide uncovered branches.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

MIN_BRANCHES_PERCENT = 90.0
"""Smallest share of covered branches of ``ser_desktop``."""


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


def problem(totals: dict[str, Any], min_percent: float = MIN_BRANCHES_PERCENT) -> str:
    """Return why the coverage of branches is not enough; "" if it is.

    Args:
        totals: the entry ``totals`` of ``coverage json``.
        min_percent: smallest share of covered branches.
    """
    covered, n = totals["covered_branches"], totals["num_branches"]
    if n == 0:
        return "No branches were measured."
    if 100 * covered < min_percent * n:
        return (
            f"Branches are covered to {covered / n:.2%}; at least {min_percent:g} % are required."
        )
    return ""


def read_totals() -> dict[str, Any]:
    """Read the totals of ``ser_desktop`` from the data of the last ``coverage run``."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "coverage.json"
        command = [sys.executable, "-m", "coverage", "json", "--quiet", "--fail-under=0"]
        subprocess.run([*command, "--include=*/ser_desktop/*", "-o", str(path)], check=True)
        totals: dict[str, Any] = json.loads(path.read_text("utf-8"))["totals"]
    return totals


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the shares; raise SystemExit with the reason if too few branches are covered."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--min", type=float, default=MIN_BRANCHES_PERCENT, metavar="PERCENT")
    min_percent = parser.parse_args(arguments).min
    totals = read_totals()
    print(summary(totals))
    if reason := problem(totals, min_percent):
        raise SystemExit(reason)


if __name__ == "__main__":
    main()
