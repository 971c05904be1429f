"""A watched folder: whole files alone, each state once, and nothing twice after a restart."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ser_desktop.batch.folder_watch import SETTLED_S, SettledFiles
from ser_desktop.batch.record import RECORD_NAME


def touched(path: Path, size: int, time_ns: int) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(bytes(size))
    os.utime(path, ns=(time_ns, time_ns))


def test_a_file_counts_when_it_has_settled(tmp_path: Path) -> None:
    files = SettledFiles(tmp_path, tmp_path / "results")
    talk = tmp_path / "monday" / "talk.wav"
    touched(talk, 10, 1)
    touched(tmp_path / "notes.txt", 10, 1)
    touched(tmp_path / "results" / "old.wav", 10, 1)
    files.scan(0.0)
    assert files.take(SETTLED_S / 2) == []
    touched(talk, 20, 2)  # still being written
    assert files.take(SETTLED_S) == []
    assert files.take(2 * SETTLED_S - 0.1) == []
    assert files.take(2 * SETTLED_S) == [str(talk)]
    files.scan(100.0)
    assert files.take(200.0) == [], "told of already"


def test_a_file_that_changes_later_or_comes_back_counts_again(tmp_path: Path) -> None:
    files = SettledFiles(tmp_path, tmp_path / "results")
    talk = tmp_path / "talk.wav"
    for number, change in enumerate((10, 20, None, 20)):
        if change is None:
            talk.unlink()
        else:
            touched(talk, change, change)
        files.scan(10.0 * number)
        wanted = [] if change is None else [str(talk)]
        assert files.take(10.0 * number + SETTLED_S) == wanted


def test_a_file_that_vanishes_is_forgotten(tmp_path: Path) -> None:
    files = SettledFiles(tmp_path, tmp_path / "results")
    talk = tmp_path / "talk.wav"
    touched(talk, 10, 1)
    files.scan(0.0)
    talk.unlink()
    assert files.take(SETTLED_S) == []


def wait_for(path: Path, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while not path.exists():
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.skipif(os.name == "nt", reason="sends POSIX signals")
def test_watch_continues_after_a_restart(sample: Path, tmp_path: Path) -> None:
    inbox, results = tmp_path / "in", tmp_path / "out"
    inbox.mkdir()
    command = [
        *(sys.executable, "-m", "ser_desktop", "watch", str(inbox)),
        *("--out", str(results), "--model", "ser-small"),
    ]
    made = []
    for number, name in enumerate(("a.flac", "b.flac")):
        shutil.copyfile(sample, inbox / name)
        with subprocess.Popen(command, stderr=subprocess.PIPE) as process:
            result = results / Path(name).with_suffix(".json")
            wait_for(result, process)
            process.send_signal(signal.SIGTERM if number else signal.SIGINT)
            _, said = process.communicate(timeout=30)
        assert process.returncode == (143 if number else 130)
        assert b"Traceback" not in said
        assert json.loads(result.read_text("utf-8"))["file"]["path"] == str(inbox / name)
        made.append((results / "a.json").stat().st_mtime_ns)
    assert made[0] == made[1], "not done again"


@pytest.mark.timeout(300)
@pytest.mark.skipif(os.name == "nt", reason="sends POSIX signals")
def test_a_killed_command_continues(sample: Path, tmp_path: Path) -> None:
    inbox, results = tmp_path / "in", tmp_path / "out"
    inbox.mkdir()
    names = [f"{number:02d}" for number in range(16)]
    for name in names:
        shutil.copyfile(sample, inbox / f"{name}.flac")
    command = [
        *(sys.executable, "-m", "ser_desktop", "watch", str(inbox)),
        *("--out", str(results), "--model", "ser-small"),
    ]
    with subprocess.Popen(command) as process:
        wait_for(results / "02.json", process)
        process.kill()
    done = {path: path.stat().st_mtime_ns for path in results.glob("*.json")}
    assert 3 <= len(done) < len(names)
    with subprocess.Popen(command) as process:
        wait_for(results / "15.json", process)
        process.send_signal(signal.SIGTERM)
    assert {path.stem for path in results.glob("*.json")} == set(names)
    again = [path for path, time_ns in done.items() if path.stat().st_mtime_ns != time_ns]
    assert len(again) <= 1, "at most the one whose row was not written yet"
    record = (results / RECORD_NAME).read_text("utf-8").splitlines()
    assert len(record) == 1 + len(names)
    assert not list(results.glob(".ser-*.part")), "nothing half written is left"
