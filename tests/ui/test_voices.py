"""A voice as a person teaches it: by the menu, on what the window shows."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QPushButton,
    QTableWidget,
)
from pytestqt.qtbot import QtBot

from ser_desktop.emotion.analysis import AnalysisOptions, analyze
from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.speakers.adapter import learn
from ser_desktop.speakers.judging import Verdict
from ser_desktop.speakers.profile import example_from, new_profile
from ser_desktop.speakers.profile_file import delete_profile, load_profile, save_profile
from ser_desktop.texts.messages import Message
from ser_desktop.ui.recording.live_results import LiveResults
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.recordings.status_text import status_message
from ser_desktop.ui.shell.main_window import MainWindow
from ser_desktop.ui.speakers import speaker_profiles
from ser_desktop.ui.speakers.profiles_dialog import ProfilesDialog
from ser_desktop.ui.toolkit.workers import Workers
from tests.support.models import write_model
from tests.ui.test_window import label, open_and_wait


def teach(window: MainWindow, emotion: str, span_s: tuple[float, float] | None = None) -> None:
    """By the menu, as a person does; a selection is heard anew."""
    window.controller.transport.choose_span(span_s)
    assert window.actions_[f"said_{emotion}"].isEnabled()
    window.actions_[f"said_{emotion}"].trigger()
    until = time.monotonic() + 10
    while window.controller.workers.busy:
        assert time.monotonic() < until
        QApplication.processEvents()


def taught_window(window: MainWindow, qtbot: QtBot, sample: Path) -> Recording:
    """The first and the second half of the sample, said to be something."""
    recording = open_and_wait(window, qtbot, sample)
    middle_s = recording.document.raw_analyses[0].file.duration_s / 2
    teach(window, "disgust", (0.0, middle_s))
    teach(window, "calm", (middle_s, 2 * middle_s))
    window.controller.transport.choose_span(None)
    return recording


def overall(recording: Recording) -> np.ndarray:
    assert recording.analysis is not None
    assert recording.analysis.overall.probabilities is not None
    return recording.analysis.overall.probabilities


def test_teaching_is_disabled_without_a_recording(window: MainWindow) -> None:
    assert not any(window.actions_[f"said_{emotion}"].isEnabled() for emotion in EMOTIONS)
    assert label(window, "fact_voice") == "none"


def test_two_emotions_are_needed_before_answers_change(
    window: MainWindow, qtbot: QtBot, sample: Path
) -> None:
    recording = open_and_wait(window, qtbot, sample)
    before = overall(recording)
    teach(window, "disgust", (0.0, 4.0))
    assert _hint(window).id == "profile.add_second_emotion"
    assert overall(recording) == pytest.approx(before)
    assert label(window, "fact_voice") == str(Message("profile.too_few", name="My voice", n=1))

    teach(window, "calm", (6.0, 9.0))
    assert _hint(window) == Message(
        "profile.no_examples_yet", emotions="neutral, happy, sad, angry, fearful and surprised"
    )
    calm = Message("action.label_as_again", n=1, emotion="calm")
    assert window.actions_["said_calm"].text() == str(calm)
    assert overall(recording) != pytest.approx(before)
    assert overall(recording).sum() == pytest.approx(1, abs=1e-5)
    assert recording.document.raw_analyses[0].overall.probabilities == pytest.approx(before)
    window.controller.transport.choose_span(None)
    assert label(window, "fact_voice") == "My voice (2)"
    assert window.result.tip.messages[0] == Message(
        "advice.is_example", profile="My voice", labels="disgust and calm"
    )
    assert status_message(recording).fields["labels"] == "disgust and calm"


def test_a_voice_is_stored_and_restored(
    window: MainWindow, qtbot: QtBot, sample: Path, make_window: Callable[[], MainWindow]
) -> None:
    corrected = overall(taught_window(window, qtbot, sample))
    second = make_window()
    assert second.controller.speakers.profile is not None
    assert second.controller.speakers.profile.counts()["calm"] == 1
    assert overall(open_and_wait(second, qtbot, sample)) == pytest.approx(corrected, abs=1e-4)


def test_recordings_opened_later_are_corrected(
    window: MainWindow, qtbot: QtBot, sample: Path, tmp_path: Path
) -> None:
    taught_window(window, qtbot, sample)
    samples, rate_hz = soundfile.read(sample, dtype="float32")
    soundfile.write(tmp_path / "part.wav", samples[: len(samples) // 3], rate_hz)
    later = open_and_wait(window, qtbot, tmp_path / "part.wav")
    assert later.analysis is not None
    voice = later.analysis.settings.adapter
    assert voice is not None
    assert (voice.name, voice.n_examples, voice.assigned_labels) == ("My voice", 2, ())
    assert "advice.is_example" not in window.result.tip.ids
    assert status_message(later).id == "recordings.result"


def open_dialog(window: MainWindow, qtbot: QtBot) -> QDialog:
    window.actions_["voices"].trigger()
    (dialog,) = window.findChildren(QDialog, "voicesDialog")
    qtbot.waitUntil(lambda: not window.controller.workers.busy, timeout=10_000)
    return dialog


def verdict(dialog: QDialog) -> list[str]:
    assert isinstance(dialog, ProfilesDialog)
    return dialog.verdict.ids


def settle(window: MainWindow, qtbot: QtBot) -> None:
    """Interpretations come from a worker."""
    qtbot.waitUntil(lambda: not window.controller.workers.busy, timeout=10_000)


def _hint(window: MainWindow) -> Message:
    """What the window says is needed next."""
    (message,) = window.notices.messages
    hint = message.fields["hint"]
    assert isinstance(hint, Message)
    return hint


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


def test_the_dialog_shows_the_effect_of_a_voice(
    window: MainWindow, qtbot: QtBot, sample: Path
) -> None:
    recording = taught_window(window, qtbot, sample)
    corrected = overall(recording)
    dialog = open_dialog(window, qtbot)
    qtbot.waitUntil(
        lambda: verdict(dialog) == ["profile.worth_unknown", "profile.uncorrected"], timeout=5000
    )
    assert "calm 1   happy 0" in label(dialog, "voiceCounts")
    table = dialog.findChild(QTableWidget, "examplesTable")
    assert table is not None
    cells = [table.item(0, column).text() for column in range(4)]
    assert cells[:2] == ["calm", sample.name], "in the order of the emotions"
    assert table.item(0, 4).text()[0] in "✓✗"
    assert table.item(0, 5).text() == "–", "no other example is calm"

    choose(dialog, str(Message("profile.no_voice")))
    settle(window, qtbot)
    assert recording.analysis is not None
    assert recording.analysis.settings.adapter is None
    assert table.rowCount() == 0
    assert verdict(dialog) == ["profile.verdict_none"]
    choose(dialog, "My voice")
    settle(window, qtbot)
    assert overall(recording) == pytest.approx(corrected, abs=1e-5)

    table.selectRow(1)
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Delete)
    assert table.rowCount() == 1
    assert verdict(dialog) == ["profile.verdict_too_few"]
    settle(window, qtbot)
    assert recording.analysis.settings.adapter is None
    dialog.close()
    window.actions_["undo"].trigger()
    settle(window, qtbot)
    assert overall(recording) == pytest.approx(corrected, abs=1e-5)


def test_an_example_leads_to_its_recording(
    window: MainWindow, qtbot: QtBot, sample: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.flac"
    copy.write_bytes(sample.read_bytes())
    recording = taught_window(window, qtbot, copy)
    window.controller.library.remove([recording])
    dialog = open_dialog(window, qtbot)
    table = dialog.findChild(QTableWidget, "examplesTable")
    assert table is not None
    table.selectRow(0)
    table.activated.emit(table.currentIndex())
    assert not dialog.isVisible()
    assert window.controller.current is not None
    assert window.controller.current.path == copy
    qtbot.waitUntil(lambda: not window.controller.workers.busy, timeout=10_000)
    window.controller.select(None)
    copy.unlink()
    dialog = open_dialog(window, qtbot)
    table = dialog.findChild(QTableWidget, "examplesTable")
    assert table is not None
    table.selectRow(0)
    table.activated.emit(table.currentIndex())
    assert verdict(dialog) == ["profile.recording_gone"]


def test_an_example_is_undone(window: MainWindow, qtbot: QtBot, sample: Path) -> None:
    recording = open_and_wait(window, qtbot, sample)
    assert window.controller.undo_stack.count() == 1, "opening it"
    teach(window, "happy")
    teach(window, "sad")
    (message,) = window.notices.messages
    added = message.fields["added"]
    assert added.id == "profile.example_replaced"
    assert (added.fields["emotion"], added.fields["before"]) == ("sad", "happy")
    voices = window.controller.speakers
    assert voices.profile is not None
    assert voices.profile.counts()["sad"] == 1
    window.actions_["undo"].trigger()
    settle(window, qtbot)
    assert voices.profile.counts()["happy"] == 1
    assert recording.document.assigned_labels == ("happy",)
    window.actions_["undo"].trigger()
    assert voices.profile is None
    assert voices.names() == []
    settle(window, qtbot)
    assert recording.document.assigned_labels == ()
    assert window.controller.undo_stack.index() == 1


def test_labelling_applies_to_all_selected_rows(
    window: MainWindow, qtbot: QtBot, sample: Path, tmp_path: Path
) -> None:
    samples, rate_hz = soundfile.read(sample, dtype="float32")
    for number, part in enumerate(np.array_split(samples, 3)):
        soundfile.write(tmp_path / f"{number}.wav", part, rate_hz)
        open_and_wait(window, qtbot, tmp_path / f"{number}.wav")
    window.controller.transport.choose_span((0.5, 1.0))
    window.list.selectAll()
    window.actions_["said_sad"].trigger()
    voice = window.controller.speakers.profile
    assert voice is not None
    assert voice.counts()["sad"] == 3
    assert all(example.start_s == 0 for example in voice.examples)
    (message,) = window.notices.messages
    assert message.fields["added"] == Message(
        "profile.examples_added", n=3, emotion="sad", before=""
    )


def test_channels_apart_are_two_people(
    window: MainWindow, qtbot: QtBot, sample: Path, tmp_path: Path
) -> None:
    samples, rate_hz = soundfile.read(sample, dtype="float32")
    stereo = np.stack([samples, samples[::-1]], axis=1)
    soundfile.write(tmp_path / "two.wav", stereo, rate_hz)
    recording = open_and_wait(window, qtbot, tmp_path / "two.wav")
    window.controller.split_channels(True)
    qtbot.waitUntil(lambda: recording.job.progress is None, timeout=15_000)
    teach(window, "happy")
    window.actions_["other_channel"].trigger()
    teach(window, "sad")
    voice = window.controller.speakers.profile
    assert voice is not None
    assert [(e.emotion, e.channel) for e in voice.examples] == [("happy", 0), ("sad", 1)]
    said = [
        a.settings.adapter.assigned_labels
        for a in recording.document.displayed_analyses
        if a.settings.adapter
    ]
    assert said == [("happy",), ("sad",)]


def test_examples_added_by_a_command_meanwhile_are_kept(
    window: MainWindow, qtbot: QtBot, sample: Path
) -> None:
    recording = taught_window(window, qtbot, sample)
    folder = window.controller.profile.voices
    other = load_profile("My voice", folder)
    part = example_from(recording.document.raw_analyses[0], "angry")
    save_profile(other.with_example(replace(part, sha256="of another file")), folder)
    teach(window, "sad", (4.0, 5.0))
    voice = window.controller.speakers.profile
    assert voice is not None
    assert voice.counts()["angry"] == 1
    # Deleted meanwhile, it is no longer in use; the next mark asks nobody and begins anew.
    delete_profile("My voice", folder)
    dialog = open_dialog(window, qtbot)
    assert verdict(dialog) == ["profile.verdict_none"]


def test_voices_are_made_and_deleted(
    window: MainWindow,
    qtbot: QtBot,
    sample: Path,
    typed: Callable[..., list[str]],
    answers: Callable[..., list[str]],
) -> None:
    taught_window(window, qtbot, sample)
    dialog = open_dialog(window, qtbot)
    asked = typed(("my VOICE", True), ("a/b", True), ("Guest", True), ("unwanted", False))
    press(dialog, "newVoice")
    press(dialog, "newVoice")
    first = str(Message("profile.ask_name"))
    assert asked[:2] == [first, str(Message("profile.name_taken", name="my VOICE"))]
    assert "a/b" in asked[2]
    assert asked[3] == first
    voices = window.controller.speakers
    assert voices.names() == ["Guest", "My voice"]
    assert voices.profile is not None
    assert voices.profile.name == "Guest"

    answers(False, True)
    press(dialog, "deleteVoice")
    assert voices.names() == ["Guest", "My voice"]
    press(dialog, "deleteVoice")
    assert voices.names() == ["My voice"]
    assert voices.profile is None
    dialog.close()
    # None is in use: the next example is of one that is asked for.
    typed(("", False), ("My voice", True), (str(Message("profile.new_choice")), True))
    teach(window, "happy", (4.0, 5.0))
    assert voices.profile is None
    teach(window, "happy", (4.0, 5.0))
    assert voices.profile is not None
    assert (voices.profile.name, voices.profile.counts()["happy"]) == ("My voice", 1)
    voices.choose("")
    teach(window, "happy")
    assert voices.names() == ["My voice", "My voice 2"]


def test_a_voice_belongs_to_its_model(
    window: MainWindow, qtbot: QtBot, sample: Path, tmp_path: Path
) -> None:
    recording = taught_window(window, qtbot, sample)
    with qtbot.waitSignal(window.controller.model_in_use.loaded, timeout=10_000):
        window.controller.choose_model(write_model(tmp_path / "made.onnx"))
    qtbot.waitUntil(lambda: recording.job.progress is None, timeout=10_000)
    assert recording.analysis is not None
    assert recording.analysis.model.name == "made"
    assert recording.analysis.settings.adapter is None
    assert label(window, "fact_voice") == str(Message("profile.other_model_title", name="My voice"))
    dialog = open_dialog(window, qtbot)
    assert verdict(dialog) == ["profile.verdict_other_model"]
    box = dialog.findChild(QComboBox, "voiceBox")
    assert box is not None
    assert box.itemText(1).startswith("My voice (ser-base ")
    dialog.close()
    teach(window, "happy")
    assert window.controller.speakers.names() == ["My voice", "My voice 2"]
    window.controller.speakers.choose("My voice")
    window.actions_["undo"].trigger()
    assert window.controller.speakers.names() == ["My voice"]


def test_a_damaged_voice_leaves_the_one_in_use(
    window: MainWindow, qtbot: QtBot, sample: Path, answers: Callable[..., list[str]]
) -> None:
    recording = taught_window(window, qtbot, sample)
    (window.controller.profile.voices / "broken.json").write_text("{")
    dialog = open_dialog(window, qtbot)
    choose(dialog, str(Message("profile.damaged_title", name="broken")))
    assert "damaged" in label(dialog, "voiceVerdict")
    assert recording.analysis is not None
    assert recording.analysis.settings.adapter is not None
    answers(True)
    press(dialog, "deleteVoice")
    assert window.controller.speakers.names() == ["My voice"]
    assert window.controller.speakers.profile is not None


def test_a_damaged_voice_is_reported_once(
    make_window: Callable[[], MainWindow], no_devices: None, qtbot: QtBot, sample: Path
) -> None:
    first = make_window()
    taught_window(first, qtbot, sample)
    (file,) = first.controller.profile.voices.iterdir()
    file.write_text("{")
    second = make_window()
    assert "damaged" in second.notices.text()
    assert second.controller.settings["voice"] == ""
    assert "damaged" not in make_window().notices.text()


def test_a_full_disk_loses_nothing(
    window: MainWindow, qtbot: QtBot, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording = taught_window(window, qtbot, sample)
    corrected = overall(recording)

    def full(*_a: object, **_k: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    teach(window, "happy", (8.0, 9.0))
    assert "the disk is full" in window.notices.text()
    assert window.controller.speakers.profile is not None
    assert len(window.controller.speakers.profile.examples) == 2
    assert overall(recording) == pytest.approx(corrected)


def test_live_answers_are_corrected(window: MainWindow, qtbot: QtBot, sample: Path) -> None:
    taught_window(window, qtbot, sample)
    model = window.controller.model
    assert model is not None
    assert window.controller.listening.live.adapter is window.controller.speakers.adapter

    voice = new_profile("me", model.info)
    for emotion, span_s in (("calm", (0.0, 4.0)), ("sad", (6.0, 9.0))):
        part = analyze(sample, model, AnalysisOptions(span_s=span_s))
        voice = voice.with_example(example_from(part, emotion, span_s))
    samples, rate_hz = soundfile.read(sample, dtype="float32", always_2d=True)
    rows = []
    for correction in (None, learn(voice)):
        workers, got = Workers(), []
        live = LiveResults(workers)
        live.adapter = correction
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


def test_a_selection_alone_counts(window: MainWindow, qtbot: QtBot, sample: Path) -> None:
    """Two sentences side by side are two examples, though they lie in one window."""
    open_and_wait(window, qtbot, sample)
    teach(window, "happy", (0.4, 2.1))
    teach(window, "angry", (2.4, 4.7))
    voice = window.controller.speakers.profile
    assert voice is not None
    assert [(e.emotion, e.start_s, e.end_s) for e in voice.examples] == [
        ("happy", 0.4, 2.1),
        ("angry", 2.4, 4.7),
    ]
    first, second = voice.examples
    assert first.embedding != pytest.approx(second.embedding)
    teach(window, "sad", (10.2, 10.6))
    assert window.notices.text()
    window.notices.dismiss()
    teach(window, "sad", (1.0, 1.05))
    assert "The minimum is 100 ms" in window.notices.text()
    assert len(window.controller.speakers.profile.examples) == 2


def test_quick_marks_go_to_one_voice(window: MainWindow, qtbot: QtBot, sample: Path) -> None:
    """The second selection is marked while the first is still heard."""
    open_and_wait(window, qtbot, sample)
    for emotion, span_s in (("happy", (0.4, 2.1)), ("angry", (2.4, 4.7))):
        window.controller.transport.choose_span(span_s)
        window.actions_[f"said_{emotion}"].trigger()
    qtbot.waitUntil(lambda: not window.controller.workers.busy, timeout=10_000)
    assert window.controller.speakers.names() == ["My voice"]
    assert window.controller.speakers.profile is not None
    assert len(window.controller.speakers.profile.examples) == 2


def test_a_harmful_voice_is_applied_only_with_the_setting(
    qtbot: QtBot, window: MainWindow, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taught_window(window, qtbot, sample)
    speakers = window.controller.speakers
    assert speakers.adapter is not None
    harmful = Verdict((), (), right_alone=6, right_corrected=4, n_judged=6, min_examples=3)
    monkeypatch.setattr(speaker_profiles, "can_be_harmful", lambda _profile: True)
    monkeypatch.setattr(speaker_profiles, "judge", lambda _profile, _cancelled: harmful)
    speakers.judge_again()
    qtbot.waitUntil(lambda: speakers.adapter is None)
    assert window.controller.current is not None
    qtbot.waitUntil(lambda: _mark(window) is None)
    window.controller.settings["apply_harmful_voice"] = True
    window.controller.apply_setting("apply_harmful_voice")
    assert speakers.adapter is not None
    qtbot.waitUntil(lambda: _mark(window) is not None)


def _mark(window: MainWindow) -> object:
    recording = window.controller.current
    assert recording is not None
    return recording.document.displayed_analyses[0].settings.adapter


def test_a_voice_of_an_older_model_is_learned_again_in_the_dialog(
    qtbot: QtBot, window: MainWindow, sample: Path
) -> None:
    taught_window(window, qtbot, sample)
    speakers = window.controller.speakers
    assert speakers.profile is not None
    older = replace(speakers.profile, model_version="0.9")
    speakers.put_back(older.name, older)
    assert window.controller.model is not None
    assert not speakers.profile.fits(window.controller.model.info)
    window.actions_["voices"].trigger()
    dialog = window.findChild(ProfilesDialog)
    assert dialog is not None
    button = dialog.findChild(QPushButton, "relearnVoice")
    assert button is not None
    assert button.isVisible()
    button.click()
    qtbot.waitUntil(lambda: speakers.profile.fits(window.controller.model.info), timeout=20_000)
    assert not button.isVisible()
    assert len(speakers.profile.examples) == len(older.examples)
    dialog.close()
