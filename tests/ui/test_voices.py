"""A voice as a person teaches it: by the menu, on what the window shows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QInputDialog,
    QMessageBox,
    QPushButton,
    QTableWidget,
)
from pytestqt.qtbot import QtBot

from ser_desktop.emotion.voice import example_from, learn, new_voice
from ser_desktop.ui.live import Live
from ser_desktop.ui.main_window import MainWindow
from ser_desktop.ui.models.recordings import Recording
from ser_desktop.ui.workers import Workers
from tests.support.models import write_model
from tests.ui.test_window import label, open_and_wait


def teach(window: MainWindow, emotion: str, span_s: tuple[float, float] | None = None) -> None:
    """By the menu, as a person does."""
    window.controller.transport.choose_span(span_s)
    window._voice_menu.enable()
    (action,) = [a for a in window._voice_menu.actions() if a.text().endswith(emotion)]
    assert action.isEnabled()
    action.trigger()


def taught_window(window: MainWindow, qtbot: QtBot, sample: Path) -> Recording:
    """The first and the second half of the sample, said to be something."""
    recording = open_and_wait(window, qtbot, sample)
    middle_s = recording.found[0].file.duration_s / 2
    teach(window, "disgust", (0.0, middle_s))
    teach(window, "calm", (middle_s, 2 * middle_s))
    window.controller.transport.choose_span(None)
    return recording


def overall(recording: Recording) -> np.ndarray:
    assert recording.analysis is not None
    assert recording.analysis.overall.probabilities is not None
    return recording.analysis.overall.probabilities


def test_there_is_nothing_to_learn_from_at_first(window: MainWindow) -> None:
    window._voice_menu.enable()
    assert not any(action.isEnabled() for action in window._voice_menu.actions())
    assert label(window, "factVoice") == "none"


def test_two_emotions_are_needed_before_answers_change(
    window: MainWindow, qtbot: QtBot, sample: Path
) -> None:
    recording = open_and_wait(window, qtbot, sample)
    before = overall(recording)
    teach(window, "disgust", (0.0, 2.0))
    assert "From two emotions on" in window.notice.text()
    assert window.notice.property("trouble") is False
    assert overall(recording) == pytest.approx(before)
    assert label(window, "factVoice") == "none"

    teach(window, "calm", (2.0, 4.0))
    assert "still without: neutral, happy" in window.notice.text()
    assert overall(recording) != pytest.approx(before)
    assert overall(recording).sum() == pytest.approx(1, abs=1e-5)
    assert recording.found[0].overall.probabilities == pytest.approx(before)
    window.controller.transport.choose_span(None)
    assert label(window, "factVoice") == "My voice (2)"
    assert "learned from this recording" in label(window, "resultTip")


def test_a_voice_lasts(
    window: MainWindow, qtbot: QtBot, sample: Path, make_window: Callable[[], MainWindow]
) -> None:
    corrected = overall(taught_window(window, qtbot, sample))
    second = make_window()
    assert second.controller.voices.voice is not None
    assert second.controller.voices.voice.counts()["calm"] == 1
    assert overall(open_and_wait(second, qtbot, sample)) == pytest.approx(corrected, abs=1e-4)


def test_what_is_opened_later_is_corrected_too(
    window: MainWindow, qtbot: QtBot, sample: Path, tmp_path: Path
) -> None:
    taught_window(window, qtbot, sample)
    samples, rate_hz = soundfile.read(sample, dtype="float32")
    soundfile.write(tmp_path / "part.wav", samples[: len(samples) // 3], rate_hz)
    later = open_and_wait(window, qtbot, tmp_path / "part.wav")
    assert later.analysis is not None
    voice = later.analysis.settings.voice
    assert voice is not None
    assert (voice.name, voice.n_examples, voice.is_example) == ("My voice", 2, False)
    assert "learned from" not in label(window, "resultTip")


def open_dialog(window: MainWindow, qtbot: QtBot) -> QDialog:
    window.actions_["voices"].trigger()
    (dialog,) = window.findChildren(QDialog, "voicesDialog")
    qtbot.waitUntil(lambda: not window.controller.workers.busy, timeout=10_000)
    return dialog


def verdict(dialog: QDialog) -> str:
    return label(dialog, "voiceVerdict")


def press(dialog: QDialog, name: str) -> None:
    button = dialog.findChild(QPushButton, name)
    assert button is not None
    assert button.isEnabled(), name
    button.click()


def choose(dialog: QDialog, name: str) -> None:
    box = dialog.findChild(QComboBox, "voiceBox")
    assert box is not None
    box.setCurrentIndex(box.findText(name))
    box.activated.emit(box.currentIndex())


def test_the_dialog_shows_what_it_is_worth(window: MainWindow, qtbot: QtBot, sample: Path) -> None:
    recording = taught_window(window, qtbot, sample)
    corrected = overall(recording)
    dialog = open_dialog(window, qtbot)
    qtbot.waitUntil(lambda: verdict(dialog).startswith("Of 2 examples"), timeout=5000)
    assert "Without an example yet: neutral, happy, sad" in verdict(dialog)
    table = dialog.findChild(QTableWidget, "examplesTable")
    assert table is not None
    cells = [table.item(0, column).text() for column in range(4)]
    assert cells[:3] == ["disgust", sample.name, "0:00.0"]
    assert table.item(0, 4).text()[0] in "✓✗"

    choose(dialog, "None")
    assert recording.analysis is not None
    assert recording.analysis.settings.voice is None
    assert table.rowCount() == 0
    assert "model's own" in verdict(dialog)
    choose(dialog, "My voice")
    assert overall(recording) == pytest.approx(corrected, abs=1e-5)

    table.selectRow(1)
    press(dialog, "removeExample")
    assert table.rowCount() == 1
    assert "two emotions at least" in verdict(dialog)
    assert recording.analysis.settings.voice is None


def test_voices_are_made_and_deleted(
    window: MainWindow, qtbot: QtBot, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taught_window(window, qtbot, sample)
    dialog = open_dialog(window, qtbot)
    names = [("my VOICE", True), ("a/b", True), ("Guest", True), ("unwanted", False)]
    monkeypatch.setattr(QInputDialog, "getText", lambda *_a, **_k: names.pop(0))
    press(dialog, "newVoice")
    assert "already" in verdict(dialog)
    press(dialog, "newVoice")
    assert "no name for a voice" in verdict(dialog)
    press(dialog, "newVoice")
    press(dialog, "newVoice")
    voices = window.controller.voices
    assert voices.names() == ["Guest", "My voice"]
    assert voices.voice is not None
    assert voices.voice.name == "Guest"

    answers = [QMessageBox.StandardButton.No, QMessageBox.StandardButton.Yes]
    monkeypatch.setattr(QMessageBox, "question", lambda *_: answers.pop(0))
    press(dialog, "deleteVoice")
    assert voices.names() == ["Guest", "My voice"]
    press(dialog, "deleteVoice")
    assert voices.names() == ["My voice"]
    assert voices.voice is None
    # The next example does not begin a voice of a name that is taken.
    dialog.close()
    teach(window, "happy")
    assert voices.names() == ["My voice", "My voice 2"]


def test_a_voice_belongs_to_its_model(
    window: MainWindow, qtbot: QtBot, sample: Path, tmp_path: Path
) -> None:
    recording = taught_window(window, qtbot, sample)
    with qtbot.waitSignal(window.controller.model_loaded, timeout=10_000):
        window.controller.choose_model(write_model(tmp_path / "made.onnx"))
    qtbot.waitUntil(lambda: recording.progress is None, timeout=10_000)
    assert recording.analysis is not None
    assert recording.analysis.model.name == "made"
    assert recording.analysis.settings.voice is None
    teach(window, "happy")
    assert "was learned with ser-small" in window.notice.text()
    assert window.notice.property("trouble") is True
    dialog = open_dialog(window, qtbot)
    assert "Another model needs a voice of its own" in verdict(dialog)


def test_a_spoiled_voice_is_said_once(
    make_window: Callable[[], MainWindow], no_devices: None, qtbot: QtBot, sample: Path
) -> None:
    first = make_window()
    taught_window(first, qtbot, sample)
    (file,) = first.controller.profile.voices.iterdir()
    file.write_text("{")
    second = make_window()
    assert "is damaged" in second.notice.text()
    assert second.controller.settings["voice"] == ""
    assert "is damaged" not in make_window().notice.text()


def test_a_full_disk_loses_nothing(
    window: MainWindow, qtbot: QtBot, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording = taught_window(window, qtbot, sample)
    corrected = overall(recording)

    def full(*_a: object, **_k: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    teach(window, "happy", (0.0, 1.0))
    assert "No space left" in window.notice.text()
    assert window.controller.voices.voice is not None
    assert len(window.controller.voices.voice.examples) == 2
    assert overall(recording) == pytest.approx(corrected)


def test_live_answers_are_corrected(window: MainWindow, qtbot: QtBot, sample: Path) -> None:
    recording = taught_window(window, qtbot, sample)
    model = window.controller.model
    assert model is not None
    assert window.controller.listening.live.correction is window.controller.voices.correction

    voice = new_voice("me", model.info)
    voice = voice.with_example(example_from(recording.found[0], "calm", (0.0, 2.0)))
    voice = voice.with_example(example_from(recording.found[0], "sad", (2.0, 4.0)))
    samples, rate_hz = soundfile.read(sample, dtype="float32", always_2d=True)
    rows = []
    for correction in (None, learn(voice)):
        workers, got = Workers(), []
        live = Live(workers)
        live.correction = correction
        live.changed.connect(got.append)
        live.start(model, rate_hz, 3.0)
        assert (live.mark is None) == (correction is None)
        live.feed(samples[: 3 * rate_hz, 0])
        qtbot.waitUntil(lambda got=got: bool(got), timeout=5000)
        rows.append(got[-1][-1].probabilities)
        live.stop()
        workers.close()
    assert rows[1].sum() == pytest.approx(1, abs=1e-5)
    assert rows[0] != pytest.approx(rows[1])
