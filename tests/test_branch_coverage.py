"""The line in which the coverage of lines and of branches is printed."""

from __future__ import annotations

import importlib.util
from pathlib import Path

SCRIPT = Path(__file__).parents[1] / "tools" / "branch_coverage.py"


def test_lines_and_branches_are_counted_apart() -> None:
    spec = importlib.util.spec_from_file_location("branch_coverage", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    totals = {
        "covered_lines": 95,
        "num_statements": 100,
        "covered_branches": 9,
        "num_branches": 12,
    }
    assert module.summary(totals) == "lines 95.0% (95 of 100), branches 75.0% (9 of 12)"
