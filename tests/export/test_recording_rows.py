"""A row for each recording says the same in every table, and its shares can be computed with."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from ser_desktop.emotion.labels import NO_SPEECH
from ser_desktop.emotion.results import Analysis
from ser_desktop.export import summary_csv
from ser_desktop.export.json_lines import analysis_object
from ser_desktop.export.project.content import ExportOptions, ProjectContent
from ser_desktop.export.project.formats import PROJECT_FORMATS, export_project
from ser_desktop.export.result_tables import TABLES
from ser_desktop.export.table_file import write_table
from ser_desktop.project.items import Recording
from ser_desktop.project.store import ProjectStore
from tests.support.made_analysis import made_analysis
from tests.support.projects import add_recording

PAUSES = ["happy"] * 4 + [NO_SPEECH] * 6 + ["sad"] * 5 + [("angry", 0.3)] * 3


@pytest.fixture
def analysis() -> Analysis:
    made = made_analysis(PAUSES)
    return replace(made, file=replace(made.file, damaged=((1.0, 1.171),), truncated=True))


def tables(analysis: Analysis, folder: Path) -> dict[str, dict[str, Any]]:
    """Return the row of one recording from every table that has one, as texts of a CSV."""
    table = TABLES["files"]
    labels = analysis.model.labels
    write_table(folder / "t.csv", table.columns(labels), table.rows(analysis, "made.wav"))
    with (folder / "t.csv").open(encoding="utf-8", newline="") as handle:
        (of_table,) = csv.DictReader(handle)
    (of_summary,) = csv.DictReader(summary_csv.render(analysis).splitlines())
    return {"table": of_table, "summary": of_summary}


def test_the_summary_and_the_table_of_files_are_one_table(
    analysis: Analysis, tmp_path: Path
) -> None:
    rows = tables(analysis, tmp_path)
    assert rows["table"] == rows["summary"]
    assert list(rows["table"]) == list(summary_csv.columns())


def test_warnings_are_in_the_row(analysis: Analysis, tmp_path: Path) -> None:
    row = tables(analysis, tmp_path)["table"]
    assert row["damaged_s"] == "0.171"
    assert row["truncated"] == "1"
    assert row["warnings"].split()[:2] == ["truncated", "damaged"]
    assert row["warnings"].split() == [one["id"] for one in analysis_object(analysis)["warnings"]]


def test_seconds_times_share_are_the_seconds_of_the_rows(
    analysis: Analysis, tmp_path: Path
) -> None:
    segments = analysis_object(analysis)["segments"]
    total_s = sum(s["end_s"] - s["start_s"] for s in segments if s["label"] != NO_SPEECH)
    for row in (*tables(analysis, tmp_path).values(), excel_row(analysis, tmp_path)):
        answered_s = float(row["answered_s"])
        assert answered_s == pytest.approx(total_s, abs=1e-5)
        for label in ("happy", "sad", "uncertain", "angry"):
            of_rows = sum(s.end_s - s.start_s for s in analysis.segments if s.label == label)
            assert answered_s * float(row[f"share_{label}"]) == pytest.approx(of_rows, abs=1e-4)
    assert answered_s != pytest.approx(analysis.overall.speech_share * analysis.file.duration_s)


def excel_row(analysis: Analysis, folder: Path) -> dict[str, Any]:
    with ProjectStore.create(folder / "p.serproj") as store:
        add_recording(store, "talk", ["sad"])
        content = ProjectContent(store, ExportOptions(), lambda _recording: analysis)
        (book,) = export_project(content, PROJECT_FORMATS["xlsx"], folder)
    row: dict[str, Any] = pd.read_excel(book, sheet_name="recordings").iloc[0].to_dict()
    return row


def test_the_excel_sheet_has_the_answer_and_the_warnings(
    analysis: Analysis, tmp_path: Path
) -> None:
    row = excel_row(analysis, tmp_path)
    of_table = tables(analysis, tmp_path)["table"]
    for name in of_table:
        if name.startswith(("p_", "share_")) or name in ("speech_share", "damaged_s", "confidence"):
            assert row[name] == pytest.approx(float(of_table[name]), abs=1e-6), name
    assert row["warnings"] == of_table["warnings"]
    assert (row["truncated"], row["repaired"]) == (1, 0)


@pytest.fixture
def bad(tmp_path: Path) -> Iterator[ProjectStore]:
    """A file that is no sound, one that is gone, one that was not analysed, and a good one."""
    (tmp_path / "Eve letter.wav").write_text("no sound")
    (tmp_path / "new.wav").write_bytes(Path("resources/samples/sample.flac").read_bytes())
    with ProjectStore.create(tmp_path / "p.serproj") as store:
        for number, name in enumerate(("Eve letter.wav", "gone.wav", "new.wav")):
            store.put(Recording(name, tmp_path / name, float(number), sha256=""))
        add_recording(store, "good", ["sad"] * 3)
        yield store


@pytest.mark.parametrize("is_hidden", [False, True])
def test_a_recording_without_a_result_says_why_in_every_table(
    bad: ProjectStore, is_hidden: bool, tmp_path: Path
) -> None:
    options = ExportOptions(pseudonymise=is_hidden)
    paths = {
        name: export_project(ProjectContent(bad, options), PROJECT_FORMATS[name], tmp_path / "o")[0]
        for name in ("csv", "parquet", "xlsx")
    }
    sheet = pd.read_excel(paths["xlsx"], sheet_name="recordings")
    assert list(sheet.error_kind.fillna("")) == ["unreadable", "vanished", "not_analysed", ""]
    csv_rows, parquet_rows = pd.read_csv(paths["csv"]), pd.read_parquet(paths["parquet"])
    for rows in (csv_rows, parquet_rows):
        errors = rows[rows.kind == "error"]
        assert len(errors) == 3
        assert list(errors.error) == list(sheet.error[:3])
        assert errors[["track", "label", "duration_s"]].isna().all(axis=None)
        assert "Eve" not in " ".join(errors.error) or not is_hidden
    assert pd.read_excel(paths["xlsx"], sheet_name="segments").kind.eq("segment").all()
