"""One annotation from the first stroke to every file and back, through a killed program."""

from __future__ import annotations

import csv
import json
import signal
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from ser_desktop.export.project.content import ProjectContent
from ser_desktop.export.project.formats import PROJECT_FORMATS, export_project
from ser_desktop.project.importing.placing import place
from ser_desktop.project.importing.reading import read_labels_of
from ser_desktop.project.items import Annotation
from ser_desktop.project.store import ProjectStore
from tests.support.annotator import make_study


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as a killed program left it."""
    folder = tmp_path_factory.mktemp("study")
    make_study(folder / "study.serproj")
    command = [sys.executable, "-m", "tests.support.annotator", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    return folder / "study.serproj"


def said(annotation: Annotation) -> tuple[object, ...]:
    """What a person gave, without ids and times of change."""
    return (
        *(annotation.start_s, annotation.end_s, dict(annotation.labels), annotation.track),
        *(annotation.intensity, annotation.confidence, annotation.note, annotation.rater),
    )


KEPT = [
    (0.0, 1.0, {"calm": 1.0}, "speaker-1", None, None, "", "ann"),
    (3.0, 7.5, {"angry": 0.7, "fearful": 0.3}, "speaker-1", 0.85, 0.6, "two\nlines", "ann"),
]


def test_nothing_is_lost_with_the_program(study: Path) -> None:
    with ProjectStore.open(study) as store:
        assert [said(annotation) for annotation in store.annotations()] == KEPT


@pytest.mark.parametrize("name", ["eaf", "textgrid"])
def test_the_annotation_comes_back_as_it_was(study: Path, name: str, tmp_path: Path) -> None:
    with ProjectStore.open(study) as store:
        (path,) = export_project(ProjectContent(store), PROJECT_FORMATS[name], tmp_path)
        placed = place(store, path, read_labels_of(path))
        assert (placed.annotations, placed.superseded, placed.known) == ((), (), 2)
    make_study(tmp_path / "fresh.serproj")
    with ProjectStore.open(tmp_path / "fresh.serproj") as fresh:
        placed = place(fresh, path, read_labels_of(path))
        found = sorted((said(a) for a in placed.annotations), key=lambda item: item[0])
        one_line = [(*item[:6], item[6].replace("\n", " "), item[7]) for item in KEPT]  # type: ignore[union-attr]
        assert found == one_line, "tiers have a note on one line; all else is as it was"


def test_every_table_has_all_of_it(study: Path, tmp_path: Path) -> None:
    with ProjectStore.open(study) as store:
        content = ProjectContent(store)
        (table,) = export_project(content, PROJECT_FORMATS["csv"], tmp_path)
        (book,) = export_project(content, PROJECT_FORMATS["xlsx"], tmp_path)
        (lines,) = export_project(content, PROJECT_FORMATS["jsonl"], tmp_path)
        (page,) = export_project(content, PROJECT_FORMATS["html"], tmp_path)
    rows = [
        row for row in csv.DictReader(table.open(encoding="utf-8")) if row["kind"] == "annotation"
    ]
    heading, *values = openpyxl.load_workbook(book)["annotations"].values
    sheet = [dict(zip(heading, row, strict=True)) for row in values]
    for found in (rows, sheet):
        (row,) = (row for row in found if row["annotation"] == "angry")
        assert row["annotation_weights"] == "angry:0.7+fearful:0.3"
        assert (row["speaker"], row["track"], row["rater"]) == ("Guest", "speaker-1", "ann")
        numbers = ("start_s", "end_s", "annotation_intensity", "annotation_confidence")
        assert [float(row[key]) for key in numbers] == [3.0, 7.5, 0.85, 0.6]
    item = json.loads(lines.read_text("utf-8"))
    assert [(a["track"], a["intensity"]) for a in item["annotations"]] == [
        ("speaker-1", None),
        ("speaker-1", 0.85),
    ]
    assert item["annotated"] == "mostly angry", "5.5 s of 10 s"
    assert "people: <b>mostly angry</b>" in page.read_text("utf-8")
