"""Projects by their dialogs: cancelled questions, names that are taken, files that moved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ser_desktop.errors import ProjectError
from ser_desktop.paths import Profile
from ser_desktop.project import changes
from ser_desktop.project.items import Recording
from ser_desktop.project.store import ProjectStore
from ser_desktop.settings import Settings
from ser_desktop.texts.messages import Message
from ser_desktop.ui.project import project_dialogs as module
from ser_desktop.ui.project.project_dialogs import ProjectDialogs
from ser_desktop.ui.project.project_in_use import MAX_UNNAMED, ProjectInUse
from ser_desktop.ui.toolkit.question import Question
from ser_desktop.ui.toolkit.workers import Workers


class Desk:
    """A project, its dialogs, and what the window would show."""

    def __init__(self, window: QWidget, profile: Profile, workers: Workers) -> None:
        self.settings = Settings(profile.settings_file)
        self.workers = workers
        self.stack = QUndoStack()
        self.project = ProjectInUse(profile, self.settings, self.stack)
        self.dialogs = ProjectDialogs(window, self.project, workers)
        self.news: list[tuple[str, bool]] = []
        self.problems: list[list[str]] = []
        self.project.news.connect(lambda message, undo: self.news.append((message.id, undo)))
        self.project.problem.connect(self._note_problem)

    def _note_problem(self, problem: Message | list[Message] | tuple[Message, ...]) -> None:
        messages = [problem] if isinstance(problem, Message) else list(problem)
        self.problems.append([message.id for message in messages])

    def recordings(self) -> list[Path]:
        """The paths of the project."""
        return [recording.path for recording in self.project.store.recordings()]


@pytest.fixture
def desk(qtbot: QtBot, profile: Profile) -> Iterator[Desk]:
    window, workers = QWidget(), Workers()
    qtbot.addWidget(window)
    made = Desk(window, profile, workers)
    made.project.restore()
    yield made
    workers.close()
    made.project.close()


Answer = Callable[[str, str], list[str]]


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Answer:
    """Answer a file dialog; "" cancels it. Returns where the dialogs began."""

    def give(kind: str, path: str) -> list[str]:
        begun: list[str] = []

        def dialog(_parent: object, _title: str, start: str = "", *_filter: object) -> Any:
            begun.append(start)
            return path if kind == "getExistingDirectory" else (path, "")

        monkeypatch.setattr(QFileDialog, kind, dialog)
        return begun

    return give


def settle(qtbot: QtBot, desk: Desk) -> None:
    """Until nothing is under way."""
    qtbot.waitUntil(lambda: not desk.workers.busy, timeout=10_000)


def test_a_cancelled_question_changes_nothing(desk: Desk, answer: Answer, tmp_path: Path) -> None:
    for kind in ("getSaveFileName", "getOpenFileName", "getExistingDirectory"):
        answer(kind, "")
    desk.project.store.put(Recording("a", tmp_path / "gone.wav"))
    desk.dialogs.new()
    desk.dialogs.open()
    desk.dialogs.save()
    desk.dialogs.collect()
    desk.dialogs.find_moved()
    assert not desk.workers.busy
    assert (desk.news, desk.problems, desk.project.name) == ([], [], "")
    assert desk.recordings() == [tmp_path / "gone.wav"]


def test_a_new_project_is_not_made_over_another(desk: Desk, answer: Answer, tmp_path: Path) -> None:
    path = tmp_path / "study.serproj"
    path.write_bytes(b"somebody's work")
    answer("getSaveFileName", str(tmp_path / "study"))
    desk.dialogs.new()
    assert desk.problems == [["project.exists"]]
    assert path.read_bytes() == b"somebody's work"
    assert desk.project.name == ""


def test_projects_are_saved_and_opened_by_name_where_the_last_one_is(
    desk: Desk, answer: Answer, tmp_path: Path
) -> None:
    answer("getSaveFileName", str(tmp_path / "study"))
    desk.dialogs.save()
    assert desk.news == [("work.saved_as", False)]
    assert (tmp_path / "study.serproj").is_file(), "the ending is added"
    desk.project.close_named()
    begun = answer("getOpenFileName", str(tmp_path / "study.serproj"))
    desk.dialogs.open()
    assert desk.project.name == "study"
    assert begun == [str(tmp_path)]


def test_saving_over_what_is_no_project_keeps_the_present_one(
    desk: Desk, answer: Answer, tmp_path: Path
) -> None:
    (tmp_path / "folder.serproj").mkdir()
    answer("getSaveFileName", str(tmp_path / "folder.serproj"))
    desk.dialogs.save_as()
    assert len(desk.problems) == 1
    assert (desk.news, desk.project.name) == ([], "")
    desk.project.store.put(Recording("a", tmp_path / "a.wav"))
    assert desk.recordings() == [tmp_path / "a.wav"], "and it still takes changes"


def test_a_collection_says_which_recordings_it_lacks(
    qtbot: QtBot, desk: Desk, answer: Answer, tone: Path, tmp_path: Path
) -> None:
    desk.project.store.put(
        Recording("a", tone), *(Recording(f"g{n}", tmp_path / f"gone{n}.wav") for n in range(4))
    )
    answer("getExistingDirectory", str(tmp_path / "out"))
    (tmp_path / "out").mkdir()
    desk.dialogs.collect()
    settle(qtbot, desk)
    assert [id for id, _ in desk.news] == ["work.collecting", "work.collected"]
    (left,) = desk.problems
    assert len(left) == 3, "some of them are enough"


def test_a_collection_that_fails_says_why(
    qtbot: QtBot, desk: Desk, answer: Answer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise ProjectError(Message("project.disk_full", path=tmp_path))

    monkeypatch.setattr(module, "collect", fails)
    answer("getExistingDirectory", str(tmp_path))
    desk.dialogs.collect()
    settle(qtbot, desk)
    assert desk.problems == [["project.disk_full"]]


def test_recordings_in_their_places_are_not_looked_for(
    desk: Desk, answer: Answer, tone: Path
) -> None:
    desk.project.store.put(Recording("a", tone))
    asked = answer("getExistingDirectory", "")
    desk.dialogs.find_moved()
    assert desk.news == [("work.none_missing", False)]
    assert asked == []


@pytest.mark.parametrize("is_there", [True, False])
def test_moved_recordings_are_found_in_a_folder(
    qtbot: QtBot, desk: Desk, answer: Answer, tone: Path, tmp_path: Path, is_there: bool
) -> None:
    lost = Recording("a", tmp_path / "before" / tone.name, size_bytes=tone.stat().st_size)
    desk.project.store.put(lost)
    (tmp_path / "empty").mkdir()
    answer("getExistingDirectory", str(tone.parent if is_there else tmp_path / "empty"))
    desk.dialogs.find_moved()
    settle(qtbot, desk)
    assert desk.news == [("work.relinked", is_there)]
    assert desk.recordings() == [tone if is_there else lost.path]
    assert desk.stack.count() == is_there


def test_a_project_that_cannot_be_read_is_not_searched_for(
    desk: Desk, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_store: ProjectStore) -> None:
        raise ProjectError(Message("project.disk_full", path="/p"))

    asked = answer("getExistingDirectory", "/somewhere")
    monkeypatch.setattr(ProjectStore, "recordings", fails)
    desk.dialogs.find_moved()
    monkeypatch.undo()
    assert desk.problems == [["project.disk_full"]]
    assert asked == []


@pytest.mark.parametrize("button", ["openReadOnly", "openOther"])
def test_a_project_in_another_window_is_read_or_left(
    desk: Desk, answer: Answer, tmp_path: Path, button: str
) -> None:
    taken, other = tmp_path / "taken.serproj", tmp_path / "other.serproj"
    ProjectStore.create(other).close()
    with ProjectStore.create(taken):
        asked = answer("getOpenFileName", str(other))
        assert not desk.project.open(taken)
        (box,) = desk.dialogs._window.findChildren(Question, "takenDialog")
        found = box.findChild(QPushButton, button)
        assert found is not None
        found.click()
        reads = button == "openReadOnly"
        assert (desk.project.name, desk.project.read_only) == (
            "taken" if reads else "other",
            reads,
        )
        assert len(asked) == (not reads)
        desk.project.close_named()


# The project in use --------------------------------------------------------------------------


def test_a_project_that_is_gone_is_reported_once(
    desk: Desk, profile: Profile, tmp_path: Path
) -> None:
    desk.settings["project"] = str(tmp_path / "gone.serproj")
    desk.project.restore()
    assert len(desk.problems) == 1
    assert desk.settings["project"] == ""
    desk.project.restore()
    assert len(desk.problems) == 1


def test_a_damaged_project_is_tried_again_next_time(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "damaged.serproj"
    path.write_bytes(b"a letter " * 99)
    desk.settings["project"] = str(path)
    desk.project.restore()
    assert len(desk.problems) == 1
    assert desk.settings["project"] == str(path), "it may be mended meanwhile"


def test_the_first_look_opens_the_unnamed_project(qapp: object, profile: Profile) -> None:
    project = ProjectInUse(profile, Settings(profile.settings_file), QUndoStack())
    assert not project.is_open
    assert project.store.recordings() == []
    assert project.is_open
    project.close()
    project.close()
    assert not project.is_open


def test_with_too_many_windows_work_is_kept_for_now_and_said_to_be_lost(
    desk: Desk, profile: Profile
) -> None:
    others = [
        ProjectInUse(profile, Settings(profile.settings_file), QUndoStack())
        for _ in range(MAX_UNNAMED)
    ]
    reported: list[list[str]] = []
    second: list[str] = []
    for other in others:
        other.problem.connect(lambda message: reported.append([message.id]))
        other.news.connect(lambda message, _undo: second.append(message.id))
        other.restore()
    assert second == ["work.second_unnamed"] * (MAX_UNNAMED - 1)
    assert reported == [["work.not_kept"]]
    folder = others[-1].store.folder
    assert folder.is_dir()
    for other in others:
        other.close()
    assert not folder.exists(), "nothing is left behind"


def test_nothing_is_changed_in_a_project_that_is_only_read(desk: Desk, tmp_path: Path) -> None:
    recording = Recording("a", tmp_path / "a.wav")
    change = changes.add_recordings([recording])
    desk.project.read_only = True
    assert not desk.project.push(change)
    desk.project.keep(recording)
    assert desk.problems == [["work.read_only"]], "facts are left out without a word"
    assert desk.recordings() == []
    desk.project.read_only = False
    assert not desk.project.push(replace(change, after=())), "nothing is no step"
    assert desk.project.push(change)
    assert desk.stack.count() == 1


def test_facts_and_steps_that_the_disk_refuses_are_reported(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise ProjectError(Message("project.disk_full", path=tmp_path))

    recording = Recording("a", tmp_path / "a.wav")
    monkeypatch.setattr(ProjectStore, "put", full)
    desk.project.keep(recording)
    assert not desk.project.push(changes.add_recordings([recording]))
    assert desk.problems == [["project.disk_full"]] * 2
    assert desk.stack.count() == 0
