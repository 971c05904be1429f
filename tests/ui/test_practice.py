"""The practice window: record against an aim, compare, note, on a microphone made for tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple, replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QComboBox, QLabel
from pytestqt.qtbot import QtBot

from ser_desktop.audio.devices import AudioDevice, DeviceList
from ser_desktop.audio.player import Player
from ser_desktop.practice.progress_file import ProgressFile
from ser_desktop.practice.score import Score, ScoredWindow
from ser_desktop.practice.sentences import OwnSentences, bundled_sentences
from ser_desktop.practice.target import Target
from ser_desktop.texts.messages import Message, emotion_name
from ser_desktop.ui.playback import playback as playback_module
from ser_desktop.ui.practice import practice_session
from ser_desktop.ui.practice.practice_dialog import PracticeDialog
from ser_desktop.ui.practice.practice_text import share_text
from ser_desktop.ui.practice.texts_dialog import TextsDialog
from ser_desktop.ui.recording import microphone_input
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.shell.main_window import MainWindow
from tests.support import stub_microphone
from tests.support.stub_microphone import RATE_HZ, StubMicrophone
from tests.support.virtual_microphone import VirtualMicrophone
from tests.ui.test_accessible import controls, faults

HAPPY, ANGRY = (0.4, 3.4), (2.0, 5.0)
"""Two parts of the sample, in seconds."""


@pytest.fixture
def spoken(make_window: Callable[[], MainWindow], monkeypatch: pytest.MonkeyPatch) -> MainWindow:
    """A window with a stub microphone."""
    stub_microphone.install(monkeypatch)
    return make_window()


def practise(window: MainWindow, qtbot: QtBot) -> PracticeDialog:
    window.actions_["practise"].trigger()
    dialog = window.dialogs.practice_dialog
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow, timeout=5000)  # its keys work from then on
    return dialog


def record(
    dialog: PracticeDialog, window: MainWindow, qtbot: QtBot, samples: np.ndarray | Path,
    span_s: tuple[float, float] = HAPPY,
) -> None:  # fmt: skip
    """Press Space, speak, press Space, and wait until the take is heard and measured."""
    n_before = dialog.takes.rowCount()
    qtbot.keyClick(dialog.takes, Qt.Key.Key_Space)
    microphone = window.controller.listening.input.microphone
    assert isinstance(microphone, StubMicrophone)
    assert dialog.session.recorder.is_recording
    if isinstance(samples, Path):
        microphone.hear_file(samples, *span_s)
    else:
        microphone.hear(samples)
    qtbot.keyClick(dialog.takes, Qt.Key.Key_Space)
    assert not dialog.session.recorder.is_recording
    assert dialog.takes.rowCount() == n_before + 1
    take = dialog.takes.current_take
    assert take is not None
    qtbot.waitUntil(lambda: take.studied is not None or take.problem is not None, timeout=60_000)
    qtbot.waitUntil(lambda: not window.controller.workers.busy, timeout=60_000)


def test_before_the_first_take_it_invites(spoken: MainWindow, qtbot: QtBot) -> None:
    dialog = practise(spoken, qtbot)
    assert dialog.empty.ids == ["practice.takes_empty"]
    assert dialog.score.verdict.ids == ["practice.invitation_score"]
    assert dialog.progress.summary.ids == ["practice.progress_empty"]
    assert not dialog.progress.export.isEnabled()
    assert not dialog.play.isEnabled()
    assert dialog.sentence.label.text() == bundled_sentences()[0]
    assert dialog.notice.ids == []


def test_the_microphone_is_chosen_in_practice_and_in_the_toolbar(
    spoken: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    two = tuple(AudioDevice(n, f"Mic {n}", "Test", 1, RATE_HZ, n == 0) for n in range(2))
    monkeypatch.setattr(microphone_input, "list_devices", lambda *_a, **_k: DeviceList(two))
    dialog = practise(spoken, qtbot)
    box = dialog.record_row.devices
    assert box.count() == 1, "known before the window opened"
    spoken.actions_["rescan"].trigger()
    assert [box.itemData(i) for i in range(box.count())] == [device.key for device in two]
    box.setCurrentIndex(1)
    box.activated.emit(1)
    used = spoken.controller.listening.input.device
    assert used is not None
    assert used.key == two[1].key
    assert spoken.toolbar._devices.currentData() == two[1].key, "the toolbar shows it too"
    spoken.toolbar._devices.activated.emit(0)
    assert box.currentData() == two[0].key
    dialog.session.toggle_record()
    assert not box.isEnabled(), "not during a take"
    dialog.session.stop()
    assert box.isEnabled()


def test_no_signal_is_not_said_after_the_take(spoken: MainWindow, qtbot: QtBot) -> None:
    dialog = practise(spoken, qtbot)
    dialog.session.toggle_record()
    microphone = spoken.controller.listening.input.microphone
    assert isinstance(microphone, StubMicrophone)
    microphone.hear(np.zeros(4 * RATE_HZ, np.float32))
    qtbot.waitUntil(lambda: dialog.notice.ids == ["microphone.silent"], timeout=5000)
    assert spoken.notices.ids == ["microphone.silent"]
    dialog.session.toggle_record()
    assert "microphone.silent" not in dialog.notice.ids
    assert spoken.notices.ids == []


def test_the_list_names_the_aim_of_its_takes(spoken: MainWindow, qtbot: QtBot) -> None:
    dialog = practise(spoken, qtbot)
    for target in (Target("angry", "strong"), Target("sad", "any")):
        dialog.aim.choose(target)
        (heading,) = dialog.takes_heading.messages
        assert heading.id == "practice.takes_for"
        assert emotion_name(target.emotion) in str(heading)
        assert str(Message(f"practice.strength_{target.strength}")) in str(heading)


def test_what_changed_is_seen_without_scrolling_at_768_pixels(
    spoken: MainWindow, qtbot: QtBot, sample: Path
) -> None:
    dialog = practise(spoken, qtbot)
    dialog.resize(1180, 720)
    record(dialog, spoken, qtbot, sample, HAPPY)
    record(dialog, spoken, qtbot, 2.0 * _samples(sample, ANGRY))
    QApplication.processEvents()
    panel, changed = dialog.score, dialog.score.changed
    bottom = changed.mapTo(panel.viewport(), changed.rect().bottomLeft()).y()
    assert changed.isVisible()
    assert bottom <= panel.viewport().height()
    assert panel.changed_title.y() < panel.bars.y()


def test_two_takes_are_scored_compared_and_noted(
    spoken: MainWindow, qtbot: QtBot, sample: Path
) -> None:
    dialog = practise(spoken, qtbot)
    dialog.aim.choose(Target("angry", "strong"))
    record(dialog, spoken, qtbot, sample, HAPPY)
    first = dialog.takes.current_take
    assert first is not None
    assert first.score is not None
    assert share_text(first.score.probability) in dialog.score.headline.text()
    assert dialog.score.verdict.ids[0].startswith("practice.verdict_")
    assert dialog.score.doubt.ids[0] == "practice.coverage", "a score never stands alone"
    assert dialog.score.changed.ids == ["practice.changed_empty"]
    louder = 2.0 * _samples(sample, ANGRY)
    record(dialog, spoken, qtbot, louder)
    second = dialog.takes.current_take
    assert second is not None
    assert (first.number, second.number) == (1, 2)
    assert dialog.takes.compared == [first, second]
    assert len(dialog.plot.legend.items) == 2
    assert dialog.score.changed_between.ids == ["practice.changed_best"]
    assert "practice.louder" in dialog.score.changed.ids
    notes = ProgressFile(spoken.controller.profile.practice).read().entries
    assert [entry.number for entry in notes] == [1, 2]
    assert notes[0].score == replace(first.score, **_rounded(first.score))
    assert notes[0].sentence == bundled_sentences()[0]
    assert first.path.parent == spoken.controller.profile.practice_takes
    assert notes[0].microphone == spoken.controller.listening.input.device.key


def listed_in_main(window: MainWindow, dialog: PracticeDialog, qtbot: QtBot) -> Recording:
    """Open the chosen take among the recordings of the main window, and wait for its answer."""
    take = dialog.takes.current_take
    assert take is not None
    menu = dialog.take_menu()
    (action,) = (a for a in menu.actions() if a.text() == str(Message("practice.open_take")))
    action.trigger()
    row = window.controller.recordings.find(take.path)
    assert row is not None
    qtbot.waitUntil(lambda: not window.controller.workers.busy, timeout=60_000)
    return row


def _samples(path: Path, span_s: tuple[float, float]) -> np.ndarray:
    microphone = StubMicrophone(AudioDevice(0, "", "", 1, RATE_HZ, True))
    microphone.hear_file(path, *span_s)
    return microphone.ring.read(0)[0]


def _rounded(score: Score) -> dict[str, object]:
    """A score as it is on disk: four digits."""
    names = ("probability", "low", "high", "coverage", "intensity")
    values = {name: round(getattr(score, name), 4) for name in names}
    probabilities = score.probabilities
    windows = tuple(ScoredWindow(*(round(v, 4) for v in astuple(w))) for w in score.windows)
    shares = {k: round(v, 4) for k, v in probabilities.items()}
    return {**values, "probabilities": shares, "windows": windows}


def test_a_take_belongs_to_the_sentence_it_began_with(
    spoken: MainWindow, qtbot: QtBot, sample: Path
) -> None:
    dialog = practise(spoken, qtbot)
    qtbot.keyClick(dialog.takes, Qt.Key.Key_Space)
    microphone = spoken.controller.listening.input.microphone
    assert isinstance(microphone, StubMicrophone)
    microphone.hear_file(sample, *HAPPY)
    assert not dialog.aim.emotions.isEnabled()
    qtbot.keyClick(dialog.takes, Qt.Key.Key_Right)
    qtbot.keyClick(dialog.takes, Qt.Key.Key_Space)
    take = dialog.takes.current_take
    assert take is not None
    assert take.sentence == bundled_sentences()[0]
    qtbot.waitUntil(lambda: not spoken.controller.workers.busy, timeout=60_000)


@pytest.mark.microphone
def test_a_take_through_a_real_sound_server(
    virtual_microphone: VirtualMicrophone,
    make_window: Callable[[], MainWindow],
    qtbot: QtBot,
    sample: Path,
) -> None:
    window = make_window()
    window.controller.listening.input.rescan()
    dialog = practise(window, qtbot)
    qtbot.keyClick(dialog.takes, Qt.Key.Key_Space)
    with virtual_microphone.playing(sample):
        qtbot.waitUntil(lambda: dialog.session.recorder.elapsed_s > 4.0, timeout=20_000)
    assert dialog.record_row.clock.text() != "0:00.0"
    qtbot.keyClick(dialog.takes, Qt.Key.Key_Space)
    take = dialog.takes.current_take
    assert take is not None
    qtbot.waitUntil(lambda: take.studied is not None, timeout=60_000)
    assert take.score is not None
    assert take.score.probability is not None
    qtbot.waitUntil(lambda: not window.controller.workers.busy, timeout=60_000)


def choose_with_mouse(box: QComboBox, row: int, qtbot: QtBot) -> None:
    """Open a list with the mouse and click one of its rows."""
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton)
    view = box.view()
    qtbot.waitUntil(view.isVisible)
    qtbot.wait(QApplication.doubleClickInterval() + 50)  # Qt takes an earlier click for the first
    place = view.visualRect(box.model().index(row, 0)).center()
    qtbot.mouseMove(view.viewport(), place)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert box.currentIndex() == row


def test_space_records_after_the_aim_was_chosen_and_ends_the_take(
    spoken: MainWindow, qtbot: QtBot
) -> None:
    dialog = practise(spoken, qtbot)
    recorder, sentence = dialog.session.recorder, dialog.sentence.sentence
    choose_with_mouse(dialog.aim.strengths, 2, qtbot)
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Space)
    assert recorder.is_recording
    dialog.sentence.previous.setFocus()
    qtbot.keyClick(dialog.sentence.previous, Qt.Key.Key_Space)
    assert not recorder.is_recording
    assert dialog.sentence.sentence == sentence, "Space ended the take and pressed nothing"
    qtbot.waitUntil(lambda: not spoken.controller.workers.busy, timeout=60_000)


def test_a_list_that_was_reached_by_keys_keeps_the_focus(spoken: MainWindow, qtbot: QtBot) -> None:
    dialog = practise(spoken, qtbot)
    dialog.aim.strengths.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(dialog.aim.strengths, Qt.Key.Key_Down)
    assert dialog.focusWidget() is dialog.aim.strengths


def test_silence_and_very_short_sound_are_reported(
    spoken: MainWindow, qtbot: QtBot, sample: Path
) -> None:
    dialog = practise(spoken, qtbot)
    record(dialog, spoken, qtbot, np.full(RATE_HZ, 1e-4, np.float32))
    assert "practice.no_speech" in dialog.score.sound.ids
    assert dialog.score.headline.text() == share_text(None)
    assert dialog.takes.currentRow() == 0
    record(dialog, spoken, qtbot, sample, (0.6, 1.4))
    assert {"practice.not_counted", "warning.short_speech"} <= set(dialog.score.sound.ids)
    record(dialog, spoken, qtbot, 0.004 * _samples(sample, HAPPY))
    assert "practice.too_quiet" in dialog.score.sound.ids
    assert dialog.progress.summary.ids == ["practice.progress_empty"], "none of them counts"


def test_takes_of_earlier_days_are_listed_played_and_charted(
    spoken: MainWindow, qtbot: QtBot, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = practise(spoken, qtbot)
    record(dialog, spoken, qtbot, sample)
    take = dialog.takes.current_take
    assert take is not None
    entry = take.entry()
    assert entry is not None
    notes = ProgressFile(spoken.controller.profile.practice)
    gone = str(take.path.with_name("gone.wav"))
    notes.path.unlink()
    for days_ago, path in ((9, str(sample)), (2, gone)):
        earlier = entry.at - timedelta(days=days_ago)
        notes.append(replace(entry, at=earlier, number=9 - days_ago, recording=path))
    other = PracticeDialog(dialog.session._parts, spoken.themes, spoken)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(other.isActiveWindow, timeout=5000)
    assert other.takes.rowCount() == 2
    qtbot.waitUntil(lambda: len(other.plot.legend.items) == 1, timeout=60_000)
    assert [take.number for take in other.takes.compared] == [0], "the recording that is there"
    assert other.progress.summary.ids == ["practice.progress_days"]
    qtbot.keyClick(other.takes, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: other.score.sound.ids == ["practice.gone"], timeout=20_000)
    played: list[float] = []
    none = DeviceList((AudioDevice(0, "", "", 2, 48_000, True),))
    monkeypatch.setattr(playback_module, "list_devices", lambda *_a, **_k: none)

    def opened(player: Player, _device: object) -> object:
        played.append(player._clip.duration_s)
        raise playback_module.DeviceError("on purpose")

    monkeypatch.setattr(Player, "_open", opened)
    qtbot.keyClick(other.takes, Qt.Key.Key_Down)
    qtbot.keyClick(other.takes, Qt.Key.Key_P)
    assert len(played) == 1
    assert other.notice.ids == ["plain"]
    other.close()


def test_the_voice_in_use_corrects_the_score(
    spoken: MainWindow, qtbot: QtBot, sample: Path
) -> None:
    dialog = practise(spoken, qtbot)
    control = spoken.controller
    for emotion, span_s in (("happy", HAPPY), ("sad", ANGRY)):
        record(dialog, spoken, qtbot, sample, span_s)
        row = listed_in_main(spoken, dialog, qtbot)
        control.teaching.label_as([row], emotion, "Me")
    assert control.speakers.adapter is not None
    assert "Me" in dialog.aim.heard_by.text()
    assert "practice.other_model" in dialog.score.doubt.ids, "scored before there was a voice"
    record(dialog, spoken, qtbot, sample, HAPPY)
    take = dialog.takes.current_take
    assert take is not None
    assert take.score is not None
    assert take.voice == "Me"
    row = listed_in_main(spoken, dialog, qtbot)
    assert row.analysis is not None
    at = row.analysis.model.labels.index("happy")
    assert row.analysis.overall.probabilities is not None
    assert take.score.probability == pytest.approx(float(row.analysis.overall.probabilities[at]))
    uncorrected = row.document.raw_analyses[0].overall.probabilities
    assert uncorrected is not None
    assert take.score.probability != pytest.approx(float(uncorrected[at]), abs=1e-3)


def test_four_takes_at_most_are_compared(spoken: MainWindow, qtbot: QtBot, sample: Path) -> None:
    dialog = practise(spoken, qtbot)
    for _ in range(5):
        dialog.session.takes.add(sample, dialog.aim.target, "")
    dialog.session.show_aim()
    assert [take.number for take in dialog.takes.compared] == [4, 5]
    for row in (2, 3):
        dialog.takes.setCurrentCell(row, 0)
        qtbot.keyClick(dialog.takes, Qt.Key.Key_Return)
    assert [take.number for take in dialog.takes.compared] == [2, 3, 4, 5]
    dialog.takes.setCurrentCell(4, 0)
    qtbot.keyClick(dialog.takes, Qt.Key.Key_Return)
    assert dialog.notice.ids == ["practice.too_many"]
    item = dialog.takes.item(4, 0)
    assert item is not None
    assert item.checkState() == Qt.CheckState.Unchecked
    qtbot.waitUntil(lambda: len(dialog.plot.legend.items) == 4, timeout=60_000)
    qtbot.waitUntil(lambda: not spoken.controller.workers.busy, timeout=60_000)


def test_the_list_of_sentences_is_walked_and_ones_own_are_kept(
    spoken: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = practise(spoken, qtbot)
    qtbot.keyClick(dialog.takes, Qt.Key.Key_Right)
    assert dialog.sentence.sentence == bundled_sentences()[1]
    for _ in range(2):
        qtbot.keyClick(dialog.takes, Qt.Key.Key_Left)
    assert dialog.sentence.sentence == bundled_sentences()[-1]
    file = tmp_path / "text.txt"
    file.write_text("To be or not to be.\n", encoding="utf-8")

    def fill_in(texts: TextsDialog) -> int:
        texts.field.setPlainText("x" * 500)
        texts.accept()
        assert texts.problem.ids == ["practice.line_too_long"]
        texts.field.setPlainText("Good morning.")
        texts.add_file(file)
        assert faults(texts) == []
        texts.accept()
        return texts.result()

    monkeypatch.setattr(practice_session.TextsDialog, "exec", fill_in)
    dialog.sentence.edit.click()
    assert dialog.sentence.sentence == "Good morning."
    own = OwnSentences(spoken.controller.profile.practice)
    assert own.read() == ("Good morning.", "To be or not to be.")


def test_without_a_microphone_a_message_is_shown(window: MainWindow, qtbot: QtBot) -> None:
    dialog = practise(window, qtbot)
    assert dialog.notice.isVisible()
    qtbot.keyClick(dialog.takes, Qt.Key.Key_Space)
    assert not dialog.session.recorder.is_recording
    assert dialog.notice.isVisible()
    assert dialog.takes.rowCount() == 0


def test_a_take_of_the_main_window_is_not_one_of_the_aim(
    spoken: MainWindow, qtbot: QtBot, sample: Path
) -> None:
    dialog = practise(spoken, qtbot)
    spoken.actions_["record"].trigger()
    assert not dialog.record_row.button.isEnabled()
    qtbot.keyClick(dialog.takes, Qt.Key.Key_Space)
    assert dialog.notice.ids == ["practice.recorded_elsewhere"]
    microphone = spoken.controller.listening.input.microphone
    assert isinstance(microphone, StubMicrophone)
    microphone.hear_file(sample, *HAPPY)
    spoken.actions_["stop"].trigger()
    assert dialog.takes.rowCount() == 0
    assert dialog.record_row.button.isEnabled()
    qtbot.waitUntil(lambda: not spoken.controller.workers.busy, timeout=20_000)


def test_closing_it_during_a_take_keeps_the_take(
    spoken: MainWindow, qtbot: QtBot, sample: Path
) -> None:
    dialog = practise(spoken, qtbot)
    qtbot.keyClick(dialog.takes, Qt.Key.Key_Space)
    microphone = spoken.controller.listening.input.microphone
    assert isinstance(microphone, StubMicrophone)
    microphone.hear_file(sample, *HAPPY)
    dialog.close()
    assert not spoken.controller.state.is_take
    take = dialog.takes.current_take
    assert take is not None
    assert take.path.stat().st_size > 2 * 2 * RATE_HZ
    qtbot.waitUntil(lambda: not spoken.controller.workers.busy, timeout=60_000)
    (noted,) = ProgressFile(spoken.controller.profile.practice).read().entries
    assert noted.recording == str(take.path), "scored although the window is closed"


def test_escape_ends_a_take_before_it_closes_the_window(
    spoken: MainWindow, qtbot: QtBot, sample: Path
) -> None:
    dialog = practise(spoken, qtbot)
    qtbot.keyClick(dialog.takes, Qt.Key.Key_Space)
    microphone = spoken.controller.listening.input.microphone
    assert isinstance(microphone, StubMicrophone)
    microphone.hear_file(sample, *HAPPY)
    qtbot.keyClick(dialog.takes, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert dialog.takes.rowCount() == 1
    qtbot.keyClick(dialog.takes, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    qtbot.waitUntil(lambda: not spoken.controller.workers.busy, timeout=60_000)


def test_a_foreign_progress_file_is_reported_and_not_changed(
    spoken: MainWindow, qtbot: QtBot, sample: Path
) -> None:
    path = ProgressFile(spoken.controller.profile.practice).path
    path.parent.mkdir(parents=True)
    path.write_text("mine\n")
    dialog = practise(spoken, qtbot)
    assert dialog.notice.ids == ["practice.foreign_file"]
    record(dialog, spoken, qtbot, sample)
    assert dialog.notice.ids == ["practice.foreign_file"]
    assert dialog.takes.current_take is not None
    assert path.read_text() == "mine\n"


def test_progress_is_exported(
    spoken: MainWindow, qtbot: QtBot, sample: Path, tmp_path: Path
) -> None:
    dialog = practise(spoken, qtbot)
    record(dialog, spoken, qtbot, sample)
    dialog.show_page(1)
    assert dialog.progress.isVisible()
    dialog.progress.write(tmp_path / "practice.csv")
    assert dialog.notice.ids == ["practice.exported"]
    dialog.progress.write(tmp_path / "no" / "practice.csv")
    assert dialog.notice.ids == ["file.cannot_write"]


def test_every_control_has_name_role_and_state(
    spoken: MainWindow, qtbot: QtBot, sample: Path
) -> None:
    dialog = practise(spoken, qtbot)
    assert faults(dialog) == []
    record(dialog, spoken, qtbot, sample)
    assert faults(dialog) == []
    assert len(controls(dialog)) > 8
    description = QAccessible.queryAccessibleInterface(dialog.plot).text(
        QAccessible.Text.Description
    )
    assert "1" in description
    dialog.show_page(1)
    assert faults(dialog) == []
    names = [label.accessibleName() for label in dialog.findChildren(QLabel, "practiceSentence")]
    assert all(bundled_sentences()[0] in name for name in names)
