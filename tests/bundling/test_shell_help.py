"""The manual page and completion know every command, and their own tools accept them."""

from __future__ import annotations

import datetime
import shutil
import subprocess
from pathlib import Path

import pytest

from bundling.completions import PLACES, completion
from bundling.desktop_entry import desktop_entry
from bundling.man_page import man_page
from ser_desktop.cli import COMMANDS


def needs(program: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"{program} is not installed")


def test_the_manual_names_every_command_and_option() -> None:
    page = man_page(datetime.date(2026, 1, 2)).replace("\\-", "-")
    for command in COMMANDS:
        assert f'.SS "ser-desktop {command}"' in page
    for part in ("--uncertain-below", "ser-desktop project import", "2026-01-02", "130"):
        assert part in page


@needs("man")
def test_man_reads_the_page_without_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "ser-desktop.1"
    path.write_text(man_page(datetime.date(2026, 1, 2)), encoding="utf-8")
    read = subprocess.run(
        ["man", "--warnings", "-E", "UTF-8", "-l", str(path)],
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": "/usr/bin:/bin", "MANPAGER": "cat", "LC_ALL": "C.UTF-8"},
    )
    assert "analyse files and folders" in read.stdout
    assert read.stderr == ""


@pytest.mark.parametrize("shell", PLACES)
def test_a_completion_script_knows_every_command(shell: str, tmp_path: Path) -> None:
    script = completion(shell)
    assert all(command in script for command in COMMANDS)
    if shutil.which(shell):
        path = tmp_path / "script"
        path.write_text(script, encoding="utf-8")
        subprocess.run([shell, "-n", str(path)], check=True, capture_output=True)


def test_bash_completes_a_command() -> None:
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("bash is not installed")
    ask = f"""{completion("bash")}
COMP_WORDS=(ser-desktop self); COMP_CWORD=1; COMP_LINE="ser-desktop self"; COMP_POINT=16
$(complete -p ser-desktop | grep -o -- '-F [^ ]*' | cut -d' ' -f2) ser-desktop self ser-desktop
echo "${{COMPREPLY[@]}}"
"""
    done = subprocess.run([bash, "-c", ask], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "self-test"


@needs("desktop-file-validate")
def test_the_desktop_file_is_valid(tmp_path: Path) -> None:
    path = tmp_path / "ser-desktop.desktop"
    path.write_text(desktop_entry("ser-desktop-window"), encoding="utf-8")
    done = subprocess.run(["desktop-file-validate", str(path)], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")
