"""Tables that can be added up: each second once, and texts that no spreadsheet computes."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pympi import Elan

from ser_desktop.errors import ProjectError
from ser_desktop.export.names import MAX_NAME_BYTES, distinct_names, file_name
from ser_desktop.export.project.content import ExportOptions, ProjectContent
from ser_desktop.export.project.formats import PROJECT_FORMATS, export_project, project_targets
from ser_desktop.export.project.scopes import WHOSE, chosen_tracks, scope_of
from ser_desktop.project.importing.placing import place
from ser_desktop.project.importing.reading import read_labels_of
from ser_desktop.project.items import Speaker, TrackSpeaker
from ser_desktop.project.spreadsheet_text import as_given, as_text
from ser_desktop.project.store import ProjectStore
from tests.support.projects import add_recording, annotation

LABELS = ["sad", "sad", None, "angry", "angry", "angry"]
SPOKEN_S = float(len(LABELS))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ProjectStore]:
    """A recording of two known speakers, and one of which no speakers are known."""
    with ProjectStore.create(tmp_path / "study.serproj") as store:
        add_recording(store, "a", LABELS, further_tracks=["speaker-1", "speaker-2"])
        add_recording(store, "b", LABELS)
        store.put(
            Speaker("s1", "Ann"),
            Speaker("s2", "Ben"),
            TrackSpeaker("a", "speaker-1", "s1"),
            TrackSpeaker("a", "speaker-2", "s2"),
            annotation("1", 0.0, 1.0),
            annotation("2", 3.0, 5.0, track="speaker-2"),
        )
        yield store


def written(store: ProjectStore, name: str, folder: Path, **options: Any) -> list[Path]:
    return export_project(
        ProjectContent(store, ExportOptions(**options)), PROJECT_FORMATS[name], folder
    )


def frame(store: ProjectStore, folder: Path, **options: Any) -> pd.DataFrame:
    return pd.read_csv(written(store, "csv", folder, **options)[0], keep_default_na=False)


def test_each_second_is_once_in_a_kind_and_a_scope(store: ProjectStore, tmp_path: Path) -> None:
    table = frame(store, tmp_path / "out")
    segments = table[table.kind == "segment"]
    everybody = segments[segments.scope == "everybody"]
    assert everybody.groupby("file").duration_s.sum().to_dict() == {
        "a.wav": SPOKEN_S,
        "b.wav": SPOKEN_S,
    }
    speakers = segments[segments.scope == "speaker"]
    assert speakers.groupby("speaker").duration_s.sum().to_dict() == {
        "Ann": SPOKEN_S,
        "Ben": SPOKEN_S,
    }
    assert set(everybody.speaker) == {""}


def test_each_sheet_has_each_second_once(store: ProjectStore, tmp_path: Path) -> None:
    (path,) = written(store, "xlsx", tmp_path / "out")
    sheets = pd.read_excel(path, sheet_name=None)
    assert list(sheets) == ["segments", "speaker segments", "annotations", "recordings", "about"]
    assert sheets["segments"].duration_s.sum() == 2 * SPOKEN_S
    assert set(sheets["segments"].scope) == {"everybody"}
    assert set(sheets["speaker segments"].speaker) == {"Ann", "Ben"}
    assert set(sheets["annotations"].kind) == {"annotation"}
    whole = pd.concat([sheets[name] for name in list(sheets)[:3]])
    assert len(whole) == len(frame(store, tmp_path / "out"))
    said = " ".join(sheets["about"].iloc[:, 0])
    assert "never add one to another" in said
    book = openpyxl.load_workbook(path)
    assert book["segments"].freeze_panes == "A2"
    assert book["segments"].auto_filter.ref.startswith("A1:")


def test_unknown_is_empty_and_zero_is_zero(store: ProjectStore, tmp_path: Path) -> None:
    recording = add_recording(store, "c", [None] * 3)
    store.put(replace(recording, sha256="never analysed"))
    add_recording(store, "d", [None] * 3)
    (path,) = written(store, "xlsx", tmp_path / "out")
    rows = pd.read_excel(path, sheet_name="recordings").set_index("file")
    assert rows.loc["b.wav", "annotations"] == 0
    assert rows.loc["b.wav", "share_happy"] == 0
    assert rows.loc["c.wav", ["headline", "confidence", "share_happy"]].isna().all()
    assert rows.loc["d.wav", "headline"] == "no speech"
    assert rows.loc["d.wav", ["confidence", "share_happy"]].isna().all()
    assert rows.loc["d.wav", "speech_share"] == 0
    assert rows.loc["a.wav", "speakers"] == "Ann; Ben"


@pytest.mark.parametrize("whose", WHOSE)
def test_whose_rows_can_be_chosen(store: ProjectStore, whose: str, tmp_path: Path) -> None:
    table = frame(store, tmp_path / "out", whose=whose)
    segments = table[table.kind == "segment"]
    of_a = set(segments[segments.file == "a.wav"].track)
    assert (
        of_a
        == {
            "all": {"mix", "speaker-1", "speaker-2"},
            "everybody": {"mix"},
            "speakers": {"speaker-1", "speaker-2"},
        }[whose]
    )
    assert set(segments[segments.file == "b.wav"].track) == {"mix"}, "no recording is missing"
    assert len(table[table.kind == "annotation"]) == 2, "what people said is never left out"
    document = Elan.Eaf(str(written(store, "eaf", tmp_path / "out", whose=whose)[0]))
    tiers = {t for t in document.get_tier_names() if t.endswith("/model") and "about" not in t}
    wanted = {"mix": "mix", "speaker-1": "Ann", "speaker-2": "Ben"}
    assert tiers == {f"{wanted[track]}/model" for track in of_a}


def test_one_line_of_time_has_each_second_once(store: ProjectStore, tmp_path: Path) -> None:
    cues = written(store, "vtt", tmp_path / "out")[0].read_text("utf-8").split("\n\n")
    of_model = [cue for cue in cues if "(ann)" not in cue and "-->" in cue]
    assert {cue.split("<v ")[1].split(">")[0] for cue in of_model} == {"Ann", "Ben"}
    lines = written(store, "rttm", tmp_path / "out")[0].read_text("utf-8").splitlines()
    assert {line.split()[7] for line in lines if " model " in line} == {"Ann", "Ben"}
    task = json.loads(written(store, "labelstudio", tmp_path / "out")[0].read_text("utf-8"))[0]
    regions = {region["id"].rpartition("-")[0] for region in task["predictions"][0]["result"]}
    assert regions == {"speaker-1", "speaker-2"}


def test_only_annotations_are_without_the_model(store: ProjectStore, tmp_path: Path) -> None:
    (path,) = written(store, "xlsx", tmp_path / "out", only_annotations=True)
    sheets = pd.read_excel(path, sheet_name=None)
    assert list(sheets) == ["annotations", "recordings", "about"]
    assert len(sheets["annotations"]) == 2
    assert sheets["annotations"].label.isna().all()
    assert sheets["recordings"].headline.isna().all()
    assert sheets["recordings"].duration_s.tolist() == [SPOKEN_S] * 2
    paths = written(store, "eaf", tmp_path / "out", only_annotations=True)
    assert [path.name for path in paths] == ["a.eaf"], "b has no annotations"
    document = Elan.Eaf(str(paths[0]))
    assert sorted(document.get_tier_names()) == ["Ben/ann", "about/model", "mix/ann"]
    about = document.get_annotation_data_for_tier("about/model")[0][2]
    assert "without answers of a model" in about
    for name in PROJECT_FORMATS:
        for path in written(store, name, tmp_path / "all", only_annotations=True):
            assert b"made 1" not in path.read_bytes(), name


def test_without_annotations_there_is_nothing_alone(store: ProjectStore, tmp_path: Path) -> None:
    store.delete(*store.annotations())
    with pytest.raises(ProjectError) as caught:
        written(store, "eaf", tmp_path, only_annotations=True)
    assert caught.value.message_id == "export.no_annotations"


def test_the_scope_of_a_track() -> None:
    assert scope_of("mix", None, {}) == "everybody"
    assert scope_of("left", None, {}) == "channel"
    assert scope_of("left", None, {"left": "Ann"}) == "speaker", "a microphone of her own"
    assert scope_of("interviewer", None, {}) == "speaker"
    channels = {"left": "channel", "right": "channel"}
    assert chosen_tracks(channels, "everybody") == {"left", "right"}
    assert chosen_tracks({}, "speakers") == frozenset()


@pytest.mark.parametrize("text", ["=1+1", "+x", "-x", "@SUM(A1)", "\tx"])
def test_no_text_becomes_a_formula(text: str) -> None:
    cell = as_text(text)
    assert cell == f"'{text}"
    assert as_given(str(cell)) == text


@pytest.mark.parametrize("value", ["-0.5", "plain", "", "'quoted'", 3, -1.5, None])
def test_other_cells_stay(value: object) -> None:
    assert as_text(value) == value
    assert as_given(str(value)) == str(value)


@given(st.lists(st.text("'=+-@\t1x.e", max_size=5), max_size=20))
def test_no_two_texts_have_one_cell(texts: list[str]) -> None:
    cells = [str(as_text(text)) for text in texts]
    assert [as_given(cell) for cell in cells] == texts
    assert len(set(cells)) == len(set(texts))


def test_names_that_look_like_formulas_go_through_every_table(tmp_path: Path) -> None:
    name, note = "=cmd|' calc'!A0.wav", '=HYPERLINK("http://x")'
    with ProjectStore.create(tmp_path / "p.serproj") as store:
        recording = add_recording(store, "a", LABELS, tmp_path / name)
        store.put(replace(recording, note=note), annotation("1", note=note, rater="@home"))
        before = store.annotations()
        (path,) = written(store, "csv", tmp_path / "out")
        with path.open(newline="", encoding="utf-8") as handle:
            cells = [cell for row in csv.reader(handle) for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]
        assert f"'{name}" in cells
        store.delete(*before)
        (again,) = place(store, path, read_labels_of(path)).annotations
        assert (again.note, again.rater) == (note, "@home")


def test_an_unnamed_project_is_called_by_its_content(tmp_path: Path) -> None:
    with ProjectStore.create(tmp_path / "unnamed-2.serproj") as store:
        add_recording(store, "Gespräch 1", LABELS)
        assert [p.name for p in written(store, "xlsx", tmp_path / "one")] == ["Gespräch 1.xlsx"]
        add_recording(store, "other", LABELS)
        (path,) = written(store, "html", tmp_path / "two")
        assert path.name == f"SER project {date.today().isoformat()}.html"
        assert f"Report on {path.stem}" in path.read_text("utf-8")


def test_names_that_are_too_long_for_a_suffix_are_cut(tmp_path: Path) -> None:
    longest = "ä" * 125 + ".wav"
    assert len(file_name("ä" * 125, ".TextGrid").encode()) <= MAX_NAME_BYTES
    assert file_name("short", ".csv") == "short.csv"
    with ProjectStore.create(tmp_path / "p.serproj") as store:
        add_recording(store, "a", LABELS, tmp_path / longest)
        add_recording(store, "b", LABELS, tmp_path / ("ä" * 124 + "o.wav"))
        paths = written(store, "textgrid", tmp_path / "out")
        content = ProjectContent(store)
        assert project_targets(content, PROJECT_FORMATS["textgrid"], tmp_path / "out") == paths
    assert len({path.name for path in paths}) == 2
    assert all(path.exists() for path in paths)


@pytest.mark.parametrize("name", ["eaf", "textgrid", "csv"])
def test_recordings_of_one_name_stay_apart(tmp_path: Path, name: str) -> None:
    with ProjectStore.create(tmp_path / "p.serproj") as store:
        for day in ("monday", "tuesday"):
            add_recording(store, day, LABELS, tmp_path / day / "talk.wav")
            store.put(annotation(day, recording_id=day, note=day))
        table = frame(store, tmp_path / "table")
        assert set(table.file) == {"monday/talk.wav", "tuesday/talk.wav"}
        paths = written(store, name, tmp_path / "out")
        if name != "csv":
            assert sorted(path.stem for path in paths) == ["monday talk", "tuesday talk"]
        before = store.annotations()
        store.delete(*before)
        for path in paths:
            store.put(*place(store, path, read_labels_of(path)).annotations)
        assert {(a.recording_id, a.note) for a in store.annotations()} == {
            *(("monday", "monday"), ("tuesday", "tuesday")),
        }


def test_names_get_as_many_folders_as_they_need() -> None:
    paths = [Path("/x/a/talk.wav"), Path("/y/a/talk.wav"), Path("/y/b/other.wav")]
    assert distinct_names(paths) == ["x/a/talk.wav", "y/a/talk.wav", "other.wav"]
    assert distinct_names([Path("a.wav"), Path("a.wav")]) == ["a.wav", "a.wav"]
    assert distinct_names([]) == []
