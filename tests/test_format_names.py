"""Names of formats on the command line: the same everywhere, however people write them."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from ser_desktop.commands import format_names
from ser_desktop.commands.format_names import export_format, format_of_file, project_format
from ser_desktop.commands.parser import build_parser
from ser_desktop.errors import SerError
from ser_desktop.export.formats import EXPORT_FORMATS, SUMMARY, TABLE
from ser_desktop.export.project.formats import PROJECT_FORMATS
from ser_desktop.texts.messages import Message, either
from tests.test_cli import run, said


def test_the_parser_knows_every_format_of_the_tables() -> None:
    assert set(format_names.FORMATS) == {*EXPORT_FORMATS, SUMMARY.name, TABLE.name}
    assert set(format_names.PROJECT_FORMATS) == PROJECT_FORMATS.keys()


@pytest.mark.parametrize(
    ("word", "name"),
    [("json", "jsonl"), (".JSON", "jsonl"), ("TextGrid", "textgrid"), ("praat", "textgrid")],
)
def test_one_word_names_one_format_in_every_command(word: str, name: str) -> None:
    assert export_format(word) == name
    assert project_format(word) == name


def test_programs_name_their_formats() -> None:
    words = ("elan", "Excel", "WebVTT", "label-studio")
    assert [project_format(word) for word in words] == ["eaf", "xlsx", "vtt", "labelstudio"]
    assert export_format("SubRip") == "srt"


def test_a_wrong_name_is_answered_with_the_right_ones() -> None:
    with pytest.raises(argparse.ArgumentTypeError) as caught:
        export_format("docx")
    known = either(list(format_names.FORMATS))
    assert str(caught.value) == str(Message("cli.not_a_format", value="docx", formats=known))
    with pytest.raises(argparse.ArgumentTypeError, match="ser-desktop project export"):
        export_format("xlsx")
    with pytest.raises(argparse.ArgumentTypeError, match="ser-desktop analyze"):
        project_format("srt")


def test_watch_and_projects_take_the_same_words() -> None:
    parse = build_parser().parse_args
    assert parse(["watch", "in", "--out", "out", "--format", "JSON"]).format == "jsonl"
    wanted = ["project", "export", "p.serproj", "--out", "out", "--format", "Praat"]
    assert parse(wanted).format == "textgrid"


@pytest.mark.parametrize(
    ("path", "name"),
    [("a.json", "jsonl"), ("a.JSONL", "jsonl"), ("a.TextGrid", "textgrid"), ("a.srt", "srt"),
     ("a.txt", None), ("a", None), ("-", None), ("a.json/", None)],
)  # fmt: skip
def test_the_suffix_of_the_output_names_the_format(path: str, name: str | None) -> None:
    assert format_of_file(path) == name


def test_a_suffix_of_several_formats_is_asked_about() -> None:
    with pytest.raises(SerError) as caught:
        format_of_file("emotions.csv")
    assert caught.value.message_id == "cli.which_format"
    assert "--format csv or --format summary" in str(caught.value)


def test_analyze_writes_what_the_output_is_called(sample: Path, tmp_path: Path) -> None:
    done = run("analyze", sample, "--out", tmp_path / "a.json")
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "a.json").read_text("utf-8"))["schema"] == 2
    done = run("analyze", sample, "--out", tmp_path / "a.TextGrid")
    assert done.returncode == 0, done.stderr
    assert "ooTextFile" in (tmp_path / "a.TextGrid").read_text("utf-8")
    done = run("analyze", sample, "--out", tmp_path / "a.csv")
    options = "--format csv or --format summary"
    assert said("cli.which_format", suffix=".csv", options=options) in done.stderr
    assert (done.returncode, (tmp_path / "a.csv").exists()) == (2, False)
    done = run("analyze", sample, "--format", "docx")
    assert done.returncode == 2
    assert ".." not in done.stderr
    assert "docx is not a format: choose jsonl, summary," in done.stderr
