r"""Names that are no UTF-8: every output is valid UTF-8, and gives the bytes of the name back."""

from __future__ import annotations

import csv
import json
import os
import shutil
import sys
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ser_desktop.batch.record import RECORD_NAME
from ser_desktop.cli import main
from ser_desktop.project.spreadsheet_text import as_given, as_text
from ser_desktop.project.written_text import as_named, as_written

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="names elsewhere are text")

NAMES = (b"bad\xff.flac", b"bad\\udcff.flac", b"caf\xc3\xa9 \\u005c \xe9.flac")
"""A byte that is no text, its escape as a real name, and both beside real letters."""


@given(
    st.binary(max_size=30) | st.sampled_from(NAMES) | st.from_regex(rb"(\\\\|udcff|u005c|\xff)*")
)
def test_every_name_comes_back_from_valid_utf8(name: bytes) -> None:
    text = os.fsdecode(name)
    written = as_written(text)
    written.encode("utf-8")
    assert os.fsencode(as_named(written)) == name
    assert as_given(str(as_text(text))) == text or text.startswith("'")


def test_other_names_stay_as_they_are() -> None:
    for name in ("talk.wav", r"C:\users\udo\x.wav", "café.wav", "録音.wav"):
        assert as_written(name) == name


@pytest.fixture
def recordings(tmp_path: Path, sample: Path) -> Path:
    """A folder with the three."""
    folder = tmp_path / "in"
    folder.mkdir()
    for name in NAMES:
        shutil.copy(sample, os.path.join(os.fsencode(folder), name))
    return folder


def run(*words: object) -> None:
    assert main([*map(str, words), "--model", "ser-small"]) == 0


def names_in(texts: list[str]) -> list[bytes]:
    return sorted(os.path.basename(os.fsencode(as_named(text))) for text in texts)


def test_tables_and_indexes_name_each_recording(recordings: Path, tmp_path: Path) -> None:
    run("analyze", recordings, "--format", "summary", "--out", tmp_path / "summary.csv")
    run("analyze", recordings, "--table", "files", "--table-out", tmp_path / "files.csv")
    run("analyze", recordings, "--format", "srt", "--out", f"{tmp_path}/srt/")
    run("analyze", recordings, "--format", "jsonl", "--out", tmp_path / "all.jsonl")
    for name, column in (
        ("summary.csv", "file"),
        ("files.csv", "file"),
        (f"srt/{RECORD_NAME}", "recording"),
    ):
        with (tmp_path / name).open(encoding="utf-8", errors="strict", newline="") as handle:
            rows = [row[column] for row in csv.DictReader(handle)]
        assert names_in(rows) == sorted(NAMES), name
    lines = (tmp_path / "all.jsonl").read_text("utf-8").splitlines()
    paths = [json.loads(line)["file"]["path"] for line in lines]
    assert sorted(os.path.basename(os.fsencode(path)) for path in paths) == sorted(NAMES)


def test_a_second_run_knows_the_recordings_of_the_index(
    recordings: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    command = ("analyze", recordings, "--format", "srt", "--out", f"{tmp_path}/srt/")
    run(*command)
    before = (tmp_path / "srt" / RECORD_NAME).read_bytes()
    capfd.readouterr()
    run(*command, "--skip-existing")
    assert "3 of 3 recordings skipped" in capfd.readouterr().err
    assert (tmp_path / "srt" / RECORD_NAME).read_bytes() == before


def test_exports_of_a_project_name_each_recording(recordings: Path, tmp_path: Path) -> None:
    project = tmp_path / "study.serproj"
    run("project", "create", project, recordings, "--analyze")
    for format in ("xlsx", "csv", "rttm", "html"):
        out = ("--out", tmp_path / format)
        assert main(["project", "export", str(project), "--format", format, *map(str, out)]) == 0
    sheet = openpyxl.load_workbook(tmp_path / "xlsx" / "study.xlsx")["recordings"]
    rows = list(sheet.values)
    cells = [str(row[rows[0].index("file")]) for row in rows[1:]]
    assert names_in(cells) == sorted(NAMES)
    with (tmp_path / "csv" / "study.csv").open(encoding="utf-8", newline="") as handle:
        assert names_in(list({row["file"] for row in csv.DictReader(handle)})) == sorted(NAMES)
    page = (tmp_path / "html" / "study.html").read_text("utf-8", errors="strict")
    for name in NAMES:
        assert as_written(os.fsdecode(name)) in page
    turns = [path.read_text("utf-8") for path in (tmp_path / "rttm").iterdir()]
    speakers = [turn.partition("SPEAKER ")[2].split()[0] for turn in turns]
    spaced = sorted(name.removesuffix(b".flac").replace(b" ", b"_") for name in NAMES)
    assert names_in(speakers) == spaced
