"""Work that is kept: close the window, open another one, and all of it is there."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import soundfile
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from ser_desktop.emotion import inference as inference_module
from ser_desktop.paths import Profile
from ser_desktop.project import changes, items
from ser_desktop.project.store import ProjectStore
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.shell.main_window import MainWindow
from ser_desktop.ui.toolkit.question import Question
from tests.support.projects import add_recording
from tests.ui.test_window import open_and_wait

Make = Callable[[], MainWindow]


def settle(window: MainWindow, qtbot: QtBot) -> None:
    """Until nothing is under way."""
    qtbot.waitUntil(lambda: not window.controller.workers.busy, timeout=20_000)


def reopened(window: MainWindow, make_window: Make, qtbot: QtBot) -> MainWindow:
    """The next day."""
    window.close()
    again = make_window()
    settle(again, qtbot)
    return again


def rows(window: MainWindow) -> list[Recording]:
    return window.controller.recordings.rows()


@pytest.fixture
def three(tmp_path: Path, sample: Path) -> list[Path]:
    """Three recordings of different content."""
    samples, rate_hz = soundfile.read(sample, dtype="float32")
    paths = [tmp_path / "sounds" / f"{name}.wav" for name in ("one", "two", "three")]
    paths[0].parent.mkdir()
    for n, path in enumerate(paths):
        soundfile.write(path, samples[: (4 + n) * rate_hz], rate_hz)
    return paths


def test_the_next_window_shows_everything_without_a_new_analysis(
    window: MainWindow, make_window: Make, qtbot: QtBot, three: list[Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    window.controller.open(three)
    settle(window, qtbot)
    second = rows(window)[1]
    window.controller.select(second)
    settle(window, qtbot)
    window.timeline.zoom_to((1.0, 3.0))
    window.controller.transport.choose_span((1.5, 2.5))
    answers = [row.analysis.overall for row in rows(window) if row.analysis]
    assert len(answers) == 3

    def heard(*_a: object, **_k: object) -> None:
        raise AssertionError("a known answer was asked for again")

    monkeypatch.setattr(inference_module, "infer", heard)
    again = reopened(window, make_window, qtbot)
    assert [row.path for row in rows(again)] == three
    for row, before in zip(rows(again), answers, strict=True):
        assert row.job.error is None
        assert row.analysis is not None
        assert row.analysis.overall.label == before.label
        assert row.analysis.overall.probabilities == pytest.approx(before.probabilities)
    assert again.controller.current is rows(again)[1]
    assert again.timeline.visible_s() == pytest.approx((1.0, 3.0), abs=0.01)
    assert again.controller.current.view.selection_s == (1.5, 2.5)

    again.controller.library.remove(rows(again)[:1])
    again.controller.open(three[:1])  # known by its content
    settle(again, qtbot)
    assert [row.path.name for row in rows(again)] == ["two.wav", "three.wav", "one.wav"]
    assert all(row.analysis for row in rows(again))


def test_channels_apart_are_kept(
    window: MainWindow, make_window: Make, qtbot: QtBot, tmp_path: Path, sample: Path
) -> None:
    samples, rate_hz = soundfile.read(sample, dtype="float32")
    both = tmp_path / "both.wav"
    soundfile.write(both, samples[:, None].repeat(2, axis=1) * (1.0, 0.3), rate_hz)
    open_and_wait(window, qtbot, both)
    settle(window, qtbot)
    window.actions_["split"].trigger()
    settle(window, qtbot)
    window.actions_["other_channel"].trigger()
    again = reopened(window, make_window, qtbot)
    (row,) = rows(again)
    assert [a.settings.channel for a in row.document.displayed_analyses] == [0, 1]
    assert row.view.channel == 1


def test_adding_and_removing_are_steps(
    window: MainWindow, make_window: Make, qtbot: QtBot, three: list[Path]
) -> None:
    window.controller.open(three)
    settle(window, qtbot)
    window.controller.library.remove(rows(window)[1:2])
    assert [row.path.name for row in rows(window)] == ["one.wav", "three.wav"]
    window.actions_["undo"].trigger()
    assert [row.path.name for row in rows(window)] == ["one.wav", "two.wav", "three.wav"]
    assert rows(window)[1].analysis is not None
    window.actions_["undo"].trigger()
    assert rows(window) == []
    window.actions_["redo"].trigger()
    assert [row.path.name for row in rows(window)] == ["one.wav", "two.wav", "three.wav"]
    assert reopened(window, make_window, qtbot).controller.recordings.rowCount() == 3


def test_undo_keeps_checksum_and_view_stored_after_the_change(
    window: MainWindow, qtbot: QtBot, three: list[Path]
) -> None:
    window.controller.open(three[:1])
    (row,) = rows(window)
    item = row.document.item
    assert item is not None
    assert not item.sha256
    window.controller.project.push(changes.edit_recording(item, replace(item, note="first")))
    settle(window, qtbot)
    window.controller.undo()
    (kept,) = window.controller.project.store.recordings()
    assert kept.note == ""
    assert len(kept.sha256) == 64, "the note was undone, not the checksum"


def test_new_open_and_save_as(
    window: MainWindow, make_window: Make, qtbot: QtBot, three: list[Path], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    window.controller.open(three)
    settle(window, qtbot)
    answers = iter([tmp_path / "study", tmp_path / "other.serproj"])
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(next(answers)), ""))
    window.actions_["save_project"].trigger()
    assert window.notices.ids == ["work.saved_as"]
    assert "study" in window.windowTitle()
    assert [row.path.name for row in rows(window)] == ["one.wav", "two.wav", "three.wav"]
    window.actions_["save_project"].trigger()
    assert window.notices.ids == ["work.saved_already"]
    window.actions_["new_project"].trigger()
    settle(window, qtbot)
    assert rows(window) == []
    assert "other" in window.windowTitle()
    window.controller.open([tmp_path / "study.serproj"])
    settle(window, qtbot)
    assert len(rows(window)) == 3
    again = reopened(window, make_window, qtbot)
    assert "study" in again.windowTitle()
    assert len(rows(again)) == 3
    again.controller.project.close_named()
    settle(again, qtbot)
    assert rows(again) == [], "what was saved under a name is not in the unnamed project too"


def test_a_second_window_is_informed_and_can_read(
    window: MainWindow, make_window: Make, qtbot: QtBot, three: list[Path], tmp_path: Path
) -> None:
    window.controller.open(three[:1])
    settle(window, qtbot)
    path = tmp_path / "study.serproj"
    assert window.controller.project.save_as(path)
    second = make_window()
    assert second.controller.project.name == ""
    (box,) = second.findChildren(Question, "takenDialog")
    assert str(path) in str(box.question)
    box.findChild(QPushButton, "openReadOnly").click()
    settle(second, qtbot)
    assert [row.path for row in rows(second)] == three[:1]
    second.controller.open(three[1:])
    assert "work.read_only" in second.notices.ids
    with ProjectStore.open(path, read_only=True) as store:
        assert len(store.recordings()) == 1
    assert second.controller.project.save_as(tmp_path / "copy.serproj")
    second.controller.open(three[1:])
    settle(second, qtbot)
    assert len(rows(second)) == 3, "in a copy changes are possible again"


def test_a_project_that_cannot_be_written_is_opened_to_be_read(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "locked.serproj"
    with ProjectStore.create(path) as store:
        add_recording(store, "a", ["angry", "sad"])
    real = os.access
    monkeypatch.setattr(os, "access", lambda p, mode: mode != os.W_OK and real(p, mode))
    assert window.controller.project.open(path)
    settle(window, qtbot)
    assert window.controller.project.read_only
    assert len(rows(window)) == 1


@pytest.mark.parametrize("content", [b"", b"a letter " * 99, None])
def test_files_that_are_not_projects_give_a_message(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "broken.serproj"
    if content is not None:
        path.write_bytes(content)
    window.controller.project.open(path)
    assert len(window.notices.ids) == 1
    assert window.notices.ids[0].startswith("project.")
    assert window.controller.project.name == ""


def test_a_recording_that_moved_with_the_project_is_found(
    window: MainWindow, make_window: Make, qtbot: QtBot, three: list[Path], tmp_path: Path
) -> None:
    window.controller.open(three[:1])
    settle(window, qtbot)
    path = tmp_path / "handed" / "study.serproj"
    assert window.controller.project.save_as(path)
    window.close()
    there = tmp_path / "handed" / "deep" / "renamed.wav"
    there.parent.mkdir()
    three[0].rename(there)
    again = make_window()
    settle(again, qtbot)
    (row,) = rows(again)
    assert row.path == there
    assert row.analysis is not None


def test_collecting_copies_recordings(
    window: MainWindow, qtbot: QtBot, three: list[Path], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    window.controller.open(three)
    settle(window, qtbot)
    folder = tmp_path / "out"
    folder.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    window.actions_["collect"].trigger()
    settle(window, qtbot)
    assert window.notices.ids == ["work.collected"]
    with ProjectStore.open(next(folder.glob("*.serproj"))) as store:
        assert all(folder in recording.path.parents for recording in store.recordings())


@pytest.mark.parametrize(("button", "kept"), [("leaveVoicesOut", b""), ("handVoicesOver", b"1234")])
def test_collecting_asks_about_voices(
    window: MainWindow, qtbot: QtBot, three: list[Path], tmp_path: Path, button: str, kept: bytes,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    window.controller.open(three)
    settle(window, qtbot)
    window.controller.project.store.put(items.Speaker("s", "Ann", voiceprint=b"1234"))
    folder = tmp_path / "out"
    folder.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    window.actions_["collect"].trigger()
    box = window.findChild(Question, "collectVoicesDialog")
    assert box.findChild(QPushButton, "leaveVoicesOut").isDefault()
    qtbot.mouseClick(box.findChild(QPushButton, button), Qt.MouseButton.LeftButton)
    settle(window, qtbot)
    with ProjectStore.open(next(folder.glob("*.serproj"))) as store:
        assert [speaker.voiceprint for speaker in store.speakers()] == [kept]


def test_a_large_project_is_listed_in_two_seconds(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "large.serproj"
    with ProjectStore.create(path) as store:
        first = add_recording(store, "r0", ["angry", "sad", None])
        with store.transaction():
            store.put(*(replace(first, id=f"r{n}", position=float(n), path=tmp_path / f"{n}.wav")
                        for n in range(1, 5000)))  # fmt: skip
    began = time.monotonic()
    window.controller.project.open(path)
    while window.controller.recordings.rowCount() < 5000:
        QApplication.processEvents()
    assert time.monotonic() - began < 2.0 * _SLOW
    assert isinstance(rows(window)[0].document.item, items.Recording)


_SLOW = 3.0
"""Of a machine that does other things too."""


def test_a_damaged_unnamed_project_is_reported_and_new_work_is_stored(
    make_window: Make, qtbot: QtBot, three: list[Path], no_devices: None, profile: Profile
) -> None:
    profile.unnamed_project.parent.mkdir(parents=True)
    profile.unnamed_project.write_bytes(b"not a project" * 50)
    window = make_window()
    assert window.notices.ids == ["project.foreign"]
    window.controller.open(three[:1])
    settle(window, qtbot)
    again = reopened(window, make_window, qtbot)
    assert [row.path for row in rows(again)] == three[:1]
    assert profile.unnamed_project.read_bytes().startswith(b"not a project"), "left as it is"
