"""Blind rating by keys: what is refused, replayed and undone, and how a round ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QUndoStack
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from ser_desktop.errors import DeviceError
from ser_desktop.paths import Profile
from ser_desktop.project import changes
from ser_desktop.rating.round import SETTING
from ser_desktop.settings import Settings
from ser_desktop.texts.messages import Message
from ser_desktop.ui.playback.playback import Playback
from ser_desktop.ui.project.project_in_use import ProjectInUse
from ser_desktop.ui.rating.rating_dialog import RatingDialog
from ser_desktop.ui.toolkit.workers import Workers
from tests.support.projects import add_recording

Key = Qt.Key


class Desk:
    """A project whose recordings can be rated."""

    def __init__(self, profile: Profile, workers: Workers) -> None:
        self.settings = Settings(profile.settings_file)
        self.workers = workers
        self.project = ProjectInUse(profile, self.settings, QUndoStack())
        self.played: list[tuple[float, float]] = []

    def dialog(self, qtbot: QtBot, rater: str = "ann") -> RatingDialog:
        """The dialog, with a name in it."""
        made = RatingDialog(self.project, self.settings, self.workers)
        qtbot.addWidget(made)
        made.rater.setText(rater)
        made.show()
        return made

    def started(self, qtbot: QtBot, rater: str = "ann") -> RatingDialog:
        """The dialog at the first stretch, which is played."""
        made = self.dialog(qtbot, rater)
        made.start()
        self.settle(qtbot)
        return made

    def settle(self, qtbot: QtBot) -> None:
        """Until nothing is under way."""
        qtbot.waitUntil(lambda: not self.workers.busy, timeout=10_000)

    def labels(self) -> list[str]:
        """The ratings in the project."""
        return [annotation.label for annotation in self.project.store.annotations()]


@pytest.fixture
def desk(
    qapp: object, profile: Profile, tone: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    """Two recordings of two seconds, which lie in the same file."""
    workers = Workers()
    made = Desk(profile, workers)
    monkeypatch.setattr(
        Playback, "start", lambda _self, _clip, _start_s, span_s: made.played.append(span_s)
    )
    monkeypatch.setattr(Playback, "device", lambda _self: None)
    for n in range(2):
        add_recording(made.project.store, f"r{n}", ["sad"] * 2, tone)
    yield made
    workers.close()
    made.project.close()


def pages(dialog: RatingDialog) -> int:
    """Which page is shown: setup, rating, done."""
    return dialog._pages.currentIndex()


def test_without_analysed_recordings_there_is_nothing_to_rate(qtbot: QtBot, desk: Desk) -> None:
    store = desk.project.store
    desk.project.push(changes.remove_recordings(store, store.recordings()))
    dialog = desk.started(qtbot)
    assert dialog.message.ids == ["rating.nothing"]
    assert pages(dialog) == 0


def test_a_project_that_is_only_read_takes_no_round(qtbot: QtBot, desk: Desk) -> None:
    desk.project.read_only = True
    dialog = desk.started(qtbot)
    assert (dialog.left, pages(dialog)) == ([], 0)


def test_keys_rate_replay_and_go_back(qtbot: QtBot, desk: Desk) -> None:
    dialog = desk.started(qtbot)
    assert desk.played == [(0.0, 2.0)]
    QTest.keyClick(dialog, Key.Key_Space)
    assert desk.played == [(0.0, 2.0)] * 2
    QTest.keyClick(dialog, Key.Key_Backspace)  # nothing is rated yet
    QTest.keyClick(dialog, Key.Key_9)
    assert desk.labels() == []
    QTest.keyClick(dialog, Key.Key_4)
    desk.settle(qtbot)
    assert desk.labels() == ["sad"]
    assert len(desk.played) == 3, "the next one is played"
    QTest.keyClick(dialog, Key.Key_Backspace)
    desk.settle(qtbot)
    assert desk.labels() == []
    assert len(dialog.left) == 2


def test_a_round_ends_with_the_way_to_the_agreement(qtbot: QtBot, desk: Desk) -> None:
    dialog = desk.started(qtbot)
    for key in (Key.Key_1, Key.Key_0):
        QTest.keyClick(dialog, key)
        desk.settle(qtbot)
    assert pages(dialog) == 2
    assert sorted(desk.labels()) == ["", "neutral"]
    QTest.keyClick(dialog, Key.Key_1)
    dialog.rate("sad")
    assert len(desk.labels()) == 2, "there is nothing left to rate"
    wanted: list[bool] = []
    dialog.agreement_wanted.connect(lambda: wanted.append(dialog.isVisible()))
    button = dialog.findChild(QPushButton, "showAgreement")
    assert button is not None
    button.click()
    assert wanted == [False], "behind the closed dialog"


def test_without_a_loudspeaker_no_round_begins(
    qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_self: Playback) -> None:
        raise DeviceError(Message("device.no_loudspeaker"))

    monkeypatch.setattr(Playback, "device", missing)
    dialog = desk.dialog(qtbot)
    dialog.start()
    assert pages(dialog) == 0
    assert str(Message("device.no_loudspeaker")) in dialog.message.text()
    assert desk.project.store.setting(SETTING) is None, "nothing was drawn"


def test_a_stretch_that_cannot_be_heard_is_not_rated(
    qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = [True]

    def start(self: Playback, *_args: object) -> None:
        if silent[0]:
            self.problem.emit(Message("device.no_loudspeaker"))

    monkeypatch.setattr(Playback, "start", start)
    dialog = desk.started(qtbot)
    QTest.keyClick(dialog, Key.Key_1)
    assert desk.labels() == []
    assert str(Message("rate.unheard")) in dialog.message.text()
    silent[0] = False
    QTest.keyClick(dialog, Key.Key_Space)
    QTest.keyClick(dialog, Key.Key_1)
    assert desk.labels() == ["neutral"]


def test_before_the_start_keys_rate_nothing(qtbot: QtBot, desk: Desk) -> None:
    dialog = desk.dialog(qtbot)
    dialog.setFocus()
    QTest.keyClick(dialog, Key.Key_1)
    dialog.rate("sad")
    assert desk.labels() == []


def test_a_rating_that_is_not_stored_is_asked_for_again(qtbot: QtBot, desk: Desk) -> None:
    dialog = desk.started(qtbot)
    first = dialog.left[0]
    desk.project.read_only = True
    dialog.rate("sad")
    assert dialog.left[0] == first
    desk.project.read_only = False
    dialog.rate("sad")
    desk.project.read_only = True
    dialog.back()
    assert first not in dialog.left, "it is still rated"
    assert desk.labels() == ["sad"]


def test_a_recording_that_cannot_be_heard_says_so_until_the_next(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    dialog = desk.dialog(qtbot)
    dialog.start()
    desk.settle(qtbot)
    first, second = dialog.left
    dialog.reject()
    store = desk.project.store
    gone = next(r for r in store.recordings() if r.id == first.recording_id)
    store.put(replace(gone, path=tmp_path / "gone.wav"))
    again = desk.started(qtbot)
    assert again.left == [first, second]
    assert len(again.message.ids) == 1
    again.rate("")
    desk.settle(qtbot)
    assert again.message.ids == []


def test_a_recording_that_was_removed_is_not_asked_for(qtbot: QtBot, desk: Desk) -> None:
    desk.started(qtbot).reject()
    store = desk.project.store
    desk.project.push(changes.remove_recordings(store, store.recordings()[:1]))
    dialog = desk.started(qtbot, "ben")
    assert [stretch.recording_id for stretch in dialog.left] == ["r1"]
    dialog.rate("sad")
    assert pages(dialog) == 2


def test_a_new_round_replaces_the_old_one_if_it_is_wanted(qtbot: QtBot, desk: Desk) -> None:
    desk.started(qtbot).reject()
    dialog = desk.dialog(qtbot)
    assert not dialog.number.isEnabled(), "the same stretches for every rater"
    dialog.anew.setChecked(True)
    assert dialog.number.isEnabled()
    dialog.number.setValue(1)
    dialog.start()
    desk.settle(qtbot)
    assert len(dialog.left) == 1


def test_sound_that_is_decoded_too_late_is_not_played(qtbot: QtBot, desk: Desk) -> None:
    dialog = desk.dialog(qtbot)
    dialog.start()
    dialog.rate("sad")  # before the first one is decoded
    desk.settle(qtbot)
    assert desk.played == [(0.0, 2.0)], "the second one alone"
    dialog.reject()
    assert dialog._clip is None
