"""Projects: what is put is there again."""

from __future__ import annotations

import os
import sqlite3
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ser_desktop.emotion.speaker_tracks import with_turns
from ser_desktop.emotion.speaker_turns import SpeakerTurn
from ser_desktop.errors import ProjectError
from ser_desktop.project import migrations
from ser_desktop.project.analyses import KeptAnalyses
from ser_desktop.project.items import (
    Annotation,
    Item,
    Recording,
    Setting,
    Speaker,
    TrackSpeaker,
    Turns,
    new_id,
)
from ser_desktop.project.store import ProjectStore
from tests.support.projects import annotation, made_scores


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Of a project that is made and closed."""
    path = tmp_path / "talks.serproj"
    ProjectStore.create(path).close()
    return path


def test_scores_of_another_speech_gate_are_not_found(path: Path, tmp_path: Path) -> None:
    """They are shown until the recording is analysed again, beside which they stay."""
    recording = Recording("a", tmp_path / "a.wav", sha256="sha")
    scores = made_scores(recording.path, "sha", ["sad"] * 4)
    with ProjectStore.open(path) as store:
        store.put(recording)
        kept = KeptAnalyses(store)
        kept.keep(replace(scores, gate=1))
        assert kept.find(recording, scores.model, 1.0, 1.0) is None
        shown = kept.latest(recording)
        assert shown is not None
        assert shown.gate == 1
        kept.keep(scores)
        found = kept.find(recording, scores.model, 1.0, 1.0)
        assert found is not None
        assert found.gate == scores.gate > 1


def test_a_project_of_the_first_schema_keeps_its_speakers(tmp_path: Path) -> None:
    path = tmp_path / "old.serproj"
    connection = sqlite3.connect(path, isolation_level=None)
    migrations.migrate(connection, migrations.STEPS[:1])
    connection.close()
    turns = (SpeakerTurn("speaker-1", 0.0, 2.0), SpeakerTurn("speaker-2", 2.0, 4.0))
    with ProjectStore.open(path) as store:
        assert store.schema == migrations.SCHEMA
        recording = Recording("a", tmp_path / "a.wav", sha256="sha")
        store.put(recording, Speaker("s", "Ann"), TrackSpeaker("a", "speaker-1", "s"))
        scores = made_scores(recording.path, "sha", ["sad"] * 4)
        kept = KeptAnalyses(store)
        kept.keep(with_turns(scores, turns))
        found = kept.latest(recording)
        assert found is not None
        assert [track.name for track in found.tracks] == ["mix", "speaker-1", "speaker-2"]
        store.put(Turns("a", turns[:1]))
        corrected = kept.latest(recording)
        assert corrected is not None
        assert [track.name for track in corrected.tracks] == ["mix", "speaker-1"]
        store.delete(Turns("a", ()), TrackSpeaker("a", "speaker-1", "s"))
        undone = kept.latest(recording)
        assert undone is not None
        assert [track.name for track in undone.tracks] == ["mix"]


def test_everything_reads_back(path: Path) -> None:
    recording = Recording(
        *("a", path.parent / "in" / "ä.wav", 2.5, "ff", 10, 2**62, 3.5, "note\n2", "given"),
        *("by letter", ("pilot", "x,y"), {"zoom": [0, 1.5]}),
    )
    items: list[Item] = [
        TrackSpeaker("a", "left", "s"),
        Speaker("s", "Zoë", "#0072B2", "P1", "nurse", b"\0\0\x80?"),
        annotation(
            "n", 0.5, 1.25, labels={"angry": 0.7, "sad": 0.3}, intensity=0.5, origin="blind"
        ),
        recording,
        Setting("view", {"open": ["a"], "zoom": None}),
    ]
    with ProjectStore.open(path) as store:
        store.put(*items)
    with ProjectStore.open(path, read_only=True) as store:
        assert store.recordings() == [recording]
        assert store.annotations() == store.annotations("a") == [items[2]]
        assert store.annotations("b") == []
        assert store.speakers() == [items[1]]
        assert store.track_speakers("a") == [items[0]]
        assert store.setting("view") == {"open": ["a"], "zoom": None}
        assert store.setting("none", 5) == 5
        assert store.schema == migrations.SCHEMA


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start_s=st.floats(0, 1e6),
    labels=st.dictionaries(st.text(max_size=5), st.floats(0, 1), max_size=3),
    note=st.text(st.characters(exclude_categories=["Cs"])),
)
def test_any_annotation_reads_back(
    path: Path, start_s: float, labels: dict[str, float], note: str
) -> None:
    made = Annotation(new_id(), "a", start_s, start_s + 1, labels, note=note)
    with ProjectStore.open(path) as store:
        store.put(Recording("a", path.parent / "a.wav"), made)
        assert made in store.annotations()
        store.delete(Recording("a", path))
        assert store.annotations() == []


def test_an_edited_recording_keeps_its_annotations(path: Path) -> None:
    with ProjectStore.open(path) as store:
        recording = Recording("a", path.parent / "a.wav")
        store.put(recording, annotation("n"))
        store.put(replace(recording, note="later"))
        assert [found.id for found in store.annotations()] == ["n"]


def test_names_that_are_not_text_are_kept(path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.wav")
    with ProjectStore.open(path) as store:
        store.put(Recording("a", path.parent / name), Recording("b", Path("/elsewhere") / name))
        assert [found.path.name for found in store.recordings()] == [name, name]
        assert store.recordings()[1].path == Path("/elsewhere") / name


def test_a_project_with_its_recordings_opens_in_another_place(path: Path, tmp_path: Path) -> None:
    with ProjectStore.open(path) as store:
        store.put(Recording("a", tmp_path / "in" / "a.wav"))
        assert store.execute("SELECT path FROM recordings") == [("in/a.wav",)]
    elsewhere = tmp_path / "usb" / "talks.serproj"
    elsewhere.parent.mkdir()
    path.rename(elsewhere)
    with ProjectStore.open(elsewhere) as store:
        assert store.recordings()[0].path == tmp_path / "usb" / "in" / "a.wav"
        # A path of another system is not there, but has its name.
        store.execute("UPDATE recordings SET path = ?, is_relative = 0", (r"C:\Data\b.wav",))
        if os.name == "posix":
            assert store.recordings()[0].path == tmp_path / "usb" / "b.wav"


def test_a_change_is_written_completely_or_not_at_all(path: Path) -> None:
    with ProjectStore.open(path) as store:
        store.put(Recording("a", path.parent / "a.wav"))
        with pytest.raises(ProjectError) as caught:
            store.put(annotation("n"), annotation("m", recording_id="nowhere"))
        assert caught.value.message_id == "project.not_kept"
        assert store.annotations() == []
        with pytest.raises(KeyboardInterrupt):
            _put_and_stop(store)
        assert store.annotations() == []
        with pytest.raises(ProjectError):
            store.put(Setting("x", float("nan")))


def test_threads_take_turns(path: Path) -> None:
    with ProjectStore.open(path) as store:
        store.put(Recording("a", path.parent / "a.wav"))

        def write(name: str) -> None:
            for n in range(20):
                with store.transaction():
                    store.put(annotation(f"{name}{n}"))
                    store.put(annotation(f"{name}{n}b"))

        threads = [threading.Thread(target=write, args=(name,)) for name in "xyz"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(store.annotations()) == 120


def test_one_file_is_left_when_it_is_closed(path: Path) -> None:
    with ProjectStore.open_or_create(path) as store:
        store.put(Setting("x", 1))
    beside = {found.name for found in path.parent.iterdir()} - {f".{path.name}.lock"}
    assert beside == {path.name}
    with ProjectStore.open_or_create(path.parent / "new" / "p.serproj") as store:
        assert store.recordings() == []


def _put_and_stop(store: ProjectStore) -> None:
    with store.transaction():
        store.put(annotation("n"))
        raise KeyboardInterrupt


def test_values_that_sqlite_cannot_store_are_an_error(path: Path) -> None:
    store = ProjectStore.open(path)
    store.put(Recording("a", path.parent / "a.wav"))
    for wrong in (annotation("n", note="\ud800"), Recording("b", path, size_bytes=2**70)):
        with pytest.raises(ProjectError) as caught:
            store.put(wrong)
        assert caught.value.message_id == "project.not_kept"
    assert store.annotations() == []
    store.close()
    store.close()
    with pytest.raises(ProjectError) as caught:
        store.put(annotation("n"))
    assert caught.value.message_id == "project.failed"
