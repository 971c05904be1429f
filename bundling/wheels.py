"""Builds the wheels and the source archive: ``make wheels``.

``ser-desktop`` is the program. ``ser-desktop-cli`` is the same code without the window and without
Qt, for servers (``docs/decisions/0031-distribution.md``); its metadata is made from the same
``pyproject.toml``. Building from the source archive must give the same wheel.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "dist" / "wheels"
CLI = "ser-desktop-cli"
WITHOUT_WINDOW = (
    (r'^name = "ser-desktop"$', f'name = "{CLI}"'),
    (r'^description = "(.*)"$', r'description = "\1: the commands and the library, without Qt"'),
    (r'^    "pyqtgraph[^"]*",\n', ""),
    (r'(?:^    # .*\n)*^    "PySide6-Essentials[^"]*",\n', ""),
    (r"^\[project\.gui-scripts\]\n.*\n", ""),
    (
        r"^\[tool\.hatch\.build\.targets\.wheel\]$",
        '[tool.hatch.build.targets.wheel]\nexclude = ["ser_desktop/ui"]',
    ),
)
"""What differs in the metadata of ``ser-desktop-cli``: pattern and replacement, each found once."""
CARRIED = ("ser_desktop", "resources", "README.md", "LICENSE")


def cli_metadata(pyproject: str) -> str:
    """Make the metadata of ``ser-desktop-cli`` from that of the program.

    Args:
        pyproject: text of ``pyproject.toml``.

    Returns:
        The changed text.

    Raises:
        ValueError: a line to change is missing, or occurs twice.
    """
    for pattern, replacement in WITHOUT_WINDOW:
        pyproject, count = re.subn(pattern, replacement, pyproject, flags=re.MULTILINE)
        if count != 1:
            raise ValueError(f"{pattern} is {count} times in pyproject.toml")
    return pyproject


def build(target: Path) -> list[Path]:
    """Build both wheels and the source archive into ``target``, which is emptied first."""
    shutil.rmtree(target, ignore_errors=True)
    _run_build(ROOT, target, "--sdist", "--wheel")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in CARRIED:
            source = ROOT / part
            if source.is_dir():
                ignored = shutil.ignore_patterns("__pycache__")
                shutil.copytree(source, folder / part, copy_function=_link, ignore=ignored)
            else:
                shutil.copyfile(source, folder / part)
        pyproject = (ROOT / "pyproject.toml").read_text("utf-8")
        (folder / "pyproject.toml").write_text(cli_metadata(pyproject), encoding="utf-8")
        _run_build(folder, target, "--wheel")
    return sorted(target.iterdir())


def differences(target: Path) -> list[str]:
    """Build a wheel from the source archive and name the files that differ from the built wheel."""
    (archive,) = target.glob("*.tar.gz")
    (wheel,) = target.glob("ser_desktop-*.whl")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter="data")
        (source,) = folder.iterdir()
        _run_build(source, folder / "again", "--wheel")
        (again,) = (folder / "again").glob("*.whl")
        one, other = _hashes(wheel), _hashes(again)
    return sorted(file for file in one.keys() | other.keys() if one.get(file) != other.get(file))


def _hashes(wheel: Path) -> dict[str, str]:
    with zipfile.ZipFile(wheel) as archive:
        return {n: hashlib.sha256(archive.read(n)).hexdigest() for n in archive.namelist()}


def _link(source: str, target: str) -> None:
    """Link a file if the folders share a disk, so that models are not copied."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _run_build(folder: Path, target: Path, *kinds: str) -> None:
    command = [sys.executable, "-m", "build", "--no-isolation", *kinds, "--outdir", str(target)]
    subprocess.run([*command, str(folder)], check=True, stdout=subprocess.DEVNULL)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=TARGET)
    target = parser.parse_args().out
    for path in build(target):
        print(f"{path.stat().st_size / 1e6:6.1f} MB  {path.name}")
    different = differences(target)
    if different:
        raise SystemExit(f"The source archive gives another wheel: {', '.join(different[:8])}")
    print("The source archive gives the same wheel.")


if __name__ == "__main__":
    main()
