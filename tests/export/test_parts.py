"""Annotations alone, shown rows alone, and labels of Audacity in a file for each rater."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest

from ser_desktop.batch.export_all import ExportOptions, export_all
from ser_desktop.emotion.results import Analysis
from ser_desktop.export.annotated import ProjectFacts, annotated_files
from ser_desktop.export.formats import EXPORT_FORMATS
from ser_desktop.export.parts import PART_FORMATS, Row, annotations_alone, rows_alone
from ser_desktop.project.items import Annotation, Recording

ANN = Annotation("1", "r", 0.5, 1.5, {"sad": 1.0}, rater="Ann/B")
NOBODY = Annotation("2", "r", 2.0, 3.0, {"happy": 1.0}, "speaker-1")
FACTS = ProjectFacts((ANN, NOBODY), None, {"speaker-1": "Guest"})


def texts(files: list, analysis: Analysis) -> dict[str, str]:
    return {file.suffix: file.render(analysis) for file in files}


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_audacity_has_a_file_for_the_model_and_for_each_rater(found: Analysis) -> None:
    files = annotated_files(EXPORT_FORMATS["audacity"], {found.file.path: FACTS})
    assert texts(files, found) == {
        " model.txt": EXPORT_FORMATS["audacity"].render(found),
        " Ann-B.txt": "0.500000\t1.500000\tsad\n",
        " annotations.txt": "2.000000\t3.000000\thappy\n",
    }


def test_without_annotations_audacity_has_one_file(found: Analysis) -> None:
    (file,) = annotated_files(EXPORT_FORMATS["audacity"], {found.file.path: ProjectFacts()})
    assert file.suffix == ".txt"
    assert file.render(found) == EXPORT_FORMATS["audacity"].render(found)


def test_export_all_writes_no_file_for_a_rater_without_annotations(
    found: Analysis, tmp_path: Path
) -> None:
    first, second = (
        replace(found, file=replace(found.file, path=tmp_path / f"{name}.wav")) for name in "ab"
    )
    formats = annotated_files(EXPORT_FORMATS["audacity"], {first.file.path: FACTS})
    out = tmp_path / "out"
    out.mkdir()
    (out / "a annotations.txt").write_text("mine")
    outcome = export_all([first, second], [], ExportOptions(formats, False, out))
    assert {path.name for path in outcome.written} == {"a model.txt", "a Ann-B.txt", "b model.txt"}
    assert (out / "a annotations.txt").read_text() == "mine", "files that are there stay"


def test_annotations_alone_have_no_word_of_the_model(found: Analysis) -> None:
    rows = table(texts(annotations_alone("csv", found, FACTS), found)[".csv"])
    assert [(r["annotation"], r["rater"], r["speaker"]) for r in rows] == [
        ("sad", "Ann/B", ""),
        ("happy", "", "Guest"),
    ]
    for name in PART_FORMATS:
        for text in texts(annotations_alone(name, found, FACTS), found).values():
            assert "angry" not in text, name
            assert "sad" in text or "happy" in text, name


def test_one_rater_needs_no_name_in_the_file(found: Analysis) -> None:
    (file,) = annotations_alone("audacity", found, ProjectFacts((ANN,)))
    assert file.suffix == ".txt"


def test_rows_alone_are_the_rows_that_are_shown(found: Analysis) -> None:
    silence = found.segments[1]
    rows = [Row(silence, "Guest", "sad")]
    (line,) = table(texts(rows_alone("csv", rows), found)[".csv"])
    assert (line["start_s"], line["label"], line["speaker"], line["annotation"]) == (
        *("2.25", "no speech"),
        *("Guest", "sad"),
    )
    assert texts(rows_alone("audacity", rows), found) == {".txt": "2.250000\t4.500000\tno speech\n"}
    assert "angry" not in texts(rows_alone("textgrid", rows), found)[".TextGrid"]
    assert "no speech" in texts(rows_alone("srt", rows), found)[".srt"]


def test_rows_keep_the_order_of_the_table_where_a_file_has_one(found: Analysis) -> None:
    rows = [Row(segment) for segment in reversed(found.segments)]
    starts = [line["start_s"] for line in table(texts(rows_alone("csv", rows), found)[".csv"])]
    assert starts == ["2.25", "0.0"]
    labels = texts(rows_alone("audacity", rows), found)[".txt"].splitlines()
    assert [line.split("\t")[0] for line in labels] == ["0.000000", "2.250000"]


@pytest.mark.parametrize("part", ["annotations", "rows"])
def test_the_consent_goes_with_a_part(found: Analysis, part: str) -> None:
    consent = replace(Recording("r", found.file.path), consent="refused", consent_note="by post")
    facts = replace(FACTS, recording=consent)
    files = (
        annotations_alone("csv", found, facts)
        if part == "annotations"
        else rows_alone("csv", [Row(found.segments[0])], facts)
    )
    lines = table(texts(files, found)[".csv"])
    assert {(line["consent"], line["consent_note"]) for line in lines} == {("refused", "by post")}
