"""Many recordings: their turns, what is said of each, and what is taken off the list."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ser_desktop.audio.clip import Clip, load_clip
from ser_desktop.emotion import inference as inference_module
from ser_desktop.emotion.labels import NO_SPEECH
from ser_desktop.emotion.results import WindowScores
from ser_desktop.errors import ModelError
from ser_desktop.texts.messages import Message
from ser_desktop.ui.models import model_in_use
from ser_desktop.ui.recordings import clips, recording_files
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.recordings.status_text import status_message
from ser_desktop.ui.shell.main_window import MainWindow


@pytest.fixture
def copies(sample: Path, tmp_path: Path) -> list[Path]:
    """Four short recordings."""
    samples, rate_hz = soundfile.read(sample)
    paths = [tmp_path / f"{name}.wav" for name in ("one", "two", "three", "four")]
    for path in paths:
        soundfile.write(path, samples[: 4 * rate_hz], rate_hz)
    return paths


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Analyses wait until it is set; ``order`` of the fixture's users is their own."""
    free = threading.Event()
    real = inference_module.infer

    def slow(path: Path, *arguments: object, **options: object) -> WindowScores:
        while not free.wait(0.01):
            if options["cancelled"]():  # type: ignore[operator]
                break
        return real(path, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(inference_module, "infer", slow)
    return free


def rows(window: MainWindow) -> list[Recording]:
    return window.controller.recordings.rows()


def test_a_row_shows_the_state_of_its_recording(
    window: MainWindow, qtbot: QtBot, copies: list[Path], gate: threading.Event
) -> None:
    window.controller.open(copies)
    one, two, _, four = rows(window)
    qtbot.waitUntil(lambda: one.job.begun_at is not None)
    assert [status_message(row).id for row in (one, two)] == [
        "recordings.analysing",
        "recordings.waiting",
    ]
    window.controller.library.cancel([two])
    assert status_message(two).id == "recordings.cancelled"
    assert window.actions_["cancel_all"].isEnabled()
    gate.set()
    qtbot.waitUntil(lambda: one.analysis is not None and four.analysis is not None, timeout=20_000)
    assert two.analysis is None
    assert one.analysis is not None
    assert status_message(one).fields["emotion"] == one.analysis.overall.label


def test_the_shown_recording_is_analysed_next(
    window: MainWindow, qtbot: QtBot, copies: list[Path], gate: threading.Event
) -> None:
    window.controller.open(copies[:3])
    first, second, third = rows(window)
    qtbot.waitUntil(lambda: first.job.begun_at is not None)
    window.controller.open(copies[3:])  # as a take is, when it has ended
    last = rows(window)[3]
    gate.set()
    qtbot.waitUntil(lambda: third.analysis is not None, timeout=20_000)
    begun = {name: row.job.begun_at for name, row in zip("1234", rows(window), strict=True)}
    assert sorted(begun, key=lambda name: begun[name] or 0.0) == ["1", "4", "2", "3"]
    assert window.controller.current is last
    assert second.analysis is not None


def test_a_result_stays_until_it_is_replaced(
    window: MainWindow, qtbot: QtBot, copies: list[Path], gate: threading.Event
) -> None:
    gate.set()
    window.controller.open(copies[:1])
    (recording,) = rows(window)
    qtbot.waitUntil(lambda: recording.analysis is not None, timeout=15_000)
    before = recording.analysis
    gate.clear()
    window.actions_["analyse"].trigger()
    qtbot.waitUntil(lambda: recording.job.begun_at is not None)
    assert recording.analysis is before
    assert status_message(recording).id == "recordings.analysing"
    window.actions_["cancel"].trigger()
    assert recording.analysis is before
    assert not window.actions_["cancel"].isEnabled()
    gate.set()
    qtbot.waitUntil(lambda: not window.controller.workers.busy, timeout=15_000)
    assert recording.analysis is before
    window.actions_["analyse"].trigger()
    qtbot.waitUntil(lambda: recording.job.progress is None, timeout=15_000)
    assert recording.analysis is not before


def test_undo_restores_removed_recordings_with_their_results(
    window: MainWindow, qtbot: QtBot, copies: list[Path]
) -> None:
    control, act = window.controller, window.actions_
    control.open(copies[:3])
    qtbot.waitUntil(lambda: all(row.analysis for row in rows(window)), timeout=20_000)
    one, two, three = rows(window)
    control.select(two)
    assert control.undo_stack.count() == 1, "opening them is a step too"
    act["remove"].trigger()
    act["remove"].trigger()
    assert rows(window) == [one]
    assert window.notices.ids == ["recordings.removed"]
    act["undo"].trigger()
    act["undo"].trigger()
    assert rows(window) == [one, two, three]
    assert control.current is two
    assert two.analysis is not None
    assert control.undo_stack.index() == 1
    qtbot.waitUntil(lambda: two.view.clip is not None, timeout=5000)
    control.library.remove([two])
    control.open([two.path])
    opened = control.recordings.find(two.path)
    assert control.current is opened
    act["undo"].trigger()
    act["undo"].trigger()
    assert rows(window) == [one, two, three]
    assert control.current is two


def test_many_rows_are_chosen_at_once(window: MainWindow, qtbot: QtBot, copies: list[Path]) -> None:
    control, act = window.controller, window.actions_
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window, timeout=5000)
    control.open(copies)
    qtbot.waitUntil(lambda: all(row.analysis for row in rows(window)), timeout=20_000)
    one, two, three, four = rows(window)
    window.list.setFocus()
    qtbot.keyClick(window.list, Qt.Key.Key_Down)
    assert control.current is two
    qtbot.keyClick(window.list, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert control.current is three
    assert window.handlers.selected() == [two, three]
    act["remove"].trigger()
    assert rows(window) == [one, four]
    assert control.current is four
    assert [m.fields["n"] for m in window.notices.messages] == [2]
    act["undo"].trigger()
    assert rows(window) == [one, two, three, four]
    assert control.current is two
    window.list.setFocus()
    qtbot.keyClick(window.list, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert window.handlers.selected() == [one, two, three, four]
    assert two.view.selection_s is None, "Ctrl+A meant the rows"
    act["analyse"].trigger()
    assert [row.job.progress for row in rows(window)] == [0.0] * 4
    act["cancel_all"].trigger()
    window.timeline.setFocus()
    shown = control.current
    assert shown is not None
    qtbot.waitUntil(lambda: shown.view.clip is not None, timeout=5000)
    qtbot.keyClick(window.timeline, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert shown.view.selection_s is not None


def test_a_deselected_row_is_not_removed(
    window: MainWindow, qtbot: QtBot, copies: list[Path], gate: threading.Event
) -> None:
    gate.set()
    window.controller.open(copies)
    qtbot.waitUntil(lambda: all(row.analysis for row in rows(window)), timeout=20_000)
    one, two, three, four = rows(window)

    def click(row: Recording, *modifiers: Qt.KeyboardModifier) -> None:
        index = window.list.model().index(rows(window).index(row), 0)
        at = window.list.visualRect(index).center()
        held = modifiers[0] if modifiers else Qt.KeyboardModifier.NoModifier
        qtbot.mouseClick(window.list.viewport(), Qt.MouseButton.LeftButton, held, at)

    click(one)
    click(four, Qt.KeyboardModifier.ShiftModifier)
    assert window.handlers.selected() == [one, two, three, four]
    click(two, Qt.KeyboardModifier.ControlModifier)
    assert window.handlers.selected() == [one, three, four]
    window.controller.library.touch([two])  # news of the one that is shown
    assert window.handlers.selected() == [one, three, four]
    gate.clear()
    click(three)
    click(four, Qt.KeyboardModifier.ControlModifier)
    window.controller.analyse(three)
    window.enable_actions()
    assert window.actions_["cancel"].isEnabled(), "one of the chosen is under way"
    assert window.actions_["analyse"].isEnabled(), "another is not"
    window.actions_["cancel"].trigger()
    assert not window.actions_["cancel"].isEnabled()
    gate.set()
    window.actions_["remove"].trigger()
    assert rows(window) == [one, two]


def test_a_model_that_fails_costs_no_answer(
    window: MainWindow, qtbot: QtBot, copies: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    window.controller.open(copies[:1])
    (recording,) = rows(window)
    qtbot.waitUntil(lambda: recording.analysis is not None, timeout=15_000)
    before = recording.analysis

    def without_librosa(*_arguments: object, **_options: object) -> WindowScores:
        raise ModelError("mlp-181 needs librosa")

    monkeypatch.setattr(inference_module, "infer", without_librosa)
    window.actions_["analyse"].trigger()
    qtbot.waitUntil(lambda: recording.job.error is not None, timeout=5000)
    assert recording.analysis is before
    assert "needs librosa" in window.result.tip.text()


def test_nothing_is_given_to_a_model_that_is_being_replaced(
    window: MainWindow, qtbot: QtBot, copies: list[Path], gate: threading.Event,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    control, loads = window.controller, []
    real = model_in_use.load_model
    monkeypatch.setattr(model_in_use, "load_model", lambda *a: (loads.append(a), real(*a))[1])
    control.open(copies[:1])
    (one,) = rows(window)
    qtbot.waitUntil(lambda: one.job.begun_at is not None)
    old = control.model
    control.model_in_use.load("ser-small")
    control.open(copies[1:2])
    two = rows(window)[1]
    gate.set()
    qtbot.waitUntil(lambda: two.analysis is not None, timeout=20_000)
    assert control.model is not old
    assert len(loads) == 1
    control.model_in_use.model = None
    for row in rows(window):
        control.analyse_again(row)
    qtbot.waitUntil(lambda: not control.workers.busy, timeout=20_000)
    assert len(loads) == 2, "one for all of them"


def test_restored_recordings_use_the_current_settings(
    window: MainWindow, qtbot: QtBot, copies: list[Path]
) -> None:
    control = window.controller
    control.open(copies[:2])
    one, two = rows(window)
    qtbot.waitUntil(lambda: all(row.analysis for row in rows(window)), timeout=15_000)
    control.library.remove([one])
    control.settings["uncertain_below"] = 0.95
    control.apply_setting("uncertain_below")
    control.undo()
    qtbot.waitUntil(lambda: not control.workers.busy, timeout=5000)
    assert one.analysis is not None
    assert two.analysis is not None
    assert one.analysis.settings == two.analysis.settings
    assert one.analysis.settings.uncertain_below == 0.95
    one.path.unlink()
    control.library.remove([one])
    control.undo()
    qtbot.waitUntil(lambda: one.view.clip_problem is not None, timeout=5000)
    assert one.view.clip_problem.id == "timeline.cannot_draw"


def test_failed_recordings_are_tried_again(
    window: MainWindow, qtbot: QtBot, copies: list[Path]
) -> None:
    whole = copies[0].read_bytes()
    copies[0].write_bytes(b"")
    window.controller.open(copies[:2])
    one, two = rows(window)
    qtbot.waitUntil(lambda: one.job.error is not None and two.analysis is not None, timeout=20_000)
    before = two.analysis
    copies[0].write_bytes(whole)
    assert window.actions_["analyse_rest"].isEnabled()
    window.actions_["analyse_rest"].trigger()
    qtbot.waitUntil(lambda: one.analysis is not None, timeout=20_000)
    assert one.job.error is None
    assert two.analysis is before
    assert not window.actions_["analyse_rest"].isEnabled()


def test_a_key_held_down_neither_starts_nor_ends_a_take(window: MainWindow) -> None:
    repeating = {
        name
        for name in ("record", "pause", "monitor", "remove", "play", "analyse", "quit", "forward",
                     "back_fine", "zoom_in", "undo", "loop")
        if window.actions_[name].autoRepeat()
    }  # fmt: skip
    assert repeating == {"forward", "back_fine", "zoom_in"}


def test_a_long_file_does_not_keep_a_short_one_from_being_seen(
    window: MainWindow, qtbot: QtBot, copies: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    given_up = threading.Event()

    def load(path: Path, on_part: Callable[[Clip], None], cancelled: Callable[[], bool]) -> Clip:
        if path.name == "one.wav":
            while not cancelled():
                time.sleep(0.01)
            given_up.set()
        return load_clip(path, on_part, cancelled)

    monkeypatch.setattr(clips, "load_clip", load)
    window.controller.open(copies[:2])
    one, two = rows(window)
    assert window.timeline._hint.text() == "Reading one.wav…"
    qtbot.wait(50)
    window.controller.select(two)
    qtbot.waitUntil(lambda: two.view.clip is not None, timeout=5000)
    assert given_up.is_set()
    assert not window.timeline._hint.isVisible()
    monkeypatch.undo()
    window.controller.select(one)
    qtbot.waitUntil(lambda: one.view.clip is not None, timeout=5000)


def test_a_recording_can_be_renamed(
    window: MainWindow, qtbot: QtBot, copies: list[Path], typed: Callable[..., list[str]]
) -> None:
    window.controller.open(copies[:2])
    recording = rows(window)[0]
    qtbot.waitUntil(lambda: all(r.analysis is not None for r in rows(window)), timeout=20_000)
    typed(("angry, standing", True), ("two", True), ("a/b", True), ("gone", False))
    window.actions_["rename"].trigger()
    named = copies[0].with_name("angry, standing.wav")
    assert named.exists()
    assert not copies[0].exists()
    assert recording.path == named
    assert recording.analysis is not None
    assert recording.analysis.file.path == named
    assert window.controller.recordings.find(named) is recording
    assert str(named) in window.controller.settings["recent_files"]
    assert window.windowTitle().startswith("angry, standing.wav")
    qtbot.waitUntil(lambda: recording.view.clip is not None, timeout=5000)
    window.actions_["rename"].trigger()
    assert window.notices.messages == (Message("rename.name_taken", name="two.wav"),)
    window.actions_["rename"].trigger()
    assert window.notices.messages == (Message("rename.invalid_name", name="a/b"),)
    window.actions_["rename"].trigger()
    assert recording.path == named
    assert named.exists()
    assert copies[1].exists()


def test_a_row_has_a_menu_of_its_own(window: MainWindow) -> None:
    assert window.list.contextMenuPolicy() == Qt.ContextMenuPolicy.ActionsContextMenu
    assert {window.actions_[name] for name in ("rename", "remove", "show_in_folder")} <= set(
        window.list.actions()
    )


def test_a_message_disappears_when_it_no_longer_applies(
    window: MainWindow, qtbot: QtBot, copies: list[Path]
) -> None:
    window.controller.open(copies[:1])
    window.controller.library.remove([*rows(window)])
    assert window.notices.ids == ["recordings.removed"]
    window.actions_["undo"].trigger()
    assert window.notices.text() == ""
    window.controller.problem.emit(Message("open.no_sound_files"))
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.notices.text() == ""


def test_the_view_stays_in_a_window_made_narrower(
    window: MainWindow, qtbot: QtBot, copies: list[Path]
) -> None:
    window.controller.open(copies[:1])
    (recording,) = rows(window)
    qtbot.waitUntil(lambda: recording.view.clip is not None and not window.controller.workers.busy)
    window.resize(700, 700)
    QTest.qWait(50)
    window.timeline.zoom_to((1.0, 2.0))
    window.timeline._time.limit_to(3.5)
    assert window.timeline.visible_s() == pytest.approx((1.0, 2.0))


def test_the_view_stays_when_the_length_is_known_better(
    window: MainWindow, qtbot: QtBot, copies: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    window.controller.open(copies[:1])
    (recording,) = rows(window)
    qtbot.waitUntil(lambda: recording.view.clip is not None and not window.controller.workers.busy)
    clip = recording.view.clip
    assert clip is not None
    window.controller.transport.choose_span((3.0, 3.9))
    window.timeline.zoom_to((1.0, 2.0))
    clip.n_frames = round(3.5 * clip.sample_rate_hz)
    window.controller.library.clips.grown.emit(recording)
    assert window.timeline.visible_s() == pytest.approx((1.0, 2.0))
    assert recording.view.selection_s is None, "it reached beyond the end"
    window.timeline.fit()
    assert window.timeline.visible_s() == pytest.approx((0.0, 3.5))
    clip.n_frames = round(3.8 * clip.sample_rate_hz)
    window.controller.library.clips.grown.emit(recording)
    assert window.timeline.visible_s() == pytest.approx((0.0, 3.8)), "all was seen, all is"


def test_a_take_cut_short_a_moment_ago_is_found_as_well(
    window: MainWindow, qtbot: QtBot, copies: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording_files, "STILL_WRITTEN_S", -0.8)
    folder = window.controller.profile.recordings
    folder.mkdir(parents=True, exist_ok=True)
    take = folder / "Take.wav"
    take.write_bytes(copies[0].read_bytes())
    (folder / ".Take.wav.recording").touch()
    window.controller.library.files.recover()
    assert rows(window) == [], "it may be another window's"
    for path in (take, folder / ".Take.wav.recording"):
        os.utime(path, (time.time() - 60, time.time() - 60))
    qtbot.waitUntil(lambda: [row.path for row in rows(window)] == [take], timeout=3000)
    assert "Take.wav" in window.notices.text()


def test_each_channel_is_read_out_and_exported_under_its_name(
    window: MainWindow, qtbot: QtBot, sample: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    from ser_desktop.export.json_lines import analysis_object
    from ser_desktop.ui.export import export_dialog

    samples, rate_hz = soundfile.read(sample)
    path = tmp_path / "pair.wav"
    soundfile.write(path, np.stack([samples, np.zeros_like(samples)], axis=1), rate_hz)
    window.controller.open([path])
    (recording,) = rows(window)
    qtbot.waitUntil(lambda: recording.analysis is not None and recording.view.clip is not None)
    window.controller.split_channels(True)
    qtbot.waitUntil(lambda: len(recording.document.displayed_analyses) == 2, timeout=15_000)
    qtbot.waitUntil(lambda: window.timeline._tracks.second_emotions.plots[0].isVisible())
    said = []
    first = recording.document.displayed_analyses[0]
    spoken = [s for s in first.segments if s.label != NO_SPEECH]
    seconds = (spoken[0].start_s + spoken[0].end_s) / 2
    for tracks in (window.timeline._tracks.emotions, window.timeline._tracks.second_emotions):
        place = tracks.plots[0].getViewBox().sceneBoundingRect().center()
        said.append(window.timeline.pointer.read_out(seconds, place).split(" · ")[-1])
    assert said[1] == "no speech"
    assert said[0] != "no speech"
    proposed: list[str] = []
    monkeypatch.setattr(
        export_dialog.QFileDialog,
        "getSaveFileName",
        lambda *a: (proposed.append(a[2]), ("", ""))[1],
    )
    for channel in (0, 1):
        window.controller.choose_channel(channel)
        window.actions_["export"].trigger()
        assert recording.analysis is not None
        assert analysis_object(recording.analysis)["settings"]["channel"] == channel
    assert [Path(name).name for name in proposed] == ["pair left.csv", "pair right.csv"]
