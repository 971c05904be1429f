"""Save as, collect, relinking, and analyses that are known again."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from ser_desktop.emotion.codec import AnalysisCodec
from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.errors import ProjectError
from ser_desktop.project.analyses import KeptAnalyses
from ser_desktop.project.copies import collect, save_as
from ser_desktop.project.items import Recording, Speaker
from ser_desktop.project.relinking import find_moved, missing
from ser_desktop.project.store import ProjectStore
from tests.support.projects import add_recording, annotation, made_model, made_scores


def made(path: Path, id: str, content: bytes, position: float = 0.0) -> Recording:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    return Recording(id, path, position, sha256=digest, size_bytes=len(content))


def test_save_as_copies_only_listed_recordings(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "named.serproj"
    with ProjectStore.create(tmp_path / "unnamed.serproj") as store:
        kept, gone = (add_recording(store, id, ["sad", None]) for id in "ab")
        store.put(annotation("n"), Speaker("s", "Secret Name"))
        store.delete(gone, Speaker("s", "Secret Name"))
        save_as(store, target)
        with pytest.raises(ProjectError) as caught:
            save_as(store, target)
        assert caught.value.message_id == "project.exists"
        save_as(store, target, replace_existing=True)
        with ProjectStore.open(target), pytest.raises(ProjectError) as caught:
            save_as(store, target, replace_existing=True)
        assert caught.value.message_id == "project.in_use"
        assert KeptAnalyses(store).latest(gone) is not None  # until undo is over
    assert {path.name for path in target.parent.iterdir()} <= {target.name, f".{target.name}.lock"}
    assert b"Secret Name" not in target.read_bytes()
    with ProjectStore.open(target) as copy:
        assert copy.recordings() == [kept]
        assert [found.id for found in copy.annotations()] == ["n"]
        assert set(KeptAnalyses(copy).answers()) == {kept.sha256}


def test_a_copy_on_a_full_disk_gives_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(store: ProjectStore, target: Path) -> None:
        target.write_bytes(b"half")
        store.execute("PRAGMA max_page_count = 1")
        store._connection.execute("CREATE TABLE large AS SELECT zeroblob(1000000)")

    monkeypatch.setattr(ProjectStore, "vacuum_into", full)
    with ProjectStore.create(tmp_path / "p.serproj") as store:
        with pytest.raises(ProjectError) as caught:
            save_as(store, tmp_path / "out" / "q.serproj")
        assert caught.value.message_id == "project.no_room"
        assert {p.name for p in (tmp_path / "out").iterdir()} <= {".q.serproj.lock"}


def test_collect_makes_a_folder_that_opens_elsewhere(tmp_path: Path) -> None:
    one = made(tmp_path / "x" / "talk.wav", "a", b"one")
    two = made(tmp_path / "y" / "talk.wav", "b", b"two", 1.0)
    lost = Recording("c", tmp_path / "lost.wav", 2.0)
    shares: list[float] = []
    with ProjectStore.create(tmp_path / "p.serproj") as store:
        store.put(one, two, lost, annotation("n"))
        done = collect(store, tmp_path / "out", shares.append)
        assert store.recordings() == [one, two, lost]
        with pytest.raises(ProjectError):
            collect(store, tmp_path / "out")
    assert done.copied == 2
    assert [(r.id, message.id) for r, message in done.left] == [("c", "project.not_collected")]
    assert shares[-1] == 1
    moved = tmp_path / "elsewhere"
    (tmp_path / "out").rename(moved)
    with ProjectStore.open(moved / "p.serproj") as copy:
        paths = [found.path for found in copy.recordings()]
        assert paths[:2] == [moved / "recordings" / name for name in ("talk.wav", "talk (2).wav")]
        assert [path.read_bytes() for path in paths[:2]] == [b"one", b"two"]
        assert len(copy.annotations()) == 1


def test_voices_are_handed_over_if_asked_for(tmp_path: Path) -> None:
    voice = hashlib.sha512(b"somebody").digest() * 4
    with ProjectStore.create(tmp_path / "p.serproj") as store:
        store.put(made(tmp_path / "a.wav", "a", b"one"), Speaker("s", "Ann", voiceprint=voice))
        store.put(annotation("n"))
        without = collect(store, tmp_path / "out").path
        asked = collect(store, tmp_path / "voices", with_voices=True).path
        assert store.speakers()[0].voiceprint == voice
    assert voice[:32] in asked.read_bytes()
    for file in without.parent.iterdir():
        assert file.is_dir() or voice[:32] not in file.read_bytes(), file.name
    with ProjectStore.open(without) as copy:
        assert [(s.name, s.voiceprint) for s in copy.speakers()] == [("Ann", b"")]
        assert len(copy.annotations()) == 1


def test_moved_recordings_are_found_by_name_and_content(tmp_path: Path) -> None:
    old = tmp_path / "old"
    recordings = [
        replace(made(tmp_path / "new" / "deep" / "a.wav", "a", b"aa"), path=old / "a.wav"),
        replace(made(tmp_path / "new" / "renamed.wav", "b", b"bbb"), path=old / "b.wav"),
        Recording("c", old / "C.WAV"),
        replace(made(tmp_path / "new" / "d.wav", "d", b"other content"), path=old / "d.wav",
                sha256="00", size_bytes=13),
        made(tmp_path / "here.wav", "e", b"here"),
    ]  # fmt: skip
    made(tmp_path / "new" / "c.wav", "", b"anything")
    made(tmp_path / "new" / "z" / "a.wav", "", b"another of the name")
    gone = missing(recordings)
    assert [recording.id for recording in gone] == ["a", "b", "c", "d"]
    found = find_moved(gone, [tmp_path / "new"])
    assert {id: path.name for id, path in found.items()} == {
        "a": "a.wav", "b": "renamed.wav", "c": "c.wav",
    }  # fmt: skip
    assert found["a"].read_bytes() == b"aa"


def test_stored_scores_are_found_again(tmp_path: Path) -> None:
    with ProjectStore.create(tmp_path / "p.serproj") as store:
        recording = add_recording(store, "a", ["sad", "angry", None], tmp_path / "secret" / "a.wav")
        kept = KeptAnalyses(store)
        store.put(replace(recording, path=tmp_path / "b.wav"))
        (recording,) = store.recordings()
        found = kept.find(recording, made_model(), 1.0, 1.0)
        assert found is not None
        assert found.file.path == tmp_path / "b.wav"
        row = found.tracks[0].windows[1].probabilities
        assert row is not None
        assert row.argmax() == EMOTIONS.index("angry")
        assert kept.find(recording, made_model("2"), 1.0, 1.0) is None
        assert kept.find(recording, made_model(), 1.0, 0.5) is None
        assert kept.find(recording, made_model(), 1.0, 1.0, ("mix", "left")) is None
        kept.keep(made_scores(tmp_path, recording.sha256, ["happy"], version="2"))
        latest = kept.latest(recording)
        assert latest is not None
        assert latest.model.version == "2"
        assert kept.answers()[recording.sha256].label == "happy"
        assert kept.latest(Recording("z", tmp_path)) is None
        # No place of this machine goes along with a project that is handed over.
        for (content,) in store.execute("SELECT scores FROM analyses"):
            read = AnalysisCodec().loads(content)
            assert str(read.file.path) == read.file.path.name
            assert str(read.model.path) == read.model.path.name
        store.execute("UPDATE analyses SET scores = x'00'")
        assert kept.latest(recording) is None
