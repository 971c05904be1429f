"""Lines and branches are counted apart, and branches have a limit of their own."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[1] / "tools" / "branch_coverage.py"


@pytest.fixture
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("branch_coverage", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_lines_and_branches_are_counted_apart(tool: ModuleType) -> None:
    totals = {
        "covered_lines": 95,
        "num_statements": 100,
        "covered_branches": 9,
        "num_branches": 12,
    }
    assert tool.summary(totals) == "lines 95.0% (95 of 100), branches 75.0% (9 of 12)"


@pytest.mark.parametrize(
    ("covered", "n", "passes"), [(90, 100, True), (899, 1000, False), (0, 0, False)]
)
def test_branches_have_a_limit_of_their_own(
    tool: ModuleType, covered: int, n: int, passes: bool
) -> None:
    totals = {"covered_branches": covered, "num_branches": n}
    assert (tool.problem(totals) == "") is passes


def test_the_command_fails_below_the_limit(tmp_path: Path) -> None:
    folder = tmp_path / "ser_desktop"
    folder.mkdir()
    (folder / "half.py").write_text("import sys\nif len(sys.argv) > 9:\n    print(1)\n")
    environment = {k: v for k, v in os.environ.items() if not k.startswith("COV")}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    assert run("-m", "coverage", "run", "--branch", "ser_desktop/half.py").returncode == 0
    failed = run(str(SCRIPT))
    assert failed.returncode == 1
    assert "branches 50.0% (1 of 2)" in failed.stdout
    assert "50.00%" in failed.stderr
    assert run(str(SCRIPT), "--min", "50").returncode == 0
