"""Timeline settings, channels, moments, changes, spectrogram settings and details in the window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QDialogButtonBox, QDoubleSpinBox, QPushButton
from pytestqt.qtbot import QtBot

from ser_desktop.audio.faults import SoundFaults
from ser_desktop.emotion.doubt import answer_warnings
from ser_desktop.emotion.labels import EMOTIONS, NO_SPEECH, UNCERTAIN
from ser_desktop.emotion.live import LiveWindow
from ser_desktop.emotion.results import Window as WindowResult
from ser_desktop.emotion.sound_doubt import HeardSound
from ser_desktop.texts.messages import Message
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.result.advice import advice, remaining_message
from ser_desktop.ui.shell.main_window import MainWindow
from ser_desktop.ui.shell.preferences_dialog import PreferencesDialog
from ser_desktop.ui.toolkit.state import State


def opened(qtbot: QtBot, window: MainWindow, path: Path) -> Recording:
    window.controller.open([path])
    recording = window.controller.recordings.find(path)
    assert recording is not None
    qtbot.waitUntil(
        lambda: recording.analysis is not None and recording.view.clip is not None, timeout=15_000
    )
    return recording


@pytest.fixture
def two_speakers(sample: Path, tmp_path: Path) -> Path:
    """The sample on the left, silence and then the sample on the right."""
    samples, rate_hz = soundfile.read(sample, dtype="float32")
    quiet = np.zeros(len(samples), np.float32)
    left, right = np.concatenate([samples, quiet]), np.concatenate([quiet, samples])
    path = tmp_path / "two.wav"
    soundfile.write(path, np.stack([left, right], axis=1), rate_hz)
    return path


@pytest.fixture
def dialog(qtbot: QtBot, window: MainWindow) -> Callable[[], PreferencesDialog]:
    def show() -> PreferencesDialog:
        window.actions_["preferences"].trigger()
        found = window.findChild(PreferencesDialog)
        assert found is not None
        return found

    return show


def test_threshold_smoothing_and_length_act_at_once_and_can_be_reset(
    qtbot: QtBot, window: MainWindow, sample: Path, dialog: Callable[[], PreferencesDialog]
) -> None:
    recording = opened(qtbot, window, sample)
    before = recording.analysis
    assert before is not None
    shown = dialog()
    spin = shown.findChild(QDoubleSpinBox, "setting_uncertain_below")
    assert spin is not None
    assert spin.text() == str(Message("preferences.model_default"))
    spin.setValue(95)
    qtbot.waitUntil(lambda: not window.controller.workers.busy, timeout=5000)
    after = recording.analysis
    assert after is not None
    assert {s.label for s in after.segments} <= {NO_SPEECH, UNCERTAIN, *EMOTIONS}
    assert after.settings.uncertain_below == pytest.approx(0.95)
    assert all(s.confidence is None or s.confidence >= 0.95 or s.label == UNCERTAIN
               for s in after.segments)  # fmt: skip
    smoothing = shown.findChild(QComboBox, "setting_smoothing_windows")
    assert smoothing is not None
    smoothing.setCurrentText("1")
    assert window.controller.library.interpretation.segment_options.smoothing_windows == 1
    buttons = shown.findChild(QDialogButtonBox)
    assert buttons is not None
    buttons.button(QDialogButtonBox.StandardButton.RestoreDefaults).click()
    qtbot.waitUntil(lambda: not window.controller.workers.busy, timeout=5000)
    assert recording.analysis is not None
    assert recording.analysis.segments == before.segments
    assert spin.text() == str(Message("preferences.model_default"))


def test_the_language_spoken_is_stated_and_warned_of(
    qtbot: QtBot, window: MainWindow, sample: Path, dialog: Callable[[], PreferencesDialog]
) -> None:
    recording = opened(qtbot, window, sample)
    shown = dialog().findChild(QComboBox, "setting_spoken_language")
    assert shown is not None
    assert shown.currentText() == str(Message("spoken.not_stated"))

    def warnings() -> list[str]:
        qtbot.waitUntil(lambda: not window.controller.workers.busy, timeout=5000)
        assert recording.analysis is not None
        return [warning.id for warning in answer_warnings(recording.analysis)]

    assert "warning.language" not in warnings()
    shown.setCurrentText(str(Message("spoken.pl")))
    assert "warning.language" in warnings()
    assert recording.analysis is not None
    assert "warning.language" in [message.id for message in advice(recording.analysis)]
    shown.setCurrentText(str(Message("spoken.en")))
    assert "warning.language" not in warnings()


def test_two_channels_have_two_answers(
    qtbot: QtBot, window: MainWindow, two_speakers: Path
) -> None:
    window.resize(1280, 900)  # room for the lanes of both channels
    recording = opened(qtbot, window, two_speakers)
    switch = window.findChild(QPushButton, "channelRight")
    assert switch is not None
    assert not switch.isVisible()
    assert window.actions_["split"].isEnabled()
    window.actions_["split"].trigger()
    qtbot.waitUntil(lambda: len(recording.document.displayed_analyses) == 2, timeout=15_000)
    left, right = recording.document.displayed_analyses
    half_s = left.file.duration_s / 2
    assert all(s.label == NO_SPEECH for s in left.segments if s.start_s > half_s + 3)
    assert all(s.label == NO_SPEECH for s in right.segments if s.end_s < half_s - 3)
    assert recording.analysis is left
    assert switch.isVisible()
    switch.click()
    assert recording.analysis is right
    window.actions_["other_channel"].trigger()
    assert recording.analysis is left
    plots = window.timeline._tracks.second_emotions.plots
    assert all(plot.isVisible() for plot in plots)
    window.actions_["split"].trigger()
    qtbot.waitUntil(lambda: len(recording.document.displayed_analyses) == 1, timeout=15_000)
    assert not switch.isVisible()
    assert not any(plot.isVisible() for plot in plots)


def test_a_mono_recording_cannot_be_split(qtbot: QtBot, window: MainWindow, sample: Path) -> None:
    opened(qtbot, window, sample)
    assert not window.actions_["split"].isEnabled()


def test_a_click_on_a_moment_seeks(qtbot: QtBot, window: MainWindow, sample: Path) -> None:
    recording = opened(qtbot, window, sample)
    assert recording.analysis is not None
    window.links.choose_emotion("neutral")
    moments = window.finder.moments
    rows = window.result.moments.list
    assert "neutral" in rows.item(1).text()
    QTest.mouseClick(
        rows.viewport(), Qt.MouseButton.LeftButton, pos=rows.visualItemRect(rows.item(1)).center()
    )
    start_s, end_s = moments[1].span_s
    assert recording.view.selection_s == pytest.approx((start_s, end_s))
    assert recording.view.position_s == pytest.approx(start_s)


def test_changes_are_drawn_and_described(qtbot: QtBot, window: MainWindow) -> None:
    matrix = window.result.transitions
    counts = np.zeros((8, 8), dtype=np.int64)
    matrix.show_transitions(counts)
    assert matrix.isHidden()
    calm, angry = EMOTIONS.index("calm"), EMOTIONS.index("angry")
    counts[calm, angry] = 3
    matrix.show_transitions(counts)
    assert not matrix.isHidden()
    assert "calm to angry: 3" in matrix.accessibleName()
    picture = matrix.grab().toImage()
    assert picture.width() >= matrix.sizeHint().width()


@pytest.mark.parametrize("scale", ["mel", "linear", "logarithmic"])
def test_a_tone_has_its_frequency_on_any_axis(
    qtbot: QtBot, window: MainWindow, tone: Path, scale: str
) -> None:
    settings = window.controller.settings
    settings["spectrogram_scale"] = scale
    settings["spectrogram_highest_hz"] = 4000.0
    window.handlers.apply_setting("spectrogram_scale")
    opened(qtbot, window, tone)
    qtbot.waitUntil(lambda: window.timeline.spectrogram is not None, timeout=5000)
    picture = window.timeline.spectrogram
    assert picture is not None
    assert picture.scale.name == scale
    row = int(picture.db.mean(axis=1).argmax())
    height = picture.bottom + (row + 0.5) / len(picture.db) * (picture.top - picture.bottom)
    assert float(picture.scale.to_hz(height)) == pytest.approx(440, rel=0.06)
    settings["spectrogram_colours"] = "grey"
    window.handlers.apply_setting("spectrogram_colours")


def test_a_view_seen_before_is_not_computed_again(
    qtbot: QtBot, window: MainWindow, sample: Path
) -> None:
    opened(qtbot, window, sample)
    view = window.timeline
    qtbot.waitUntil(lambda: view.spectrogram is not None, timeout=5000)
    whole = view.spectrogram
    view.zoom_to((2.0, 3.0))
    qtbot.waitUntil(lambda: view.spectrogram is not whole, timeout=5000)
    part = view.spectrogram
    assert part is not None
    assert (part.start_s, part.end_s) == pytest.approx((2.0, 3.0))
    view.fit()
    qtbot.waitUntil(lambda: view.spectrogram is not part, timeout=5000)
    assert view.spectrogram is whole, "the same picture, not an equal one"


def test_details_follow_the_selection(qtbot: QtBot, window: MainWindow, sample: Path) -> None:
    opened(qtbot, window, sample)
    window.actions_["details"].trigger()
    details = window.dialogs.details_dialog
    assert details is not None
    qtbot.waitUntil(lambda: details.figures.values["duration"].text() != "–", timeout=60_000)
    window.controller.transport.choose_span((1.0, 3.0))
    qtbot.waitUntil(lambda: details.figures.values["duration"].text() == "2.00 s", timeout=60_000)
    assert details.figures.values["part"].text().startswith("0:01.0")
    window.actions_["remove"].trigger()
    qtbot.waitUntil(lambda: details.message.ids == ["details.no_recording"], timeout=5000)
    assert details.figures.values["duration"].text() == "–", "figures of a recording that is gone"
    details.close()
    assert not window.controller.workers.busy or not details.is_working


def test_the_speed_box_sets_the_speed(qtbot: QtBot, window: MainWindow) -> None:
    window.resize(1024, 700)  # a narrower toolbar leaves it out
    box = window.findChild(QComboBox, "speedBox")
    assert box is not None
    qtbot.waitUntil(box.isVisible, timeout=2000)
    assert box.currentData() == 1.0
    qtbot.keyClick(box, Qt.Key.Key_Up)
    assert window.controller.settings["playback_speed"] == 0.75


def test_remaining_time_is_rounded() -> None:
    assert remaining_message(None) is None
    assert remaining_message(0.4) == Message("result.seconds_left", n=1)
    assert remaining_message(43.0) == Message("result.seconds_left", n=45)
    assert remaining_message(200.0) == Message("result.minutes_left", n=3)


def test_the_threshold_holds_while_it_is_recorded(window: MainWindow) -> None:
    model = window.controller.model
    assert model is not None
    sure = np.full(8, 0.05, dtype=np.float32)
    sure[4] = 0.65
    heard = (WindowResult(0.0, 3.0, 1.0, sure, 0.5),)
    window.presenter.live_state = State.MONITORING
    window.controller.settings["uncertain_below"] = 0.5
    window.presenter.show_live(heard)
    assert window.result.headline() == "Angry"
    window.controller.settings["uncertain_below"] = 0.9
    window.presenter.show_live(heard)
    assert window.result.headline() == "Angry or neutral?"


def test_doubt_about_the_live_sound_stands_under_the_hint(window: MainWindow) -> None:
    """A muted or overdriven microphone, or a call, looked like any other live result."""
    sound = HeardSound(-12.0, 0.2, -60.0, SoundFaults(repaired=True), 48_000)
    probabilities = np.full(8, 0.125, dtype=np.float32)
    heard = LiveWindow(0.0, 3.0, 1.0, probabilities, 0.5, sound=sound)
    window.presenter.live_state = State.MONITORING
    window.presenter.show_live((heard,))
    hint, *doubts = window.result.tip.ids
    assert hint == "live.monitoring_hint"
    assert doubts == ["warning.repaired", "warning.clipped", "warning.telephone_band"]
    assert window.result.tip.property("role") == "doubt"
    silent = replace(
        heard, speech_share=0.0, probabilities=None, sound=HeardSound(-120.0, muted_s=4.0)
    )
    window.presenter.show_live((silent,))
    assert window.result.tip.ids == [hint, "warning.muted"]
    window.presenter.show_live((replace(heard, sound=HeardSound(-20.0)),))
    assert window.result.tip.ids == [hint], "gone with the fault"
