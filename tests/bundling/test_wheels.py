"""What the wheels hold, without building them; ``make try-wheels`` builds and installs them."""

from __future__ import annotations

import subprocess
import tomllib
from pathlib import Path

import pytest

from bundling.try_wheels import problems
from bundling.wheels import cli_metadata

builder = pytest.importorskip("hatchling.builders.wheel")

ROOT = Path(__file__).parents[2]
PYPROJECT = (ROOT / "pyproject.toml").read_text("utf-8")


def tracked(*folders: str) -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", *folders], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    return listed.stdout.split()


def test_the_wheel_holds_every_file_of_the_package_and_its_resources() -> None:
    wheel = builder.WheelBuilder(str(ROOT))
    inside = {Path(file.distribution_path).as_posix() for file in wheel.recurse_included_files()}
    needed = set(tracked("ser_desktop"))
    needed |= {f"ser_desktop/{path}" for path in tracked("resources")}
    assert needed <= inside
    outside = {name.split("/")[0] for name in inside} - {"ser_desktop"}
    assert not outside, "nothing but the package is installed"


def test_the_source_archive_holds_what_the_wheel_is_made_of() -> None:
    from hatchling.builders.sdist import SdistBuilder

    included = SdistBuilder(str(ROOT)).recurse_included_files()
    inside = {Path(file.relative_path).as_posix() for file in included}
    assert set(tracked("ser_desktop", "resources")) <= inside


def test_the_command_line_without_qt_differs_only_in_metadata() -> None:
    full = tomllib.loads(PYPROJECT)["project"]
    cli = tomllib.loads(cli_metadata(PYPROJECT))["project"]
    missing = set(full["dependencies"]) - set(cli["dependencies"])
    assert {name.split("-")[0].split(">")[0] for name in missing} == {"PySide6", "pyqtgraph"}
    assert (cli["name"], cli["version"]) == ("ser-desktop-cli", full["version"])
    assert cli["scripts"] == full["scripts"]
    assert "gui-scripts" not in cli
    with pytest.raises(ValueError, match="0 times"):
        cli_metadata(PYPROJECT.replace("PySide6-Essentials", "PySide6-Addons"))


def test_failed_steps_are_named() -> None:
    fine = {"installed": True, "analyze": True, "installed_mb": 300}
    seen = {"3.11": {"ser-desktop": fine, "ser-desktop-cli": fine, "uv": {"installed": None}}}
    assert problems(seen) == []
    seen["3.11"]["ser-desktop-cli"] = fine | {"analyze": False, "installed_mb": 400}
    assert len(problems(seen)) == 2
    assert problems({})
