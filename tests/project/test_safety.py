"""Projects survive: a full disk, a killed program, damage; what is no project gets a sentence."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from ser_desktop.errors import ProjectError
from ser_desktop.project import migrations
from ser_desktop.project.items import (
    Annotation,
    Recording,
    Speaker,
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


def test_a_full_disk_is_reported_and_loses_nothing(path: Path) -> None:
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


def test_a_removed_voice_is_in_no_byte(path: Path) -> None:
    voices = [hashlib.sha512(str(n).encode()).digest() * 17 for n in range(3)]

    def known() -> list[bool]:
        files = [path, *path.parent.glob(f"{path.name}-*")]
        content = b"".join(file.read_bytes() for file in files if file.is_file())
        return [voice[:24] in content for voice in voices]

    with ProjectStore.open(path) as store:
        speakers = [Speaker(str(n), f"P{n}", voiceprint=voice) for n, voice in enumerate(voices)]
        store.put(*speakers)
        store.put(*(Speaker(f"x{n}", "x" * 900) for n in range(20)))
        assert known() == [True, True, True]
        store.put(replace(speakers[0], voiceprint=b""))
        assert known() == [False, True, True], "not in the write-ahead file either"
        store.delete(speakers[1])
        assert known() == [False, False, True]
        with ProjectStore.open(path, read_only=True) as reader:
            assert len(reader.speakers()) == 22
            store.delete(speakers[2])
    assert known() == [False, False, False]


def test_a_killed_program_loses_no_project(path: Path) -> None:
    before = 0
    for seed in range(30):
        found = kill_once(path, seed)
        assert found > before
        before = found


def test_a_second_program_gets_an_error(path: Path) -> None:
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


def test_files_that_are_not_projects_give_a_message(path: Path, tmp_path: Path) -> None:
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


def test_damage_anywhere_is_reported(path: Path) -> None:
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


def test_rows_of_other_programs_count_as_damage(path: Path) -> None:
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


def test_a_read_only_project_can_be_opened_for_reading(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert refusal(path) == "project.read_only"
    with ProjectStore.open(path, read_only=True) as store:
        assert store.recordings() == []
        with pytest.raises(ProjectError) as caught:
            store.put(Recording("a", path))
        assert caught.value.message_id == "project.read_only"


def _put_many(store: ProjectStore, kept: list[Annotation]) -> None:
    for n in range(1000):
        made = annotation(f"{n:05}", n, n + 1, note="x" * 300)
        store.put(made)
        kept.append(made)


def _read_broken(store: ProjectStore, broken: str) -> None:
    with store.transaction():
        store.execute(f"UPDATE annotations SET {broken}")
        store.annotations()
