"""A project in the formats of other programs, read back by their libraries."""

from __future__ import annotations

import csv
import html.parser
import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import openpyxl
import pyarrow.parquet
import pytest
from praatio import textgrid
from pympi import Elan

from ser_desktop.commands.format_names import PROJECT_FORMATS as PROJECT_FORMAT_NAMES
from ser_desktop.errors import OutputError, ProjectError
from ser_desktop.export.project.content import ExportOptions, ProjectContent
from ser_desktop.export.project.formats import PROJECT_FORMATS, export_project
from ser_desktop.export.project.segment_rows import COLUMNS
from ser_desktop.project.importing.placing import place
from ser_desktop.project.importing.reading import read_labels_of
from ser_desktop.project.items import Annotation, Setting, Speaker, TrackSpeaker
from ser_desktop.project.store import ProjectStore
from ser_desktop.texts.languages.loading import load_language
from ser_desktop.texts.messages import ENGLISH, emotion_name, use_language
from tests.support.projects import add_recording, annotation

EVIL = "=1+1 <script>alert(1)</script> \"q\" 'q' & {{ 7*7 }}"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ProjectStore]:
    """Two recordings, two raters, a named speaker, a threshold, and hostile texts."""
    with ProjectStore.create(tmp_path / "talks.serproj") as store:
        a = add_recording(store, "a", ["sad", "sad", None, "angry"], further_tracks=["left"])
        b = add_recording(store, "b", ["happy"], tmp_path / "Eve <secret>.wav")
        store.put(
            replace(a, note="met Eve", tags=("pilot",), consent="given", consent_note="by letter"),
            replace(b, note=EVIL),
            Speaker("s", "Eve Secret", pseudonym="P7"),
            TrackSpeaker("a", "left", "s"),
            annotation("1", 0.25, 1.5, labels={"angry": 0.7, "sad": 0.3}, note="raises voice"),
            annotation("2", 1.0, 2.0, labels={"sad": 1.0}, intensity=0.5, confidence=0.25),
            annotation("6", 3.0, 3.5, rater="model"),
            annotation("3", 1.0, 2.0, rater="Bob Secret", track="left"),
            annotation("5", 2.0, 3.0, labels={"calm": 1.0}, track="Eve's voice"),
            annotation("4", 0.0, 1.0, recording_id="b", labels={}, note=EVIL, rater="Bob Secret"),
            Setting("threshold", {"uncertain_below": 0.55, "n_ratings": 42}),
        )
        yield store


def exported(store: ProjectStore, name: str, folder: Path, **options: object) -> list[Path]:
    content = ProjectContent(store, ExportOptions(**options))  # type: ignore[arg-type]
    return export_project(content, PROJECT_FORMATS[name], folder)


def essentials(annotations: list[Annotation]) -> list[tuple[object, ...]]:
    return sorted(
        (a.recording_id, a.track, a.rater, round(a.start_s, 3), round(a.end_s, 3),
         tuple(sorted(a.labels.items())), " ".join(a.note.split()),
         -1 if a.intensity is None else a.intensity, -1 if a.confidence is None else a.confidence)
        for a in annotations
    )  # fmt: skip


def test_the_parser_names_every_format() -> None:
    assert tuple(PROJECT_FORMATS) == PROJECT_FORMAT_NAMES


@pytest.mark.parametrize("name", ["textgrid", "eaf", "csv"])
def test_annotations_come_back(store: ProjectStore, name: str, tmp_path: Path) -> None:
    before = store.annotations()
    paths = exported(store, name, tmp_path / "out")
    store.delete(*before)
    for path in paths:
        placed = place(store, path, read_labels_of(path))
        store.put(*placed.annotations)
    assert essentials(store.annotations()) == essentials(before)
    again = [place(store, path, read_labels_of(path)) for path in paths]
    assert [placed.annotations for placed in again] == [()] * len(paths)


def test_an_rttm_comes_back_without_the_model(store: ProjectStore, tmp_path: Path) -> None:
    before = store.annotations()
    paths = exported(store, "rttm", tmp_path / "out")
    store.delete(*before)
    for path in paths:
        store.put(*place(store, path, read_labels_of(path)).annotations)
    # The format holds no notes and no intensity, and no blanks in a track.
    known = [replace(a, note="", intensity=None, track=a.track.replace(" ", "_")) for a in before]
    assert essentials(store.annotations()) == essentials(known)


def test_praat_reads_the_tiers(store: ProjectStore, tmp_path: Path) -> None:
    path = exported(store, "textgrid", tmp_path / "out")[0]
    grid = textgrid.openTextgrid(str(path), includeEmptyIntervals=True, reportingMode="error")
    assert set(grid.tierNames) == {
        *("mix/ann", "mix/ann (2)", "mix/model", "Eve Secret/Bob Secret", "Eve Secret/model"),
        *("Eve's voice/ann", "about/model", "mix/model (person)"),
    }
    for tier in map(grid.getTier, grid.tierNames):
        edges = [(entry.start, entry.end) for entry in tier.entries]
        assert edges[0][0] == 0
        assert edges[-1][1] == 4
        assert all(one[1] == other[0] for one, other in pairwise(edges))
    said = grid.getTier("about/model").entries[0].label
    assert "made 1" in said
    assert "42 ratings" in said
    assert "Consent: given" in said


def test_elan_reads_the_tiers(store: ProjectStore, tmp_path: Path) -> None:
    document = Elan.Eaf(str(exported(store, "eaf", tmp_path / "out")[0]))
    assert document.get_annotation_data_for_tier("mix/ann")[0][:3] == (
        *(250, 1500),
        "angry:0.7+sad:0.3 | raises voice",
    )
    assert [e[2] for e in document.get_annotation_data_for_tier("mix/model")] == ["sad", "angry"]


def test_tables_carry_both_answers(store: ProjectStore, tmp_path: Path) -> None:
    with exported(store, "csv", tmp_path / "out")[0].open(newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert list(rows[0]) == list(COLUMNS)
    (first,) = [row for row in rows if row["annotation_weights"] == "angry:0.7+sad:0.3"
                and row["kind"] == "annotation"]  # fmt: skip
    assert (first["label"], first["annotation"], first["rater"]) == ("sad", "angry", "ann")
    assert (first["threshold_ratings"], first["uncertain_below"]) == ("42", "0.55")
    assert (first["consent"], first["tags"]) == ("given", "pilot")
    segment = next(row for row in rows if row["kind"] == "segment")
    assert (segment["label"], segment["annotation"]) == ("sad", "angry")
    left = [row for row in rows if row["track"] == "left"]
    assert {row["speaker"] for row in left} == {"Eve Secret"}

    table = pyarrow.parquet.read_table(exported(store, "parquet", tmp_path / "out")[0])
    assert table.column_names == list(COLUMNS)
    assert table.num_rows == len(rows)
    assert table.column("start_s").to_pylist() == [float(row["start_s"]) for row in rows]

    book = openpyxl.load_workbook(exported(store, "xlsx", tmp_path / "out")[0])
    assert book.sheetnames == [
        *("segments", "speaker segments", "annotations", "recordings", "about"),
    ]
    sheets = [list(book[name].values) for name in book.sheetnames[:3]]
    assert all(cells[0] == tuple(COLUMNS) for cells in sheets)
    assert sum(len(cells) - 1 for cells in sheets) == len(rows)
    (note,) = [cell for cell in book["recordings"][3] if cell.value == EVIL]
    assert note.data_type == "s"  # a text, no formula


def test_a_table_keeps_its_keys_and_adds_words_of_a_language(
    store: ProjectStore, tmp_path: Path
) -> None:
    path = exported(store, "csv", tmp_path / "out", language=load_language("fr"))[0]
    with path.open(newline="", encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    words = {row["label"]: row["label_fr"] for row in rows if row["label"]}
    assert words
    french = load_language("fr")
    assert words == {label: emotion_name(label, french) for label in words}
    assert words.keys() != set(words.values())


def test_exports_are_english_in_every_language_of_the_window(
    store: ProjectStore, tmp_path: Path
) -> None:
    names = ("textgrid", "csv", "vtt", "html")
    english = [p.read_bytes() for n in names for p in exported(store, n, tmp_path / n)]
    use_language(load_language("de"))
    try:
        german = [p.read_bytes() for n in names for p in exported(store, n, tmp_path / n)]
    finally:
        use_language(ENGLISH)
    assert german == english


def test_json_lines_are_the_contract(store: ProjectStore, tmp_path: Path) -> None:
    text = exported(store, "jsonl", tmp_path / "out")[0].read_text("utf-8")
    first, second = map(json.loads, text.splitlines())
    assert (first["schema"], first["consent"]) == (2, "given")
    assert (
        first["settings"] | {"uncertain_below": 0.55, "threshold_ratings": 42} == first["settings"]
    )
    assert {track["name"]: track["speaker"] for track in first["tracks"]} == {
        "mix": None,
        "left": "Eve Secret",
    }
    shown = {key: first["annotations"][0][key] for key in ("track", "start_s", "end_s", "labels")}
    assert shown == {"track": "mix", "start_s": 0.25, "end_s": 1.5,
                     "labels": {"angry": 0.7, "sad": 0.3}}  # fmt: skip
    assert {"intensity", "note", "rater"} <= first["annotations"][0].keys()
    assert second["annotations"][0]["note"] == EVIL


def test_label_studio(store: ProjectStore, tmp_path: Path) -> None:
    tasks = json.loads(exported(store, "labelstudio", tmp_path / "out")[0].read_text("utf-8"))
    assert [task["data"]["audio"] for task in tasks] == ["a.wav", "Eve <secret>.wav"]
    by_rater = {item["rater"]: item["result"] for item in tasks[0]["annotations"]}
    assert [r["value"]["labels"] for r in by_rater["ann"][:2]] == [["angry", "sad"], ["sad"]]
    assert by_rater["ann"][0]["value"]["end"] == 1.5
    (prediction,) = tasks[0]["predictions"]
    assert prediction["model_version"] == "made 1"
    assert prediction["result"][0]["value"]["labels"] == ["sad"]


def test_webvtt_and_rttm(store: ProjectStore, tmp_path: Path) -> None:
    text = exported(store, "vtt", tmp_path / "out")[0].read_text("utf-8")
    assert text.startswith("WEBVTT\n\nNOTE Model made 1")
    cue = "00:00:00.250 --> 00:00:01.500\n<v mix>angry:0.7+sad:0.3 (ann) · model: sad 80%\n\n"
    assert cue in text
    assert "<v Eve Secret>" in text
    assert "<script>" not in exported(store, "vtt", tmp_path / "out")[1].read_text("utf-8")
    lines = exported(store, "rttm", tmp_path / "out")[0].read_text("utf-8").splitlines()
    assert "SPEAKER a 1 1.000 1.000 Bob_Secret angry Eve_Secret <NA> <NA>" in lines
    assert "SPEAKER a 1 0.250 1.250 ann angry:0.7+sad:0.3 mix <NA> <NA>" in lines
    assert any(" model angry Eve_Secret 0.800 " in line for line in lines)
    assert all(len(line.split()) == 10 for line in lines[1:])


class _Tags(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [v or "" for name, v in attrs if name in ("src", "href", "onload")]


def test_the_report_is_one_safe_page(store: ProjectStore, tmp_path: Path) -> None:
    page = exported(store, "html", tmp_path / "out")[0].read_text("utf-8")
    tags = _Tags()
    tags.feed(page)
    assert "script" not in tags.tags
    assert tags.addresses == []
    assert tags.tags.count("svg") > 2
    assert "{{ 7*7 }}" in page  # shown, not run
    for text in ("raises voice", "made 1", "42 ratings", "AI Act", "given", "Eve Secret", "pilot"):
        assert text in page


@pytest.mark.parametrize("name", PROJECT_FORMAT_NAMES)
def test_pseudonymised_exports_name_nobody(store: ProjectStore, name: str, tmp_path: Path) -> None:
    paths = exported(store, name, tmp_path / "out", pseudonymise=True)
    for path in paths:
        assert path.name.startswith(("recording-00", "project."))
        content = path.read_bytes()
        if name == "xlsx":
            book = openpyxl.load_workbook(path)
            content = repr([list(sheet.values) for sheet in book]).encode()
        if name == "parquet":
            content = repr(pyarrow.parquet.read_table(path).to_pylist()).encode()
        for word in (b"Secret", b"secret", b"Eve", b"raises", b"letter", b"sha-", b"pilot", b"ann'",
                     str(tmp_path).encode()):  # fmt: skip
            assert word not in content, (path.name, word)
    assert b"P7" in b"".join(path.read_bytes() for path in paths) or name in ("xlsx", "parquet")


def test_one_rater_alone(store: ProjectStore, tmp_path: Path) -> None:
    text = exported(store, "csv", tmp_path / "out", rater="Bob Secret")[0].read_text("utf-8")
    assert "Bob Secret" in text
    assert ",ann," not in text
    with pytest.raises(ProjectError) as caught:
        exported(store, "csv", tmp_path / "out", rater="nobody")
    assert caught.value.message_id == "export.no_such_rater"


@pytest.mark.parametrize("name", PROJECT_FORMAT_NAMES)
def test_a_read_only_folder_is_reported(store: ProjectStore, name: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError):
        exported(store, name, tmp_path / "file")


@pytest.mark.parametrize("name", PROJECT_FORMAT_NAMES)
def test_a_project_without_analyses(name: str, tmp_path: Path) -> None:
    with ProjectStore.create(tmp_path / "p.serproj") as store:
        assert len(exported(store, name, tmp_path / "empty")) == (
            1 if PROJECT_FORMATS[name].write else 0
        )
        recording = add_recording(store, "a", ["sad"])
        store.put(replace(recording, sha256="unknown"), annotation("1"))
        assert len(exported(store, name, tmp_path / "out")) == 1


def test_a_segment_and_its_annotation_have_one_number(tmp_path: Path) -> None:
    labels = ["sad"] * 5 + ["angry"] * 4 + ["happy"] * 5
    with ProjectStore.create(tmp_path / "one.serproj") as store:
        add_recording(store, "a", labels)
        (recording,) = ProjectContent(store, ExportOptions()).recordings()
        assert recording.analysis is not None
        segment = next(s for s in recording.analysis.segments if s.label == "angry")
        store.put(
            annotation("1", *segment.span_s, labels={"fearful": 1.0}),
            annotation("2", segment.end_s - 0.5, segment.end_s + 3.0, labels={"calm": 1.0}),
        )
        (path,) = exported(store, "csv", tmp_path / "out")
    rows = list(csv.DictReader(path.open(encoding="utf-8-sig")))
    of_model = {row["label"]: row for row in rows if row["kind"] == "segment"}
    corrected = next(row for row in rows if row["annotation"] == "fearful")
    own = next(row for row in rows if row["kind"] == "annotation" and row["label"] == "angry")
    assert corrected["label"] == own["label"] == "angry"
    assert own["confidence"] == of_model["angry"]["confidence"]
    assert of_model["angry"]["annotation"] == "fearful", "not the one that only reaches in"
    assert of_model["happy"]["annotation"] == "calm"
    assert of_model["sad"]["annotation"] == ""
