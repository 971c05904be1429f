"""The window as a person uses it: open, drop, read, seek, cancel, export, close."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QFont, QMouseEvent
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QDialog,
    QFileDialog,
    QLabel,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.emotion.places import answer_between
from ser_desktop.errors import ModelError
from ser_desktop.export.formats import EXPORT_FORMATS
from ser_desktop.texts.messages import Message
from ser_desktop.ui.export.export_project_dialog import ExportProjectDialog
from ser_desktop.ui.models import model_in_use as model_module
from ser_desktop.ui.recordings.clips import MAX_CLIPS
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.shell.about_dialog import about_html
from ser_desktop.ui.shell.fault_dialog import FaultCatcher
from ser_desktop.ui.shell.main_window import MainWindow
from ser_desktop.ui.shell.preferences_dialog import PreferencesDialog
from ser_desktop.ui.timeline.live_timeline import DRAW_EVERY_S
from ser_desktop.ui.toolkit.state import State
from tests.support.files import wav_header, write_noise_of_rain


def open_and_wait(window: MainWindow, qtbot: QtBot, path: Path) -> Recording:
    window.controller.open([path])
    recording = window.controller.recordings.find(path.absolute())
    assert recording is not None
    qtbot.waitUntil(lambda: recording.job.progress is None, timeout=15_000)
    return recording


def label(window: QWidget, name: str) -> str:
    found = window.findChild(QLabel, name)
    assert found is not None, name
    return found.text()


def test_it_invites_while_it_is_empty(window: MainWindow) -> None:
    assert label(window, "resultEmotion") == "No recording"
    assert "Drop a recording here" in label(window, "emptyHint")
    assert not window.actions_["export"].isEnabled()
    assert "No microphone" in label(window, "emptyHint")
    button = window.findChild(QToolButton, "recordButton")
    assert button is not None
    assert "No microphone" in button.toolTip()
    window.actions_["record"].trigger()
    assert "No microphone" in window.notices.text()
    assert window.controller.state is State.IDLE


def test_an_opened_file_is_drawn_and_answered(
    window: MainWindow, qtbot: QtBot, sample: Path
) -> None:
    recording = open_and_wait(window, qtbot, sample)
    qtbot.waitUntil(lambda: window.timeline.spectrogram is not None, timeout=5000)
    analysis = recording.analysis
    assert analysis is not None
    assert label(window, "resultEmotion") == analysis.overall.label.capitalize()
    assert label(window, "resultConfidence").endswith("%")
    assert window.result.bars.text().count("%") == 8
    assert "kHz" in label(window, "formatLabel")
    assert label(window, "speedLabel").startswith("Analysed in")
    assert window.timeline.visible_s() == pytest.approx((0, analysis.file.duration_s), abs=0.01)
    assert window.windowTitle().startswith("sample.flac")
    assert window.actions_["export"].isEnabled()
    assert str(sample) in window.controller.settings["recent_files"]


def test_files_dropped_anywhere_are_opened(
    window: MainWindow, qtbot: QtBot, sample: Path, tmp_path: Path
) -> None:
    rain = write_noise_of_rain(tmp_path / "rain.wav")
    for target in (window.list.viewport(), window.timeline.viewport(), window.result.viewport()):
        assert not target.acceptDrops(), "the window takes every drop"
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(sample)), QUrl.fromLocalFile(str(rain))])
    args = (
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    enter = QDragEnterEvent(QPoint(5, 5), *args)
    window.dragEnterEvent(enter)
    assert enter.isAccepted()
    drop = QDropEvent(QPointF(5, 5), *args)
    window.dropEvent(drop)
    assert drop.dropAction() == Qt.DropAction.CopyAction, "after a move the source may delete them"
    rows = window.controller.recordings.rows()
    assert [row.path.name for row in rows] == ["sample.flac", "rain.wav"]
    qtbot.waitUntil(lambda: all(row.job.progress is None for row in rows), timeout=15_000)
    assert rows[1].analysis is not None
    assert rows[1].analysis.overall.label == "no speech"


def test_a_dropped_web_link_is_refused(window: MainWindow) -> None:
    data = QMimeData()
    data.setUrls([QUrl("https://example.org/a.wav")])
    enter = QDragEnterEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    enter.ignore()
    window.dragEnterEvent(enter)
    assert not enter.isAccepted()


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"", "0 bytes"), (b"a letter " * 99, "not a sound file"), (wav_header(8000, 0), "no sound")],
)
def test_a_broken_file_shows_an_error_and_the_next_file_opens(
    window: MainWindow, qtbot: QtBot, sample: Path, tmp_path: Path, content: bytes, says: str
) -> None:
    broken = tmp_path / "broken.wav"
    broken.write_bytes(content)
    recording = open_and_wait(window, qtbot, broken)
    assert says in str(recording.job.error)
    assert label(window, "resultEmotion") == "Not analysed"
    assert says in label(window, "failedReason")
    assert open_and_wait(window, qtbot, sample).analysis is not None
    assert not window.timeline.failed.isVisible()


def test_analysing_again_reports_a_missing_file(
    window: MainWindow, qtbot: QtBot, sample: Path, tmp_path: Path
) -> None:
    path = tmp_path / "gone.flac"
    path.write_bytes(sample.read_bytes())
    recording = open_and_wait(window, qtbot, path)
    path.unlink()
    window.actions_["analyse"].trigger()
    qtbot.waitUntil(lambda: recording.job.error is not None, timeout=5000)
    assert recording.job.error_kind == "vanished"


def test_no_voice_gets_no_bars(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    open_and_wait(window, qtbot, write_noise_of_rain(tmp_path / "rain.wav"))
    assert label(window, "resultEmotion") == "No speech"
    assert window.result.bars.text() == "no result"
    assert window.result.tip.ids == ["advice.no_speech", "advice.missed_speech"]


@pytest.mark.parametrize(("gain", "says"), [(0.002, "quiet"), (30.0, "clipped"), (0.0, "silent")])
def test_tips(
    window: MainWindow,
    qtbot: QtBot,
    sample: Path,
    tmp_path: Path,
    gain: float,
    says: str,
) -> None:
    samples, rate_hz = soundfile.read(sample)
    path = tmp_path / "level.wav"
    soundfile.write(path, np.clip(samples * gain, -1, 1), rate_hz, subtype="FLOAT")
    open_and_wait(window, qtbot, path)
    assert window.result.tip.ids[0] == f"advice.{says}"


def test_an_analysis_is_cancelled_and_started_again(
    window: MainWindow, qtbot: QtBot, sample: Path, tmp_path: Path
) -> None:
    samples, rate_hz = soundfile.read(sample)
    long = tmp_path / "long.wav"
    soundfile.write(long, np.tile(samples, 120), rate_hz)
    window.controller.open([long])
    recording = window.controller.recordings.rows()[0]
    qtbot.waitUntil(lambda: bool(recording.job.progress), timeout=10_000)
    window.result.header.cancel_button.click()
    assert recording.job.progress is None
    assert label(window, "resultEmotion") == "Cancelled"
    qtbot.waitUntil(lambda: not window.controller.workers.busy, timeout=2000)
    assert recording.analysis is None
    window.actions_["analyse"].trigger()
    assert recording.job.progress == 0.0


def test_closing_in_the_middle_ends_every_thread(
    window: MainWindow, qtbot: QtBot, sample: Path, tmp_path: Path
) -> None:
    samples, rate_hz = soundfile.read(sample)
    long = tmp_path / "long.wav"
    soundfile.write(long, np.tile(samples, 120), rate_hz)
    window.controller.open([long, sample])
    qtbot.wait(150)
    window.close()
    assert not window.controller.workers.busy


def test_seek_by_click_and_keys(window: MainWindow, qtbot: QtBot, sample: Path) -> None:
    recording = open_and_wait(window, qtbot, sample)
    qtbot.waitUntil(lambda: recording.view.clip is not None)
    window.timeline.seek_wanted.emit(4.0)
    assert recording.view.position_s == 4.0
    for name, expected in [
        ("forward", 5.0), ("back_fine", 4.9), ("home", 0.0), ("back", 0.0),
        ("end", recording.duration_s),
    ]:  # fmt: skip
        window.actions_[name].trigger()
        assert recording.view.position_s == pytest.approx(expected)


def test_a_click_in_the_picture_seeks(window: MainWindow, qtbot: QtBot, sample: Path) -> None:
    recording = open_and_wait(window, qtbot, sample)
    qtbot.waitUntil(lambda: recording.view.clip is not None)
    box = window.timeline._tracks.waveform.plot.getViewBox().sceneBoundingRect()
    at = window.timeline.mapFromScene(QPointF(box.left() + box.width() * 0.25, box.center().y()))
    qtbot.mouseClick(window.timeline.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert recording.view.position_s == pytest.approx((recording.duration_s or 0) / 4, abs=0.1)


def test_the_overview_strip_shows_and_moves_the_visible_part(
    window: MainWindow, qtbot: QtBot, sample: Path
) -> None:
    recording = open_and_wait(window, qtbot, sample)
    qtbot.waitUntil(lambda: recording.view.clip is not None)
    view = window.timeline
    frame = view._tracks.overview._frame
    assert frame.getRegion() == pytest.approx(view.visible_s())
    window.actions_["zoom_in"].trigger()
    assert frame.getRegion() == pytest.approx(view.visible_s())
    frame.setRegion((3.0, 5.0))
    assert view.visible_s() == pytest.approx((3.0, 5.0))
    times_s, _ = view._tracks.overview._curve.getData()
    assert times_s.max() == pytest.approx(recording.duration_s, abs=0.05)
    window.controller.library.remove([recording])
    assert not frame.isVisible()


def test_a_drawn_selection_has_an_answer_of_its_own(
    window: MainWindow, qtbot: QtBot, sample: Path
) -> None:
    recording = open_and_wait(window, qtbot, sample)
    qtbot.waitUntil(lambda: recording.view.clip is not None)
    assert recording.analysis is not None
    view = window.timeline
    whole = window.result.bars.text()
    box = view._tracks.spectrogram.plot.getViewBox().sceneBoundingRect()
    y = box.center().y()
    first, last = (
        view.mapFromScene(QPointF(box.left() + box.width() * share, y)) for share in (0.6, 0.9)
    )
    button = Qt.MouseButton.LeftButton
    qtbot.mousePress(view.viewport(), button, pos=first)
    for share in (0.3, 0.6, 1.0):
        at = first + (last - first) * share
        move = QMouseEvent(
            QEvent.Type.MouseMove, QPointF(at), view.viewport().mapToGlobal(QPointF(at)),
            Qt.MouseButton.NoButton, button, Qt.KeyboardModifier.NoModifier,
        )  # fmt: skip
        QApplication.sendEvent(view.viewport(), move)
        qtbot.wait(20)
    qtbot.mouseRelease(view.viewport(), button, pos=last)
    assert recording.view.selection_s is not None
    duration_s = recording.analysis.file.duration_s
    assert recording.view.selection_s == pytest.approx(
        (0.6 * duration_s, 0.9 * duration_s), abs=0.2
    )
    assert recording.view.position_s == pytest.approx(recording.view.selection_s[0])
    assert label(window, "resultScope").startswith("SELECTION 0:0")
    expected = answer_between(recording.analysis, *recording.view.selection_s)
    assert label(window, "resultEmotion") == expected.label.capitalize()
    assert window.result.bars.text() != whole
    window.actions_["zoom_selection"].trigger()
    assert view.visible_s() == pytest.approx(recording.view.selection_s, abs=0.01)
    window.actions_["select_none"].trigger()
    assert label(window, "resultScope") == "WHOLE RECORDING"
    assert window.result.bars.text() == whole
    assert not window.actions_["zoom_selection"].isEnabled()


def test_zoom_keeps_both_pictures_together(window: MainWindow, qtbot: QtBot, sample: Path) -> None:
    recording = open_and_wait(window, qtbot, sample)
    qtbot.waitUntil(lambda: recording.view.clip is not None)
    whole = window.timeline.visible_s()
    window.actions_["zoom_in"].trigger()
    start_s, end_s = window.timeline.visible_s()
    assert end_s - start_s == pytest.approx((whole[1] - whole[0]) * 0.6, rel=0.1)
    qtbot.waitUntil(
        lambda: (
            window.timeline.spectrogram is not None
            and window.timeline.spectrogram.end_s == pytest.approx(end_s)
        ),
        timeout=5000,
    )
    (low, high), _ = window.timeline._tracks.spectrogram.plot.getViewBox().viewRange()
    assert (low, high) == pytest.approx((start_s, end_s), abs=1e-3)
    for _ in range(30):
        window.actions_["zoom_in"].trigger()
    start_s, end_s = window.timeline.visible_s()
    assert 0.004 < end_s - start_s < 0.02
    window.actions_["fit"].trigger()
    assert window.timeline.visible_s() == pytest.approx(whole)


def test_emotions_over_time_are_below_the_waveform(
    window: MainWindow, qtbot: QtBot, sample: Path, tmp_path: Path
) -> None:
    samples, rate_hz = soundfile.read(sample)
    path = tmp_path / "pause.wav"
    soundfile.write(path, np.concatenate([samples, np.zeros(10 * rate_hz), samples]), rate_hz)
    recording = open_and_wait(window, qtbot, path)
    qtbot.waitUntil(lambda: recording.view.clip is not None, timeout=5000)
    assert recording.analysis is not None
    segments = recording.analysis.segments
    assert window.segments.model().rowCount() == sum(s.label != "no speech" for s in segments)
    hides = window.segments_panel.findChild(QCheckBox, "hideSilence")
    assert hides is not None
    hides.setChecked(False)
    table = window.segments.model()
    assert table.rowCount() == len(segments) > 2
    texts = [table.index(row, 0).data() for row in range(table.rowCount())]
    assert texts == [segment.label for segment in segments]
    pause = next(i for i, s in enumerate(segments) if s.label == "no speech")
    assert table.index(pause, 3).data() == "–"
    window.segments.clicked.emit(table.index(pause, 0))
    assert recording.view.position_s == pytest.approx(segments[pause].start_s)
    stack = window.timeline._tracks.emotions._stack
    assert len(stack._runs) == 2, "the pause is a gap"
    for run in stack._runs:
        assert run.cumulative[:, 0].max() == 0
        np.testing.assert_allclose(run.cumulative[:, -1], 1.0)
    (low, high), _ = window.timeline._tracks.emotions.plots[1].getViewBox().viewRange()
    assert (low, high) == pytest.approx(window.timeline.visible_s(), abs=1e-3)
    window.controller.library.remove([recording])
    assert table.rowCount() == 0
    assert stack._runs == []


def test_the_ribbon_has_the_emotions_colours(
    window: MainWindow, qtbot: QtBot, sample: Path
) -> None:
    recording = open_and_wait(window, qtbot, sample)
    qtbot.waitUntil(lambda: recording.view.clip is not None, timeout=5000)
    qtbot.wait(100)
    assert recording.analysis is not None
    first = next(s for s in recording.analysis.segments if s.label in EMOTIONS)
    view = window.timeline
    box = view._tracks.emotions.plots[0].getViewBox()
    at = box.mapViewToScene(QPointF(0.2 * first.start_s + 0.8 * first.end_s, 0.2))
    picture = view.grab().toImage()
    ratio = picture.devicePixelRatio()
    point = view.mapFromScene(at)
    found = picture.pixelColor(int(point.x() * ratio), int(point.y() * ratio))
    expected = view._themes.theme.emotion(EMOTIONS.index(first.label))
    assert abs(found.red() - expected.red()) < 12
    assert abs(found.green() - expected.green()) < 12


@pytest.mark.parametrize("block", [441, 1000, 1764, 5000])
def test_live_sound_is_drawn_at_its_time(window: MainWindow, qtbot: QtBot, block: int) -> None:
    view = window.timeline
    view.start_live()
    samples = np.zeros(44_100 * 14, dtype=np.float32)
    samples[44_100 * 9 : 44_100 * 9 + 4410] = 0.5
    for start in range(0, len(samples), block):
        view.feed_live(samples[start : start + block], 44_100)
    times_s, values = view._tracks.waveform.curve.getData()
    loud = times_s[values > 0.4]
    assert loud.min() == pytest.approx(9.0, abs=0.02)
    assert loud.max() == pytest.approx(9.1, abs=0.02)
    assert times_s.max() == pytest.approx(14.0, abs=DRAW_EVERY_S + 0.01)
    assert view.visible_s() == pytest.approx((4.0, 14.0), abs=DRAW_EVERY_S + 0.01)
    qtbot.waitUntil(lambda: view.spectrogram is not None, timeout=3000)
    view.feed_live(samples[:block] * 0, 44_100)
    qtbot.waitUntil(
        lambda: view.spectrogram is not None and view.spectrogram.end_s > 13.8, timeout=3000
    )
    picture = view.spectrogram
    assert picture is not None
    columns = np.linspace(picture.start_s, picture.end_s, picture.db.shape[1])
    assert columns[picture.db.max(axis=0).argmax()] == pytest.approx(9.05, abs=0.15)


def test_the_play_head_is_where_it_was_left(
    window: MainWindow, qtbot: QtBot, sample: Path, tone: Path
) -> None:
    recording = open_and_wait(window, qtbot, sample)
    qtbot.waitUntil(lambda: recording.view.clip is not None)
    window.controller.transport.seek(5.0)
    open_and_wait(window, qtbot, tone)
    recording.view.clip = None
    window.controller.library.clips.release(recording)
    window.controller.select(recording)
    qtbot.waitUntil(lambda: recording.view.clip is not None)
    assert window.timeline._markers.position_s == pytest.approx(5.0)
    assert label(window, "positionLabel").startswith("0:05.0 ")


def test_a_shorter_file_drops_the_selection(
    window: MainWindow, qtbot: QtBot, sample: Path, tmp_path: Path
) -> None:
    path = tmp_path / "changes.wav"
    samples, rate_hz = soundfile.read(sample)
    soundfile.write(path, samples, rate_hz)
    recording = open_and_wait(window, qtbot, path)
    qtbot.waitUntil(lambda: recording.view.clip is not None)
    window.controller.transport.choose_span((6.0, 9.0))
    soundfile.write(path, samples[: 3 * rate_hz], rate_hz)
    window.actions_["analyse"].trigger()
    qtbot.waitUntil(
        lambda: recording.view.clip is not None and recording.view.clip.duration_s == 3.0
    )
    qtbot.waitUntil(lambda: recording.analysis is not None, timeout=10_000)
    assert recording.view.selection_s is None
    assert recording.view.position_s <= 3.0


def test_rows_can_be_chosen_and_removed(
    window: MainWindow, qtbot: QtBot, sample: Path, tmp_path: Path
) -> None:
    open_and_wait(window, qtbot, write_noise_of_rain(tmp_path / "rain.wav"))
    open_and_wait(window, qtbot, sample)
    model = window.controller.recordings
    window.list.setCurrentIndex(window.list.model().index(0, 0))
    assert label(window, "resultEmotion") == "No speech"
    window.actions_["remove"].trigger()
    assert model.rowCount() == 1
    assert window.controller.current is model.rows()[0]
    window.actions_["remove"].trigger()
    assert label(window, "resultEmotion") == "No recording"
    assert (tmp_path / "rain.wav").exists()


@pytest.mark.parametrize("suffix", [".csv", ".json", ".TextGrid", ".png"])
def test_export(
    window: MainWindow, qtbot: QtBot, sample: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, suffix: str,
) -> None:  # fmt: skip
    open_and_wait(window, qtbot, sample)

    def choose(_parent: object, _title: str, _name: str, filters: str) -> tuple[str, str]:
        wanted = next(f for f in filters.split(";;") if f.endswith(f"*{suffix})"))
        return str(tmp_path / "out"), wanted

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    window.actions_["export"].trigger()
    assert [path.name for path in tmp_path.glob("out*")] == [f"out{suffix}"]
    assert (tmp_path / f"out{suffix}").stat().st_size > 100


def test_the_export_button_shows_the_formats_before_the_file_dialog(
    window: MainWindow, qtbot: QtBot, sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_and_wait(window, qtbot, sample)
    button = window.toolbar.findChild(QToolButton, "exportButton")
    assert button.popupMode() == QToolButton.ToolButtonPopupMode.InstantPopup
    menu = button.menu()
    titles = [a.text().split("\t")[0] for a in menu.actions() if not a.isSeparator()]
    formats = [item.title for item in EXPORT_FORMATS.values()]
    assert titles[: len(formats)] == formats
    assert titles[len(formats)] == str(Message("export.picture"))
    assert menu.defaultAction().text().startswith(formats[0])
    assert window.actions_["export_all"] in menu.actions()
    more = menu.findChild(QAction, "export_more_formats")
    assert "ELAN" in more.text()
    assert "Excel" in more.text()
    more.trigger()
    (dialog,) = window.findChildren(ExportProjectDialog)
    assert dialog.isVisible()
    dialog.reject()
    offered: list[tuple[str, str]] = []

    def choose(_parent: object, _title: str, name: str, filters: str) -> tuple[str, str]:
        offered.append((Path(name).suffix, filters))
        return str(tmp_path / Path(name).name), filters

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    for key, suffix in (("csv", ".csv"), ("textgrid", ".TextGrid"), ("picture", ".png")):
        menu.findChild(QAction, f"export_as_{key}").trigger()
        (proposed, filters) = offered.pop()
        assert proposed == suffix
        assert ";;" not in filters, "the format is chosen already"
        (written,) = tmp_path.glob(f"*{suffix}")
        assert written.stat().st_size > 100
        written.unlink()


def test_an_export_that_fails_is_a_notice(
    window: MainWindow, qtbot: QtBot, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_and_wait(window, qtbot, sample)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a: ("/none/x", a[3].split(";;")[0]))
    window.actions_["export"].trigger()
    assert "/none/x" in window.notices.text()


def test_recent_files_are_offered_and_greyed_when_gone(
    window: MainWindow, qtbot: QtBot, sample: Path, tmp_path: Path
) -> None:
    gone = tmp_path / "gone.flac"
    gone.write_bytes(sample.read_bytes())
    open_and_wait(window, qtbot, sample)
    open_and_wait(window, qtbot, gone)
    gone.unlink()
    window._recent.fill()
    states = {a.text(): a.isEnabled() for a in window._recent.actions() if a.text()}
    assert states[str(sample)]
    assert not states[str(gone)]
    window.controller.library.files.clear_recent()
    assert window.controller.settings["recent_files"] == []


def test_a_model_that_cannot_be_used_falls_back(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.onnx"
    bad.write_bytes(b"no model")
    with qtbot.waitSignal(window.controller.model_in_use.loaded, timeout=10_000):
        window.controller.model_in_use.load(str(bad))
    assert "bad.onnx" in window.notices.text()
    assert window.controller.model is not None


def test_without_any_model_everything_else_works_and_f5_tries_again(
    make_window: Callable[[], MainWindow],
    no_devices: None,
    qtbot: QtBot,
    sample: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window = make_window()
    control = window.controller
    control.model_in_use.model = None
    real = model_module.load_model

    def broken(_name: str, _folder: Path) -> None:
        raise ModelError("ser-small.onnx is damaged.")

    monkeypatch.setattr(model_module, "load_model", broken)
    control.open([sample])
    (recording,) = control.recordings.rows()
    control.model_in_use.load("")
    qtbot.waitUntil(lambda: recording.job.error is not None, timeout=5000)
    assert recording.job.progress is None
    model = window.findChild(QToolButton, "modelLabel")
    assert model is not None
    assert model.text() == "No model"
    assert "damaged" in window.notices.text()
    qtbot.waitUntil(lambda: recording.view.clip is not None, timeout=5000)
    monkeypatch.setattr(model_module, "load_model", real)
    window.actions_["analyse"].trigger()
    qtbot.waitUntil(lambda: recording.analysis is not None, timeout=15_000)


def test_a_cancelled_recording_stays_cancelled_when_the_model_comes(
    window: MainWindow, qtbot: QtBot, sample: Path
) -> None:
    control = window.controller
    control.model_in_use.model = None
    control.open([sample])
    (recording,) = control.recordings.rows()
    control.library.cancel([recording])
    with qtbot.waitSignal(control.model_in_use.loaded, timeout=10_000):
        control.model_in_use.load("")
    qtbot.wait(100)
    assert recording.analysis is None
    assert recording.job.progress is None


def test_a_file_that_came_back_is_opened_again(
    window: MainWindow, qtbot: QtBot, sample: Path, tmp_path: Path
) -> None:
    path = tmp_path / "back.flac"
    path.write_bytes(sample.read_bytes())
    recording = open_and_wait(window, qtbot, path)
    path.unlink()
    window.actions_["analyse"].trigger()
    qtbot.waitUntil(lambda: recording.job.error is not None, timeout=5000)
    path.write_bytes(sample.read_bytes())
    window.controller.open([path])
    qtbot.waitUntil(lambda: recording.analysis is not None, timeout=15_000)
    window.actions_["analyse"].trigger()
    qtbot.waitUntil(lambda: recording.view.clip is not None, timeout=5000)
    assert recording.job.error is None


def test_few_recordings_are_kept_decoded(
    window: MainWindow, qtbot: QtBot, tone: Path, tmp_path: Path
) -> None:
    paths = [tmp_path / f"{i}.wav" for i in range(7)]
    for path in paths:
        path.write_bytes(tone.read_bytes())
    control = window.controller
    control.open([tmp_path])
    qtbot.waitUntil(lambda: control.recordings.rowCount() == 8, timeout=5000)
    rows = control.recordings.rows()
    for row in rows:
        control.select(row)
        qtbot.waitUntil(lambda row=row: row.view.clip is not None, timeout=5000)
    assert sum(row.view.clip is not None for row in rows) == MAX_CLIPS
    assert rows[-1].view.clip is not None


def test_an_export_keeps_what_follows_a_dot_and_asks_before_it_replaces(
    window: MainWindow,
    qtbot: QtBot,
    sample: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    answers: Callable[..., list[str]],
) -> None:
    open_and_wait(window, qtbot, sample)
    name = tmp_path / "Take 2026-11-20 09.30.15"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a: (str(name), a[3].split(";;")[0]))
    asked = answers(False)
    window.actions_["export"].trigger()
    written = tmp_path / "Take 2026-11-20 09.30.15.csv"
    assert written.exists()
    assert asked == []
    written.write_text("mine")
    window.actions_["export"].trigger()
    assert len(asked) == 1
    assert written.read_text() == "mine"


@pytest.mark.parametrize(
    ("typed", "chosen", "written", "holds"),
    [
        ("b.json", 0, "b.json", '"schema": 2'),
        ("c.TextGrid", 0, "c.TextGrid", "ooTextFile"),
        ("d", 0, "d.csv", "start_s"),
        ("sample.csv", 4, "sample.srt", "-->"),  # as it was proposed, by another filter
    ],
)
def test_a_suffix_that_is_typed_chooses_the_format(
    window: MainWindow, qtbot: QtBot, sample: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, typed: str, chosen: int, written: str, holds: str,
) -> None:  # fmt: skip
    open_and_wait(window, qtbot, sample)
    name = str(tmp_path / typed)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a: (name, a[3].split(";;")[chosen]))
    window.actions_["export"].trigger()
    assert window.notices.messages == (Message("export.written", path=tmp_path / written),)
    assert holds in (tmp_path / written).read_text("utf-8")


def test_a_take_cut_short_is_recovered(window: MainWindow, qtbot: QtBot, sample: Path) -> None:
    folder = window.controller.profile.recordings
    folder.mkdir(parents=True)
    samples, rate_hz = soundfile.read(sample)
    path = folder / "Take 2026-11-20 09.30.15.wav"
    soundfile.write(path, samples, rate_hz)
    os.utime(path, (1, 1))
    mark = folder / f".{path.name}.recording"
    mark.touch()
    os.utime(mark, (1, 1))
    window.controller.library.files.recover()
    (recording,) = window.controller.recordings.rows()
    assert recording.path == path
    assert path.name in window.notices.text()
    qtbot.waitUntil(lambda: recording.analysis is not None, timeout=15_000)
    window.controller.library.files.recover()
    assert len(window.controller.recordings.rows()) == 1


def test_about_names_accuracy_and_limits(window: MainWindow) -> None:
    assert window.controller.model is not None
    text = about_html(window.controller.model.info)
    for words in ("stays on this computer", "5(1)(f)", "consent", "new voices", "RAVDESS", "%"):
        assert words in text


def test_an_uncaught_fault_opens_one_report(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    catcher = FaultCatcher(tmp_path)
    catcher.install()
    for _ in range(3):
        try:
            raise RuntimeError("on purpose")
        except RuntimeError:
            sys.excepthook(*sys.exc_info())  # type: ignore[arg-type]
    dialog = catcher.dialog
    assert dialog is not None
    qtbot.addWidget(dialog)
    dialog._copy()
    assert "on purpose" in QApplication.clipboard().text()
    dialog.reject()
    assert catcher.dialog is None


def test_the_appearance_changes_while_it_runs(
    window: MainWindow, qtbot: QtBot, sample: Path
) -> None:
    open_and_wait(window, qtbot, sample)
    dialog = PreferencesDialog(window.controller.settings, window.handlers.apply_setting, window)
    qtbot.addWidget(dialog)
    colours = []
    for appearance in ("dark", "light"):
        dialog._set("appearance", appearance)
        image = window.grab().toImage()
        colours.append(image.pixelColor(10, 300).lightness())
    assert colours[0] < 80
    assert colours[1] > 200
    dialog._reset()
    assert window.controller.settings["appearance"] == "system"


def test_everything_is_visible_at_1280_by_800(
    window: MainWindow, qtbot: QtBot, sample: Path
) -> None:
    window.resize(1280, 800)
    open_and_wait(window, qtbot, sample)
    qtbot.wait(50)
    assert window.size().width() == 1280
    bars = window.result.findChild(QWidget, "emotionBars")
    assert bars is not None
    bottom = bars.mapTo(window.result.viewport(), bars.rect().bottomLeft()).y()
    assert bottom < window.result.viewport().height(), "the answer is seen without scrolling"
    for button in window.toolbar.findChildren(QToolButton):
        # Pause has the place of Stop during a take; no voice is in use.
        if button.objectName() not in ("", "qt_toolbar_ext_button", "pauseButton", "voiceLabel"):
            assert button.isVisible(), button.objectName()


def test_at_twice_the_text_nothing_is_clipped(
    make_window: Callable[[], MainWindow], no_devices: None, qtbot: QtBot, sample: Path
) -> None:
    before = QApplication.font()
    doubled = QFont(before)
    doubled.setPointSizeF(before.pointSizeF() * 2)
    QApplication.setFont(doubled)
    try:
        window = make_window()
        window.resize(1280, 800)
        open_and_wait(window, qtbot, sample)
        qtbot.wait(50)
        for shown in window.result.findChildren(QLabel):
            if shown.isVisible() and not shown.wordWrap():
                assert shown.width() >= shown.minimumSizeHint().width(), shown.text()
    finally:
        QApplication.setFont(before)


def test_widgets_have_object_names_and_accessible_names(window: MainWindow) -> None:
    for name in (
        "recordButton", "deviceBox", "levelMeter", "playButton", "positionLabel", "modelLabel",
        "recordingsList", "timelineView", "resultPanel", "emotionBars", "analysisProgress",
    ):  # fmt: skip
        widget = window.findChild(QWidget, name)
        assert widget is not None, name
        assert widget.accessibleName(), name


def test_shortcuts_are_not_used_twice(window: MainWindow) -> None:
    keys = [key for _, _, keys in window.actions_.shortcuts() for key in keys.split(", ")]
    assert len(keys) == len(set(keys))
    assert {"Ctrl+O", "Ctrl+R", "Space", "Ctrl+0", "F1", "Ctrl+Q"} <= set(keys)


def test_closed_dialogs_are_freed(qtbot: QtBot, window: MainWindow, sample: Path) -> None:
    open_and_wait(window, qtbot, sample)
    for name in ("preferences", "export_all", "models", "compare", "help", "about"):
        window.actions_[name].trigger()
        (dialog,) = window.findChildren(QDialog)
        # Some have work under way, which must not be told to a window that is gone.
        dialog.close()
        qtbot.waitUntil(lambda: not window.findChildren(QDialog))
    qtbot.waitUntil(lambda: not window.controller.workers.busy, timeout=20_000)
    assert window.findChildren(QDialog) == []
