"""Projects: what is put is there again, whatever happens; what is no project gets a sentence."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ser_desktop.errors import ProjectError
from ser_desktop.project import migrations
from ser_desktop.project.items import (
    Annotation,
    Item,
    Recording,
    Setting,
    Speaker,
    TrackSpeaker,
    new_id,
)
from ser_desktop.project.store import ProjectStore
from tests.support.killed_writer import kill_once
from tests.support.projects import annotation


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Of a project that is made and closed."""
    path = tmp_path / "talks.serproj"
    ProjectStore.create(path).close()
    return path


def refusal(path: Path, **how: bool) -> str:
    with pytest.raises(ProjectError) as caught:
        ProjectStore.open(path, **how).close()
    assert "\n" not in str(caught.value)
    return caught.value.message_id


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


def test_names_that_are_no_text_are_kept(path: Path) -> None:
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


def test_half_a_change_is_none(path: Path) -> None:
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


def test_a_full_disk_is_said_and_loses_nothing(path: Path) -> None:
    with ProjectStore.open(path) as store:
        store.put(Recording("a", path.parent / "a.wav"))
        (pages,) = store.execute("PRAGMA page_count")[0]
        store.execute(f"PRAGMA max_page_count = {pages + 5}")
        kept: list[Annotation] = []
        with pytest.raises(ProjectError) as caught:
            _put_many(store, kept)
        assert caught.value.message_id == "project.disk_full"
        assert kept
        assert store.annotations() == kept
        store.execute("PRAGMA max_page_count = 100000")
        store.put(annotation("z"))
    with ProjectStore.open(path) as store:
        assert len(store.annotations()) == len(kept) + 1


def test_a_killed_program_loses_no_project(path: Path) -> None:
    before = 0
    for seed in range(30):
        found = kill_once(path, seed)
        assert found > before
        before = found


def test_a_second_program_is_told(path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from ser_desktop.project.store import ProjectStore\n"
        "store = ProjectStore.open(Path(sys.argv[1])); print('open', flush=True); input()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", code, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "open\n"
    link = path.with_name("link.serproj")
    link.symlink_to(path)
    with pytest.raises(ProjectError) as caught:
        ProjectStore.open(link)
    assert caught.value.message_id == "project.in_use_by"
    assert caught.value.fields["pid"] == other.pid
    with ProjectStore.open(path, read_only=True) as reader:
        assert reader.recordings() == []
    other.kill()
    other.communicate()
    ProjectStore.open(path).close()


def test_a_program_does_not_open_a_project_twice(path: Path) -> None:
    with ProjectStore.open(path):
        assert refusal(path) == "project.in_use_by"
    ProjectStore.open(path).close()


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


def test_what_is_no_project_gets_a_sentence(path: Path, tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.serproj") == "project.missing"
    assert refusal(tmp_path) == "project.is_folder"
    strange = tmp_path / "strange.serproj"
    strange.write_bytes(b"")
    assert refusal(strange) == "project.empty"
    strange.write_text("a text" * 100)
    assert refusal(strange) == "project.foreign"
    with strange.open("wb") as handle:
        handle.truncate(1 << 40)
    assert refusal(strange) == "project.foreign"
    strange.unlink()
    connection = sqlite3.connect(strange)
    connection.execute("CREATE TABLE bookmarks (url)")
    connection.close()
    assert refusal(strange) == "project.foreign"
    content = path.read_bytes()
    for length, id in ((50, "project.damaged"), (len(content) // 2, "project.damaged")):
        strange.write_bytes(content[:length])
        assert refusal(strange) == id
    os.mkfifo(tmp_path / "pipe.serproj")
    assert refusal(tmp_path / "pipe.serproj") == "project.foreign"
    with pytest.raises(ProjectError) as caught:
        ProjectStore.create(path)
    assert caught.value.message_id == "project.exists"
    assert path.read_bytes() == content


def test_damage_anywhere_is_said(path: Path) -> None:
    with ProjectStore.open(path) as store:
        store.put(*(Recording(f"{n}", path.parent / f"{n}.wav", note="x" * 500) for n in range(99)))
    content = bytearray(path.read_bytes())
    said = []
    for page in range(1, len(content) // 4096):
        broken = bytes(content[: page * 4096]) + b"\xa5" * 4096 + content[(page + 1) * 4096 :]
        path.write_bytes(broken)
        try:
            with ProjectStore.open(path) as store:
                for read in (store.recordings, store.annotations, store.speakers):
                    read()
        except ProjectError as error:
            said.append(error.message_id)
    assert len(said) > 5
    assert set(said) == {"project.damaged"}


def test_rows_of_others_are_damage(path: Path) -> None:
    with ProjectStore.open(path) as store:
        store.put(Recording("a", path.parent / "a.wav"), annotation("n"))
        for broken in (
            *("start_s = -1", "labels = '[]'", "labels = 'x'", "origin = 'x'", "note = x'00'"),
            *("end_s = 'late'", "labels = '{\"sad\": NaN}'"),
        ):
            with pytest.raises(ProjectError, match="damaged"):
                _read_broken(store, broken)
        assert len(store.annotations()) == 1
        store.execute("CREATE TRIGGER t AFTER INSERT ON annotations BEGIN SELECT 1; END")
    assert refusal(path) == "project.damaged"


def test_versions(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with ProjectStore.open(path) as store:
        store.put(Recording("a", path.parent / "a.wav"))
    later = (*migrations.STEPS, "CREATE TABLE more (x); INSERT INTO more VALUES (7)")
    broken = (*migrations.STEPS, "CREATE TABLE more (x); INSERT INTO nowhere VALUES (7)")
    connection = sqlite3.connect(path, isolation_level=None)
    with pytest.raises(sqlite3.Error):
        migrations.migrate(connection, broken)
    assert migrations.version_of(connection) == migrations.SCHEMA
    assert connection.execute("SELECT name FROM sqlite_master WHERE name = 'more'").fetchall() == []
    migrations.migrate(connection, later)
    assert connection.execute("SELECT x FROM more").fetchone() == (7,)
    assert connection.execute("SELECT count(*) FROM recordings").fetchone() == (1,)
    connection.close()
    assert refusal(path) == refusal(path, read_only=True) == "project.too_new"


def test_what_can_only_be_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert refusal(path) == "project.read_only"
    with ProjectStore.open(path, read_only=True) as store:
        assert store.recordings() == []
        with pytest.raises(ProjectError) as caught:
            store.put(Recording("a", path))
        assert caught.value.message_id == "project.read_only"


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


def _put_many(store: ProjectStore, kept: list[Annotation]) -> None:
    for n in range(1000):
        made = annotation(f"{n:05}", n, n + 1, note="x" * 300)
        store.put(made)
        kept.append(made)


def _read_broken(store: ProjectStore, broken: str) -> None:
    with store.transaction():
        store.execute(f"UPDATE annotations SET {broken}")
        store.annotations()
