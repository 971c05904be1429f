"""Tries the wheels in a fresh environment of each Python: ``make try-wheels``.

Each wheel is installed as users install it (``pip``, once also ``pipx`` and ``uv tool`` if
available), the commands run from another folder, and the window is painted without a screen.
Without Qt the window must print one message. The results, with sizes by package, go to
``bundling/installs.json``.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

from bundling.wheels import TARGET

ROOT = Path(__file__).parent.parent
SEEN = ROOT / "bundling" / "installs.json"
SAMPLE = ROOT / "resources" / "samples" / "sample.flac"
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
MAX_CLI_MB = 350
"""What the commands may take with all they need, MB (10^6 bytes)."""
_LARGEST = 8
_PAINT = """
import sys
from ser_desktop.ui.shell import main_window
from ser_desktop import app
from PySide6.QtCore import QTimer
window = main_window.MainWindow
shown = window.showEvent
def close_later(self, event):
    shown(self, event)
    QTimer.singleShot(500, self.close)
window.showEvent = close_later
sys.exit(app.run(["--profile", sys.argv[1]]))
"""


def found_pythons() -> dict[str, Path]:
    """Return working interpreters by version, from the path or pyenv."""
    interpreters = {}
    for version in PYTHONS:
        pyenv = sorted((Path.home() / ".pyenv" / "versions").glob(f"{version}.*/bin/python"))
        candidates = [shutil.which(f"python{version}"), *map(str, pyenv)]
        for candidate in filter(None, candidates):
            reply = subprocess.run(
                [candidate, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"],
                capture_output=True, text=True, check=False,
            )  # fmt: skip
            if reply.stdout.strip() == version:
                interpreters[version] = Path(candidate)
                break
    return interpreters


def size_mb(distribution: Distribution) -> float:
    """Return the size of a package's files in MB, without byte code."""
    paths = (Path(str(file.locate())) for file in distribution.files or [])
    return sum(p.stat().st_size for p in paths if p.suffix != ".pyc" and p.is_file()) / 1e6


def sizes(site: Path) -> dict[str, Any]:
    """Return the sizes in MB of all packages except pip together, and of the largest."""
    of_package = {
        distribution.metadata["Name"]: size_mb(distribution)
        for distribution in distributions(path=[str(site)])
        if distribution.metadata["Name"] not in ("pip", "setuptools")
    }
    largest = sorted(of_package.items(), key=lambda item: -item[1])[:_LARGEST]
    return {
        "installed_mb": round(sum(of_package.values())),
        "largest_mb": {name: round(size) for name, size in largest},
    }


def _run(command: list[str], folder: Path, **extra: str) -> subprocess.CompletedProcess[str]:
    """Run a command outside the repository, without this environment's Python."""
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PYTHONHOME")}
    environment |= {"HOME": str(folder / "home"), **extra}
    return subprocess.run(
        command,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )


def try_commands(program: Path, folder: Path) -> dict[str, bool]:
    """Run version, self-test and an analysis with the installed program."""
    analysed = _run([str(program), "analyze", str(SAMPLE)], folder)
    answered = analysed.returncode == 0 and bool(json.loads(analysed.stdout)["overall"]["label"])
    return {
        "--version": _run([str(program), "--version"], folder).returncode == 0,
        "self-test": _run([str(program), "self-test"], folder).returncode == 0,
        "analyze": answered,
    }


def try_pip(python: Path, wheel: Path, with_window: bool) -> dict[str, Any]:
    """Install a wheel into a fresh environment and try it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run([str(python), "-m", "venv", str(folder / "env")], check=True)
        bin_folder = folder / "env" / ("Scripts" if os.name == "nt" else "bin")
        pip = [str(bin_folder / "python"), "-m", "pip", "install", "--no-compile"]
        installed = _run([*pip, str(wheel)], folder)
        if installed.returncode:
            return {"installed": False, "said": installed.stderr[-400:]}
        program = bin_folder / "ser-desktop"
        seen: dict[str, Any] = {"installed": True, **try_commands(program, folder)}
        if with_window:
            command = [str(bin_folder / "python"), "-c", _PAINT, str(folder / "profile")]
            painted = _run(command, folder, QT_QPA_PLATFORM="offscreen")
            seen["the window opens and closes"] = painted.returncode == 0
            if painted.returncode:
                seen["said"] = painted.stderr[-400:]
        else:
            reply = _run([str(program)], folder, QT_QPA_PLATFORM="offscreen")
            lines = reply.stderr.strip().splitlines()
            seen["one sentence instead of the window"] = (
                reply.returncode == 2 and len(lines) == 1 and "PySide6" in lines[0]
            )
        (site,) = (folder / "env").rglob("site-packages")
        return seen | sizes(site)


def try_tools(python: Path, wheel: Path) -> dict[str, Any]:
    """Try ``pipx install`` and ``uv tool install`` if available."""
    seen: dict[str, Any] = {}
    for title, options, places in (
        ("pipx", ["install"], ("PIPX_HOME", "PIPX_BIN_DIR")),
        ("uv", ["tool", "install"], ("UV_TOOL_DIR", "UV_TOOL_BIN_DIR")),
    ):
        program = shutil.which(title)
        if program is None:
            seen[title] = {"installed": None, "said": f"{title} is not here"}
            continue
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            where = dict(zip(places, (str(folder / "home"), str(folder / "bin")), strict=True))
            command = [program, *options, "--python", str(python), str(wheel)]
            done = _run(command, folder, **where)
            seen[title] = {"installed": done.returncode == 0}
            if done.returncode:
                seen[title]["said"] = (done.stdout + done.stderr)[-400:]
                continue
            seen[title] |= try_commands(folder / "bin" / "ser-desktop", folder)
    return seen


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--wheels", type=Path, default=TARGET)
    parser.add_argument("--python", action="append", help="only this version, for example 3.12")
    options = parser.parse_args()
    (full,) = options.wheels.glob("ser_desktop-*.whl")
    (cli,) = options.wheels.glob("ser_desktop_cli-*.whl")
    pythons = {v: p for v, p in found_pythons().items() if v in (options.python or PYTHONS)}
    table: dict[str, Any] = json.loads(SEEN.read_text("utf-8")) if SEEN.exists() else {}
    for version, python in pythons.items():
        row: dict[str, Any] = {
            "ser-desktop": try_pip(python, full, True),
            "ser-desktop-cli": try_pip(python, cli, False),
        }
        if version == min(pythons):
            row |= try_tools(python, full)
        table[version] = row
        print(version, json.dumps(row, indent=1), flush=True)
        SEEN.write_text(json.dumps(table, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    raise SystemExit("\n".join(problems({v: table[v] for v in pythons})) or 0)


def problems(table: dict[str, Any]) -> list[str]:
    """Return messages on what did not work or is too large.

    Args:
        table: results by version of Python.
    """
    messages = [] if table else ["No Python to try was found."]
    for version, row in table.items():
        for how, seen in row.items():
            messages += [
                f"{version}, {how}: {check}" for check, passed in seen.items() if passed is False
            ]
        if row["ser-desktop-cli"].get("installed_mb", 0) > MAX_CLI_MB:
            messages.append(f"{version}, ser-desktop-cli: over {MAX_CLI_MB} MB")
    return messages


if __name__ == "__main__":
    sys.exit(main())
