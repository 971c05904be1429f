"""What a screen reader hears of the real program: walked through AT-SPI, as Orca does it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ser_desktop.paths import resource
from ser_desktop.settings import Settings

WALK, KEYS = (Path(__file__).parents[1] / "support" / f"at_spi_{x}.py" for x in ("walk", "keys"))
LAUNCHERS = ("/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi2-core/at-spi-bus-launcher")
NO_STOPS = ("filler", "unknown", "invalid")
WITHOUT_NAME = {
    *("filler", "panel", "separator", "menu bar", "popup menu", "scroll bar", "layered pane"),
    *("split pane", "status bar", "label", "list", "table row header"),
}
"""Roles of what only holds others, of Qt's own parts, and of labels that are empty for now."""
START = """
{launcher} --launch-immediately &
bus=$!
{python} -m ser_desktop --profile {profile} {sample} &
program=$!
/usr/bin/python3 {script} ser 60 {keys}
walked=$?
kill $program $bus
exit $walked
"""


def launcher() -> str:
    """The program of AT-SPI; skips where it, or what it needs, is missing."""
    found = next((path for path in LAUNCHERS if Path(path).exists()), None)
    missing = [name for name in ("dbus-run-session", "xvfb-run") if shutil.which(name) is None]
    if found is None:
        missing.append("at-spi2-core")
    bindings = "import gi; gi.require_version('Atspi', '2.0'); from gi.repository import Atspi"
    python = "/usr/bin/python3"
    if (
        not Path(python).exists()
        or subprocess.run([python, "-c", bindings], capture_output=True, check=False).returncode
    ):
        missing.append("python3-gi with gir1.2-atspi-2.0")
    if missing or found is None:
        pytest.skip(f"a screen reader's view needs {', '.join(missing)}")
    return found


def heard(profile: Path, script: Path, *keys: str) -> list[dict[str, Any]]:
    """What a script of the system's Python tells of the program with the sample."""
    bus = launcher()
    Settings(profile / "settings.json")["welcome_seen"] = True
    commands = START.format(
        launcher=bus,
        python=sys.executable,
        profile=profile,
        sample=resource("samples", "sample.flac"),
        script=script,
        keys=" ".join(keys),
    )
    environment = {k: v for k, v in os.environ.items() if k != "QT_QPA_PLATFORM"}
    environment |= {"QT_ACCESSIBILITY": "1", "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}
    environment["PYTHONPATH"] = os.pathsep.join(sys.path)
    done = subprocess.run(
        ["dbus-run-session", "--", "xvfb-run", "-a", "bash", "-c", commands],
        env=environment,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert lines, done.stderr
    return lines


def test_a_screen_reader_finds_a_name_and_a_role_everywhere(tmp_path: Path) -> None:
    controls = heard(tmp_path / "profile", WALK)
    assert len(controls) > 200
    nameless = [
        (control["role"], control["path"][-2:])
        for control in controls
        if not control["name"].strip()
        and control["role"] not in WITHOUT_NAME
        and "showing" in control["states"]
    ]
    assert nameless == []
    assert not [c["path"][-2:] for c in controls if c["role"] in ("unknown", "invalid")]
    # The name of a box is its value: what it is for is in the description.
    boxes = [c for c in controls if c["role"] == "combo box" and "showing" in c["states"]]
    assert boxes
    assert [c["name"] for c in boxes if not c["description"].strip()] == []
    roles = {control["role"] for control in controls}
    assert {"frame", "menu item", "push button", "combo box", "table", "chart", "list"} <= roles


def test_answers_places_and_stops_of_the_focus_are_spoken(tmp_path: Path) -> None:
    keys = (
        "wait:15",
        "Right",
        "Right",
        "n",
        *["Tab"] * 20,
        "F1",
        "wait:3",
        "Escape",
        "wait:1",
        "w",
    )
    events = heard(tmp_path / "profile", KEYS, *keys)
    spoken = [event["said"] for event in events if "said" in event]
    assert "happy" in spoken[0].lower(), "the answer, when it is there"
    assert "0:01.0" in spoken[1], "where the play head is"
    assert spoken[3].startswith("Moment 1"), "where the moment is"
    stops = [(event["role"], event["focus"]) for event in events if "focus" in event]
    assert [stop for stop in stops if not stop[1].strip() or stop[0] in NO_STOPS] == []
    assert len(set(stops)) > 10, "Tab goes through the window"
    assert ("list", "Contents") in stops, "the guide"
    last = [event.get("key") for event in events].index("w")
    assert any("said" in event for event in events[last:]), "Escape closed the guide: W is heard"
