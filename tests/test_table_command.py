"""``analyze --table``: one table of many recordings, by several processes, resumed after a kill."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.files import write_noise_of_rain
from tests.support.models import write_model
from tests.test_cli import one_sentence, run, said


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.fixture
def recordings(sample: Path, tmp_path: Path) -> Path:
    """Six recordings, one of them bad."""
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(4):
        (folder / f"{number}.flac").write_bytes(sample.read_bytes())
    write_noise_of_rain(folder / "rain.wav")
    (folder / "bad.wav").write_text("no sound")
    return folder


def test_every_recording_is_listed_once_and_in_order(recordings: Path, tmp_path: Path) -> None:
    target = tmp_path / "files.csv"
    arguments = ("analyze", recordings, "--table", "files", "--table-out", target)
    done = run(*arguments, "--workers", "2")
    assert (done.returncode, done.stdout) == (1, "")
    rows = rows_of(target)
    assert [Path(row["file"]).name for row in rows] == [
        *("0.flac", "1.flac", "2.flac", "3.flac", "bad.wav", "rain.wav")
    ]  # fmt: skip
    assert rows[4]["error_kind"] == "unreadable"
    assert rows[4]["error"] in done.stderr
    assert rows[5]["label"] == "no speech"
    numbers = [float(value) for key, value in rows[0].items() if key.startswith("p_") and value]
    assert sum(numbers) == pytest.approx(1, abs=1e-4)
    assert {path.name for path in tmp_path.iterdir()} == {"in", "files.csv"}


def test_workers_write_the_same_lines(recordings: Path) -> None:
    one = run("analyze", recordings, "--format", "jsonl")
    two = run("analyze", recordings, "--format", "jsonl", "--workers", "2")
    assert two.stdout == one.stdout
    assert two.returncode == one.returncode == 1


def test_parquet_has_the_same_rows_as_csv(recordings: Path, tmp_path: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    for table in ("segments", "windows"):
        for suffix in ("csv", "parquet"):
            out = tmp_path / f"{table}.{suffix}"
            done = run("analyze", recordings, "--table", table, "--table-out", out)
            assert done.returncode == 1
        read = pq.read_table(tmp_path / f"{table}.parquet").to_pylist()
        rows = rows_of(tmp_path / f"{table}.csv")
        assert len(read) == len(rows) >= 5
        for typed, text in zip(read, rows, strict=True):
            assert list(typed) == list(text)
            assert (typed["file"], typed["label"]) == (text["file"], text["label"])
            assert typed["start_s"] == float(text["start_s"])


def test_a_killed_run_continues_without_repeating_work(sample: Path, tmp_path: Path) -> None:
    folder, target = tmp_path / "in", tmp_path / "t.csv"
    folder.mkdir()
    for number in range(300):
        (folder / f"{number:03d}.flac").symlink_to(sample)
    model = write_model(tmp_path / "made.onnx")
    words = ["analyze", str(folder), "--table", "segments", "--table-out", str(target)]
    words += ["--model", str(model)]
    process = subprocess.Popen(
        [sys.executable, "-m", "ser_desktop", *words, "--workers", "2"], env=os.environ
    )
    journal = tmp_path / "t.csv.journal"
    end = time.monotonic() + 60
    while time.monotonic() < end and not (
        journal.exists() and journal.read_bytes().count(b"\n") > 5
    ):
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=20)
    n_done = journal.read_bytes().count(b"\n") - 1
    assert 0 < n_done < 300
    assert not target.exists()
    done = run(*words)
    assert done.returncode == 0
    assert said("analyze.resumed", n=n_done, total=300, path=journal) in done.stderr
    files = [row["file"] for row in rows_of(target)]
    assert len(set(files)) == 300
    per_file = files.count(files[0])
    assert len(files) == 300 * per_file
    assert not journal.exists()


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_only_a_table_of_this_program_is_replaced(
    sample: Path, tmp_path: Path, suffix: str
) -> None:
    """And an empty file, as a program for temporary files makes one."""
    target = tmp_path / f"precious.{suffix}"
    target.write_text("name,age\nAnn,41\n")
    words = ("analyze", sample, "--table", "segments", "--table-out", target)
    done = run(*words)
    assert (done.returncode, one_sentence(done.stderr)) == (2, True)
    assert said("output.foreign_table", path=target) in done.stderr
    assert target.read_text() == "name,age\nAnn,41\n"
    assert [path.name for path in tmp_path.iterdir()] == [target.name]
    assert run(*words, "--overwrite").returncode == 0
    first = target.read_bytes()
    assert run(*words).returncode == 0, "its own table"
    assert target.read_bytes() == first
    target.write_bytes(b"")
    assert run(*words).returncode == 0


@pytest.mark.parametrize(
    "words",
    [
        ("--table", "files"),
        ("--overwrite",),
        ("--table", "files", "--table-out", "t.xlsx"),
        ("--table", "files", "--table-out", "t.csv", "--format", "csv"),
        ("--table", "files", "--table-out", "none/t.csv"),
        ("--workers", "0"),
    ],
)
def test_contradicting_options_give_one_message(
    sample: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    done = run("analyze", sample, *words, cwd=tmp_path)
    assert done.returncode == 2
    assert one_sentence(done.stderr)
    assert list(tmp_path.iterdir()) == []
