"""The window by keyboard alone, with large text and with long names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QLocale, QRect, Qt
from PySide6.QtGui import QAccessible, QFont, QPainter, QPixmap, QScreen
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QDialog,
    QDoubleSpinBox,
    QLabel,
    QTableWidget,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ser_desktop.texts.messages import Message
from ser_desktop.ui.models.models_dialog import ModelsDialog
from ser_desktop.ui.result.details_dialog import DetailsDialog
from ser_desktop.ui.result.result_panel import ResultPanel
from ser_desktop.ui.result.segment_table import SegmentTable
from ser_desktop.ui.shell.about_dialog import AboutDialog
from ser_desktop.ui.shell.main_window import MainWindow
from ser_desktop.ui.shell.preferences_dialog import PreferencesDialog
from ser_desktop.ui.shell.shortcuts_dialog import ShortcutsDialog
from ser_desktop.ui.timeline.time_axis import FrequencyAxis, TimeAxis
from ser_desktop.ui.timeline.track_layout import MIN_SPECTROGRAM

LONG_NAME = "interview_participant_017_session_3_final_mixdown_v2.wav"


def shown(window: MainWindow, qtbot: QtBot, path: Path) -> None:
    """The window in front, with a recording that is analysed."""
    window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window, timeout=5000)
    window.controller.open([path])
    recording = window.controller.current
    assert recording is not None
    qtbot.waitUntil(lambda: recording.job.progress is None, timeout=15_000)


def reached_by_tab(widget: QWidget, times: int) -> set[QWidget]:
    """What has the focus in turn."""
    found: set[QWidget] = set()
    for _ in range(times):
        focused = QApplication.focusWidget()
        assert focused is not None
        found.add(focused)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    return found


def fits(panel: ResultPanel) -> bool:
    body = panel.widget()
    assert body is not None
    cut = [
        part
        for part in (panel.bars, panel.transitions)
        if part.isVisible() and part.height() < part.sizeHint().height()
    ]
    return body.width() <= panel.viewport().width() and not cut


@pytest.fixture
def doubled_text(qapp: QApplication) -> Iterator[None]:
    before = QApplication.font()
    doubled = QFont(before)
    doubled.setPointSizeF(before.pointSizeF() * 2)
    QApplication.setFont(doubled)
    yield
    QApplication.setFont(before)


@pytest.fixture
def doubled(
    doubled_text: None,
    make_window: Callable[[], MainWindow],
    no_devices: None,
    qtbot: QtBot,
    sample: Path,
) -> MainWindow:
    """A window of the usual size at twice the text, with a recording."""
    window = make_window()
    window.resize(1280, 800)
    shown(window, qtbot, sample)
    return window


def test_tab_goes_through_the_table_and_on(qtbot: QtBot, window: MainWindow, sample: Path) -> None:
    window.resize(1024, 700)
    shown(window, qtbot, sample)
    window.segments.setFocus()
    reached = reached_by_tab(window, 60)
    assert window.segments in reached
    assert window.timeline in reached
    assert window.list in reached


def test_every_button_of_the_models_is_reached_by_tab(
    qtbot: QtBot, window: MainWindow, sample: Path
) -> None:
    shown(window, qtbot, sample)
    window.actions_["models"].trigger()
    dialog = window.findChild(ModelsDialog)
    assert dialog is not None
    table = dialog.findChild(QTableWidget)
    assert table is not None
    qtbot.waitUntil(lambda: table.rowCount() > 0, timeout=10_000)
    qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog, timeout=5000)
    table.setFocus()
    names = {widget.objectName() for widget in reached_by_tab(dialog, 12)}
    assert {"modelsTable", "addModel", "closeModels"} <= names
    dialog.reject()


def test_space_presses_the_button_that_has_the_focus(
    qtbot: QtBot, window: MainWindow, sample: Path
) -> None:
    shown(window, qtbot, sample)
    played: list[bool] = []
    window.actions_["play"].triggered.connect(lambda: played.append(True))
    window.notices.show_error(Message("open.no_sound_files"))
    close = window.notices.findChild(QToolButton, "noticeClose")
    assert close is not None
    close.setFocus()
    QTest.keyClick(close, Qt.Key.Key_Space)
    assert window.notices.isHidden()
    assert not played
    window.timeline.setFocus()
    QTest.keyClick(window.timeline, Qt.Key.Key_Space)
    assert played == [True]
    QTest.keyClick(window.timeline, Qt.Key.Key_Escape)


def test_the_result_is_not_cut_off_at_twice_the_text_size(
    doubled: MainWindow, qtbot: QtBot
) -> None:
    window = doubled
    qtbot.wait(50)
    assert fits(window.result)
    speed = window.toolbar.findChild(QWidget, "speedBox")
    assert speed is not None
    assert speed.width() >= speed.sizeHint().width()
    window.result.transitions.show_transitions(np.ones((8, 8), dtype=np.int64))
    window.result.updateGeometry()
    qtbot.wait(50)
    assert fits(window.result)


def test_the_frequencies_are_written_at_twice_the_text(doubled: MainWindow, qtbot: QtBot) -> None:
    window = doubled
    (axis,) = (item for item in window.timeline.scene().items() if isinstance(item, FrequencyAxis))
    canvas = QPixmap(10, 10)
    painter = QPainter(canvas)
    painter.setFont(QApplication.font())
    _, _, texts = axis.generateDrawSpecs(painter)
    painter.end()
    assert "0 Hz" in [text for _, _, text in texts]
    room = axis.boundingRect()
    assert all(room.left() <= where.left() and where.right() <= room.right() for where, *_ in texts)
    tops = sorted(where.top() for where, *_ in texts)
    assert min(np.diff(tops)) >= texts[0][0].height(), "one text lies on another"


def test_eight_emotions_that_change_fit(qtbot: QtBot, window: MainWindow, sample: Path) -> None:
    shown(window, qtbot, sample)
    width = window.result.width()
    window.result.transitions.show_transitions(np.ones((8, 8), dtype=np.int64))
    window.result.updateGeometry()
    qtbot.wait(50)
    assert fits(window.result)
    assert window.result.width() == width, "nothing jumps"


def test_a_long_name_does_not_widen_the_window(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    empty = tmp_path / LONG_NAME
    empty.write_bytes(b"")
    window.resize(1280, 800)
    shown(window, qtbot, empty)
    qtbot.wait(50)
    assert fits(window.result)
    reason = window.timeline.failed.findChild(QLabel, "failedReason")
    assert reason is not None
    assert reason.text().replace("\u200b", "").startswith(LONG_NAME)
    least = window.minimumSizeHint().width()
    window.notices.show_error(Message("plain", sentence="x" * 400))
    assert window.minimumSizeHint().width() == least


def test_an_ampersand_in_a_recent_file_is_seen(
    qtbot: QtBot, window: MainWindow, sample: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "Tom&Anna.flac"
    copy.write_bytes(sample.read_bytes())
    shown(window, qtbot, copy)
    window._recent.fill()
    assert str(copy).replace("&", "&&") in [a.text() for a in window._recent.actions()]


def test_segments_are_chosen_by_arrow_keys(
    qtbot: QtBot, window: MainWindow, sample: Path, tmp_path: Path
) -> None:
    samples, rate_hz = soundfile.read(sample)
    pause = np.zeros(5 * rate_hz)
    soundfile.write(tmp_path / "pause.wav", np.concatenate([samples, pause, samples]), rate_hz)
    shown(window, qtbot, tmp_path / "pause.wav")
    table = window.findChild(SegmentTable)
    assert table is not None
    assert table.model().rowCount() > 1
    table.setFocus()
    table.selectRow(0)
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert table.currentIndex().row() == 1


def test_the_clip_lamp_goes_out_without_a_mouse(window: MainWindow) -> None:
    window.toolbar.meter.feed(1.0)
    assert window.toolbar.meter.clipped
    window.actions_["clip_lamp"].trigger()
    assert not window.toolbar.meter.clipped


def test_the_panels_keep_their_widths(
    make_window: Callable[[], MainWindow], no_devices: None
) -> None:
    before = make_window()
    before.resize(1000, 700)
    before.show_start(False)
    room = before.panels.width()
    before.panels.setSizes([200, room - 500, 300])
    widths = before.panels.sizes()
    assert widths[::2] == [200, 300]
    before.show_start(True)
    before.close()
    after = make_window()
    after.show_start(False)
    assert after.panels.sizes()[::2] == widths[::2]


def test_screen_readers_get_label_and_value(
    qtbot: QtBot, window: MainWindow, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(
        QAccessible, "updateAccessibility", lambda event: said.append(event.message())
    )
    shown(window, qtbot, sample)
    recording = window.controller.current
    assert recording is not None
    assert recording.analysis is not None
    overall = recording.analysis.overall
    emotion = window.findChild(QLabel, "resultEmotion")
    assert emotion is not None
    assert emotion.accessibleName() == f"Emotion: {overall.label.capitalize()}"
    model = window.findChild(QToolButton, "modelLabel")
    assert model is not None
    assert model.accessibleName().startswith("Model: ser-base")
    assert any(text.startswith(overall.label.capitalize()) for text in said)
    assert overall.label in window.timeline.accessibleDescription()
    problem = Message("open.no_sound_files")
    window.notices.show_error(problem)
    assert said[-1] == str(problem)


def typed_and_entered(dialog: QDialog, text: str) -> QDoubleSpinBox:
    """Type over the shortest segment and press Enter."""
    field = dialog.findChild(QDoubleSpinBox, "setting_min_segment_s")
    assert field is not None
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)
    return field


def test_enter_in_the_preferences_keeps_the_changes(qtbot: QtBot, window: MainWindow) -> None:
    settings = window.controller.settings
    dialog = PreferencesDialog(settings, lambda _key: None, window)
    qtbot.addWidget(dialog)
    dialog.show()
    typed_and_entered(dialog, "2.5")
    assert settings["min_segment_s"] == 2.5


@pytest.mark.parametrize("typed", ["1.5", "1,5"])
def test_a_point_and_a_comma_are_one_thing_in_every_country(
    qtbot: QtBot, window: MainWindow, typed: str
) -> None:
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.German))
    try:
        dialog = PreferencesDialog(window.controller.settings, lambda _key: None, window)
        qtbot.addWidget(dialog)
        dialog.show()
        field = typed_and_entered(dialog, typed)
        assert window.controller.settings["min_segment_s"] == 1.5
        assert field.text() == "1.5 s"
    finally:
        QLocale.setDefault(before)


def test_a_low_window_keeps_the_sound(qtbot: QtBot, window: MainWindow, sample: Path) -> None:
    shown(window, qtbot, sample)
    timeline = window.timeline
    for height, is_open, ribbon in ((800, True, True), (560, False, True), (340, False, False)):
        window.resize(900, height)
        QTest.qWait(50)
        overview, emotions = timeline._tracks.overview, timeline._tracks.emotions
        assert overview.plot.isVisible() == is_open, height
        assert overview.lane.closed == (height == 560), "a bar that can be opened"
        assert emotions.plots[0].isVisible() == ribbon, height
        assert emotions.plots[1].isVisible() == is_open, height
        assert timeline._tracks.waveform.plot.getViewBox().height() > 25, height
        assert timeline._tracks.spectrogram.plot.getViewBox().height() > 40, height


@pytest.mark.parametrize(
    "make",
    [
        lambda w: PreferencesDialog(w.controller.settings, lambda _key: None, w),
        lambda w: ShortcutsDialog(w.actions_.shortcuts(), w),
        lambda w: AboutDialog(w.controller.model.info, w),
        lambda w: DetailsDialog(w.controller.workers, w.themes, w),
        lambda w: ModelsDialog(
            w.controller.profile.models, None, w.controller.workers, lambda _path: None, w
        ),
    ],
    ids=["preferences", "shortcuts", "about", "details", "models"],
)
def test_a_dialog_fits_a_small_screen(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch,
    make: Callable[[MainWindow], QDialog],
) -> None:  # fmt: skip
    small = QRect(0, 0, 910, 512)  # 1366 by 768 at 150 %
    monkeypatch.setattr(QScreen, "availableGeometry", lambda _screen: small)
    dialog = make(window)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.height() <= small.height()
    assert dialog.width() <= small.width()


def test_a_quiet_recording_can_be_drawn_at_full_height(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    quiet = (0.01 * np.sin(np.arange(32_000) / 20)).astype(np.float32)
    soundfile.write(tmp_path / "quiet.wav", quiet, 16_000, subtype="FLOAT")
    shown(window, qtbot, tmp_path / "quiet.wav")
    qtbot.waitUntil(lambda: window.actions_["fit_height"].isEnabled(), timeout=5000)
    view = window.timeline._tracks.waveform.plot.getViewBox()
    assert view.viewRange()[1][1] == pytest.approx(0.01, rel=0.05)
    window.actions_["fit_height"].trigger()
    assert view.viewRange()[1][1] > 1.0
    assert not window.controller.settings["fit_height"], "it is remembered"
    window.actions_["fit_height"].trigger()
    assert view.viewRange()[1][1] == pytest.approx(0.01, rel=0.05)


def test_an_hour_has_the_ticks_of_a_clock() -> None:
    axis = TimeAxis("bottom")
    steps = {spacing for spacing, _ in axis.tickSpacing(0.0, 3600.0, 800)}
    assert steps == {600}
    assert {spacing for spacing, _ in axis.tickSpacing(0.0, 120.0, 800)} == {15}
    assert min(spacing for spacing, _ in axis.tickSpacing(0.0, 2.0, 800)) < 1


def spectrogram_height(window: MainWindow) -> float:
    return float(window.timeline._tracks.spectrogram.plot.getViewBox().height())


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1366, 768)])
def test_the_spectrogram_keeps_its_height_under_every_lane(
    qtbot: QtBot, window: MainWindow, sample: Path, width: int, height: int
) -> None:
    window.resize(width, height)
    shown(window, qtbot, sample)
    assert window.timeline._tracks.overview.plot.isVisible()
    window.actions_["split"].trigger()
    recording = window.controller.current
    assert recording is not None
    qtbot.waitUntil(lambda: len(recording.document.displayed_analyses) == 1, timeout=15_000)
    window.timeline.show_analyses(recording.document.displayed_analyses * 2)
    QTest.qWait(50)
    assert spectrogram_height(window) >= MIN_SPECTROGRAM


def test_the_spectrogram_keeps_its_height_at_twice_the_text(doubled: MainWindow) -> None:
    QTest.qWait(50)
    assert spectrogram_height(doubled) >= MIN_SPECTROGRAM
    doubled.resize(1366, 768)
    QTest.qWait(50)
    assert spectrogram_height(doubled) >= MIN_SPECTROGRAM


def test_an_empty_window_offers_three_ways_to_begin(qtbot: QtBot, window: MainWindow) -> None:
    assert window.centre.start_shown
    assert not window.panels.result_shown
    button = window.start_page.findChild(QToolButton, "start_open_sample")
    assert button is not None
    button.click()
    assert not window.centre.start_shown
    assert window.panels.result_shown
    recording = window.controller.current
    assert recording is not None
    qtbot.waitUntil(lambda: recording.job.progress is None, timeout=60_000)
    assert window.result.headline() == "Mostly happy"


def test_a_window_without_room_hides_the_tables(
    qtbot: QtBot, window: MainWindow, sample: Path
) -> None:
    shown(window, qtbot, sample)
    tables = window.findChild(QWidget, "segmentsPanel")
    for height, is_shown in ((800, True), (400, False), (800, True)):
        window.resize(640, height)
        QTest.qWait(50)
        assert window.height() == height
        assert tables.isVisible() == is_shown, height


def test_texts_of_a_narrow_window_are_whole_or_hidden(
    qtbot: QtBot, window: MainWindow, sample: Path
) -> None:
    shown(window, qtbot, sample)
    window.resize(640, 700)
    QTest.qWait(50)
    names = ("formatLabel", "savedLabel", "privacyLabel", "speedLabel", "segmentCount")
    for label in (window.findChild(QLabel, name) for name in names):
        assert label.isHidden() or label.width() >= label.sizeHint().width(), label.text()
    tick = window.findChild(QCheckBox, "hideSilence")
    assert tick.width() >= tick.sizeHint().width()
