"""Annotations that go to ELAN or Praat, are changed there, and come back."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from praatio import textgrid
from pympi import Elan

from ser_desktop.commands.parser import build_parser
from ser_desktop.commands.project import run_project
from ser_desktop.export.project.content import ProjectContent
from ser_desktop.export.project.formats import PROJECT_FORMATS, export_project
from ser_desktop.paths import Profile
from ser_desktop.project.importing.placing import place
from ser_desktop.project.importing.reading import read_labels_of
from ser_desktop.project.items import Speaker, TrackSpeaker
from ser_desktop.project.store import ProjectStore
from tests.support.projects import add_recording, annotation


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ProjectStore]:
    """Three annotations of one rater, one with a long note, and a blind rating."""
    with ProjectStore.create(tmp_path / "p.serproj") as store:
        add_recording(store, "a", ["sad"] * 10)
        store.put(
            annotation("kept", 0.0, 1.0, note="two\nlines", intensity=0.4),
            annotation("changed", 2.0, 3.0),
            annotation("deleted", 4.0, 5.0),
            annotation("blind", 6.0, 7.0, origin="blind"),
            annotation("of another", 8.0, 9.0, rater="bob"),
        )
        yield store


def exported(store: ProjectStore, name: str, folder: Path) -> Path:
    (path,) = export_project(ProjectContent(store), PROJECT_FORMATS[name], folder)
    return path


def in_elan(path: Path) -> Path:
    """Change, delete and add annotations, as a person does in ELAN."""
    document = Elan.Eaf(str(path))
    document.remove_annotation("mix/ann", 2500)
    document.add_annotation("mix/ann", 2000, 3000, "fearful")
    document.remove_annotation("mix/ann", 4500)
    document.remove_annotation("mix/ann", 6500)
    document.add_annotation("mix/ann", 9000, 9500, "calm")
    document.to_file(str(path))
    return path


def test_what_elan_changed_is_new_and_what_it_was_is_superseded(
    store: ProjectStore, tmp_path: Path
) -> None:
    path = in_elan(exported(store, "eaf", tmp_path / "out"))
    placed = place(store, path, read_labels_of(path))
    assert [(a.label, a.start_s) for a in placed.annotations] == [("fearful", 2.0), ("calm", 9.0)]
    assert placed.known == 2
    assert [a.id for a in placed.superseded] == ["changed", "deleted"], "never a blind rating"


@pytest.mark.parametrize("name", ["eaf", "textgrid"])
def test_nothing_changed_is_nothing_new(store: ProjectStore, name: str, tmp_path: Path) -> None:
    path = exported(store, name, tmp_path / "out")
    placed = place(store, path, read_labels_of(path))
    assert (placed.annotations, placed.superseded, placed.known) == ((), (), 5)


def test_what_praat_changed_supersedes(store: ProjectStore, tmp_path: Path) -> None:
    path = exported(store, "textgrid", tmp_path / "out")
    grid = textgrid.openTextgrid(str(path), includeEmptyIntervals=True)
    tier = grid.getTier("mix/ann")
    entries = [
        (one.start, one.end, "happy" if one.start == 2.0 else one.label) for one in tier.entries
    ]
    grid.replaceTier("mix/ann", tier.new(entries=entries))
    grid.save(str(path), format="long_textgrid", includeBlankSpaces=True)
    placed = place(store, path, read_labels_of(path))
    assert [a.label for a in placed.annotations] == ["happy"]
    assert [a.id for a in placed.superseded] == ["changed"]


def test_a_format_that_loses_notes_supersedes_nothing(store: ProjectStore, tmp_path: Path) -> None:
    path = exported(store, "rttm", tmp_path / "out")
    assert place(store, path, read_labels_of(path)).superseded == ()


def test_the_command_says_so_and_replaces_when_asked(
    tmp_path: Path, store: ProjectStore, capsys: pytest.CaptureFixture[str]
) -> None:
    path = in_elan(exported(store, "eaf", tmp_path / "out"))
    project = store.path
    store.close()

    def run(*words: object) -> str:
        options = build_parser().parse_args(["project", *map(str, words)])
        assert run_project(options, Profile.at(tmp_path / "profile"), io.StringIO()) == 0
        return capsys.readouterr().err

    assert "--replace" in run("import", project, path)
    with ProjectStore.open(project) as again:
        assert {"changed", "deleted"} <= {a.id for a in again.annotations()}
    assert "2 annotations that the file no longer has" in run("import", project, path, "--replace")
    with ProjectStore.open(project) as again:
        left = {a.id for a in again.annotations()}
        assert {"kept", "blind", "of another"} <= left
        assert not {"changed", "deleted"} & left
        assert len(left) == 5


@pytest.mark.parametrize("name", ["eaf", "textgrid"])
def test_whatever_an_annotation_says_comes_back(name: str, tmp_path: Path) -> None:
    """Labels beside the eight, thirds, tiny shares, no label, a slash in a name: none is lost."""
    with ProjectStore.create(tmp_path / "p.serproj") as store:
        add_recording(store, "a", ["sad"] * 20)
        store.put(
            Speaker("s", "Guest / Host"),
            TrackSpeaker("a", "speaker-1", "s"),
            annotation("own label", 0.0, 1.0, labels={"quiet joy": 1.0}),
            annotation("mixed", 1.0, 2.0, labels={"sad": 1 / 3, "quiet joy": 2 / 3}),
            annotation("tiny", 2.0, 3.0, labels={"sad": 0.00002, "calm": 0.5}, intensity=0.00001),
            annotation("nothing", 3.0, 4.0, labels={}),
            annotation("strong", 4.0, 5.0, labels={}, intensity=0.7),
            annotation("a remark", 5.0, 6.0, labels={}, note="a bus | loud"),
            annotation("a speaker", 6.0, 7.0, track="speaker-1", confidence=0.123456789),
            annotation("without length", 8.0, 8.0),
            annotation("within", 6.5, 6.6),
            annotation("of nobody", 9.0, 10.0, rater=""),
        )
        path = exported(store, name, tmp_path / "out")
        placed = place(store, path, read_labels_of(path))
        assert placed.annotations == ()
        assert placed.superseded == ()


@pytest.mark.parametrize("name", ["eaf", "textgrid"])
def test_an_intensity_that_was_changed_elsewhere_is_a_change(
    store: ProjectStore, name: str, tmp_path: Path
) -> None:
    path = exported(store, name, tmp_path / "out")
    text = path.read_text("utf-8")
    assert "intensity:0.4" in text
    path.write_text(text.replace("intensity:0.4", "intensity:0.9"), "utf-8")
    placed = place(store, path, read_labels_of(path))
    assert [(a.label, a.intensity) for a in placed.annotations] == [("angry", 0.9)]
    assert [a.id for a in placed.superseded] == ["kept"]
