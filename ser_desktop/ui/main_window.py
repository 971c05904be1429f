"""The window: what stands where, and which signal goes to which part. No logic of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QByteArray, QEvent, Qt, QUrl
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QMainWindow,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from ser_desktop.audio.clip import Clip
from ser_desktop.audio.devices import DeviceList
from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.emotion.model_info import ModelInfo
from ser_desktop.emotion.results import Window
from ser_desktop.paths import APP_NAME
from ser_desktop.ui.actions import Actions
from ser_desktop.ui.announce import announce
from ser_desktop.ui.controller import Controller
from ser_desktop.ui.dialogs.opener import Dialogs
from ser_desktop.ui.enabling import enabled_actions
from ser_desktop.ui.handlers import Handlers
from ser_desktop.ui.models.recordings import Recording
from ser_desktop.ui.recent_menu import RecentMenu
from ser_desktop.ui.screen_size import resize_within_screen
from ser_desktop.ui.state import State
from ser_desktop.ui.theme import GRID, ThemeManager
from ser_desktop.ui.toolbar import MainToolbar
from ser_desktop.ui.widgets.notice import Notice
from ser_desktop.ui.widgets.recordings_list import RecordingsList
from ser_desktop.ui.widgets.recordings_panel import RecordingsPanel
from ser_desktop.ui.widgets.result_panel import ResultPanel
from ser_desktop.ui.widgets.segment_table import SegmentTable
from ser_desktop.ui.widgets.spectrogram_track import RIGHT_WIDTH, SpectrogramLook
from ser_desktop.ui.widgets.status_line import StatusLine
from ser_desktop.ui.widgets.timeline_view import TimelineView, axis_width
from ser_desktop.ui.words import duration_text

_LIVE_WORDS = {
    State.RECORDING: ("Recording", "Speak; Stop ends the take, which is then analysed."),
    State.PAUSED: ("Paused", "P goes on."),
    State.MONITORING: ("Listening", "Nothing is recorded. Record makes a take; Esc ends this."),
}
_OF_A_ROW = ("analyse", "cancel", "export", "rename", "show_in_folder", "remove")


class MainWindow(QMainWindow):
    """Composition of the whole."""

    def __init__(self, controller: Controller, themes: ThemeManager) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setWindowTitle(APP_NAME)
        self.setAcceptDrops(True)
        resize_within_screen(self, 1280, 800)
        self.controller, self.themes = controller, themes
        self.actions_ = Actions(self, themes)
        self.toolbar = MainToolbar(self.actions_, themes)
        self.addToolBar(self.toolbar)
        self.list = RecordingsList(themes)
        self.list.setModel(controller.recordings)
        self.notice = Notice()
        self.timeline = TimelineView(
            themes, controller.workers, SpectrogramLook.of(controller.settings)
        )
        self.segments = SegmentTable(themes)
        self.result = ResultPanel(themes)
        self._status = StatusLine()
        self._live_state: State | None = None
        self._no_microphone = ""
        self._shown: Recording | None = None
        self.dialogs = Dialogs(self, controller, themes, self.notice)
        self._lay_out()
        self.setStatusBar(self._status)
        self._recent = RecentMenu(controller, self)
        self.actions_.menus["File"].insertMenu(self.actions_["export"], self._recent)
        self.list.addAction(self.actions_.menus["Voice"].menuAction())
        self.handlers = Handlers(self)
        self._connect_controller()
        self.toolbar.show_speed(controller.settings["playback_speed"])
        self._restore_geometry()
        self._show_state(State.IDLE)
        self._show_current(None)
        self.timeline.setFocus()

    # Layout ----------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        centre = QWidget()
        centre.setObjectName("centre")
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notice)
        column.addWidget(self.timeline, 1)
        framed = QVBoxLayout()
        framed.setContentsMargins(axis_width() + GRID, 0, RIGHT_WIDTH + GRID, GRID)
        framed.addWidget(self.segments)
        column.addLayout(framed)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setObjectName("mainSplitter")
        splitter.setHandleWidth(1)
        for widget in (RecordingsPanel(self.list), centre, self.result):
            splitter.addWidget(widget)
        splitter.setCollapsible(1, False)  # the sides may be pushed away where room is short
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([220, 780, 280])
        self._splitter = splitter
        self.setCentralWidget(splitter)
        QWidget.setTabOrder(self.list, self.timeline)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.list.addActions([self.actions_[name] for name in _OF_A_ROW])

    def _restore_geometry(self) -> None:
        settings = self.controller.settings
        if settings["window_geometry"]:
            self.restoreGeometry(QByteArray.fromBase64(settings["window_geometry"].encode()))
        if settings["panel_widths"]:
            self._splitter.restoreState(QByteArray.fromBase64(settings["panel_widths"].encode()))

    # Connections -----------------------------------------------------------------------------

    def _connect_controller(self) -> None:
        control = self.controller
        control.state_changed.connect(self._show_state)
        control.model_loaded.connect(self._show_model)
        control.model_failed.connect(self.toolbar.show_no_model)
        control.current_changed.connect(self._show_current)
        control.clip_shown.connect(self._show_clip)
        control.clip_grown.connect(self.timeline.refresh_clip)
        control.transport.position_changed.connect(self._show_position)
        control.notice.connect(self.notice.say)
        control.voices.said.connect(lambda text: self.notice.say(text, trouble=False))
        control.voices.changed.connect(self._show_voice)
        control.listening.input.heard.connect(self._on_heard)
        control.listening.live.changed.connect(self._show_live)
        control.listening.input.devices_changed.connect(self._show_devices)
        self.toolbar.device_chosen.connect(control.listening.input.choose)
        self.timeline.seek_wanted.connect(control.transport.seek)
        self.timeline.selected.connect(control.transport.choose_span)
        control.transport.selection_changed.connect(self._show_selection)
        self.segments.seek_wanted.connect(control.transport.seek)
        self.result.seek_wanted.connect(control.transport.seek)
        self.result.channel_chosen.connect(control.choose_channel)
        self.toolbar.speed_chosen.connect(self._choose_speed)
        self.timeline.hovered.connect(self._status.read_out.setText)
        self.result.cancel_button.clicked.connect(self._cancel_shown)
        self.list.stood_on.connect(self._on_row)
        self.list.choice_changed.connect(self._enable_actions)
        control.recordings.rowsInserted.connect(self._enable_actions)
        control.recordings.rowsRemoved.connect(self._enable_actions)
        control.recordings.dataChanged.connect(self._enable_actions)

    # Showing ---------------------------------------------------------------------------------

    @property
    def _live_shown(self) -> bool:
        """Whether the pictures follow the microphone."""
        return self._live_state is not None

    def _show_state(self, state: State) -> None:
        self.toolbar.show_state(state)
        recording = state.is_take
        self.actions_["monitor"].setChecked(state is State.MONITORING)
        self.actions_["record"].setText("&Stop recording" if recording else "&Record")
        self.actions_["pause"].setChecked(state is State.PAUSED)
        live = recording or state is State.MONITORING
        if live:
            self.result.show_live_state(_LIVE_WORDS[state])
            if State.PAUSED not in (state, self._live_state) and state is not self._live_state:
                self.timeline.start_live()
        if live and state is not self._live_state:
            announce(self, _LIVE_WORDS[state][0])
        over = self._live_shown and not live
        if over:
            announce(self, "Stopped")
        self._live_state = state if live else None
        if over:
            self._show_current(self.controller.current)
        name = "pause" if state is State.PLAYING else "play"
        self.actions_.set_icon("play", name)
        self._enable_actions()

    def _enable_actions(self) -> None:
        self.actions_.enable(enabled_actions(self.controller, self.handlers.chosen()))

    def _show_model(self, info: ModelInfo) -> None:
        self.toolbar.show_model(info)
        self.result.show_model(info)
        self._show_voice()

    def _show_voice(self) -> None:
        control = self.controller
        info = None if control.model is None else control.model.info
        self.result.show_voice(control.voices.state_text(info))
        for emotion in EMOTIONS:
            count = control.voices.count(emotion)
            known = f" ({count})" if count else ""
            self.actions_[f"said_{emotion}"].setText(f"This was {emotion}{known}")
        self._enable_actions()

    def _show_devices(self, found: DeviceList) -> None:
        device = self.controller.listening.input.device
        self.toolbar.show_devices(found, device.key if device else "")
        self.actions_["record"].setToolTip(found.problem or "Record (Ctrl+R)")
        self._no_microphone = "" if found.devices else found.problem or "No microphone was found."
        if self.controller.current is None:
            self.timeline.set_hint(self._hint(None))
        if not found.devices:
            self.toolbar.meter.rest()
        self._enable_actions()

    def _show_current(self, recording: Recording | None) -> None:
        if self._live_shown:
            return
        self.result.show_recording(recording)
        self.timeline.set_hint(self._hint(recording))
        if recording is not self._shown:  # news of it leave the rows alone that are chosen
            self._shown = recording
            self.list.choose(
                -1 if recording is None else self.controller.recordings.row_of(recording)
            )
        analysis = recording.analysis if recording else None
        self.actions_["split"].setChecked(recording is not None and recording.split)
        if recording is None or recording.clip is not None:
            self.timeline.show_analyses(recording.analyses if recording else ())
        self.segments.show_analysis(analysis)
        self._status.show_analysis(analysis)
        told = recording.path.name if recording else ""
        if analysis is not None:
            told += f", {duration_text(analysis.file.duration_s)}, {analysis.overall.label}"
        self.timeline.setAccessibleDescription(told)
        title = f"{recording.path.name} – {APP_NAME}" if recording else APP_NAME
        self.setWindowTitle(title)
        self._enable_actions()

    def _hint(self, recording: Recording | None) -> str:
        """What stands where there are no pictures: of nothing, not yet, or none to be had."""
        if recording is None:
            if self._no_microphone:
                return f"Drop a recording here. {self._no_microphone}"
            return "Drop a recording here or press Record"
        return recording.error or recording.undrawn or f"Reading {recording.path.name}…"

    def _show_selection(self, span_s: tuple[float, float] | None) -> None:
        self.timeline.show_selection(span_s)
        if not self._live_shown:
            self.result.show_selection(span_s)
        self._enable_actions()

    def _show_clip(self, clip: Clip | None) -> None:
        current = self.controller.current
        self.timeline.show_clip(clip)
        self.timeline.set_hint(self._hint(current))
        if clip is not None and current is not None:
            self.timeline.show_analyses(current.analyses)
            self.timeline.show_selection(current.selection_s)
        self.toolbar.show_position(0.0, clip.duration_s if clip else 0.0)
        self._enable_actions()

    def _show_position(self, position_s: float) -> None:
        current = self.controller.current
        self.timeline.follow(position_s)
        if current and current.clip:
            self.toolbar.show_position(position_s, current.clip.duration_s)

    def _on_heard(self, samples: NDArray[np.float32], sample_rate_hz: int) -> None:
        if not len(samples):
            self.toolbar.meter.rest()
            return
        self.toolbar.meter.feed(float(np.abs(samples).max()))
        take = self.controller.listening.input.take
        if take is not None and not take.paused:
            self.timeline.feed_live(samples, sample_rate_hz)
            self.toolbar.show_position(take.elapsed_s, take.elapsed_s)
        elif self._live_state is State.MONITORING:
            self.timeline.feed_live(samples, sample_rate_hz)

    def _show_live(self, windows: tuple[Window, ...]) -> None:
        model, below = self.controller.model, self.controller.analyses.uncertain_below
        if model is not None and self._live_shown:
            info = model.info if below is None else replace(model.info, uncertain_below=below)
            if self.controller.state is not State.PAUSED:  # not over that word
                self.result.show_live(windows[-1], info, self.controller.listening.live.mark)
            self.timeline.show_live(windows, info)

    # Doing -----------------------------------------------------------------------------------

    def _choose_speed(self, speed: float) -> None:
        self.controller.settings["playback_speed"] = speed
        self.controller.apply_setting("playback_speed")

    def _cancel_shown(self) -> None:
        if self.controller.current:
            self.controller.cancel(self.controller.current)

    def _on_row(self, recording: Recording) -> None:
        if not self.controller.state.is_take:
            self.controller.select(recording)

    # Events ----------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Space presses the button that has the focus, before it plays; in the list Ctrl+A means
        its rows."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            focus = self.focusWidget()
            presses = event.key() == Qt.Key.Key_Space and isinstance(
                focus, QAbstractButton | QComboBox
            )
            if presses or (
                focus is self.list and event.matches(QKeySequence.StandardKey.SelectAll)
            ):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc dismisses a message, then gives the selection up, where there is nothing to stop."""
        if event.key() == Qt.Key.Key_Escape:
            if self.notice.text():
                self.notice.hide()
            else:
                self.controller.transport.choose_span(None)
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take local files, wherever they are dropped."""
        if _local_files(event.mimeData().urls()):
            _accept_as_copy(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped."""
        files = _local_files(event.mimeData().urls())
        _accept_as_copy(event)
        self.controller.open(files)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A low window leaves its height to the pictures."""
        super().resizeEvent(event)
        self.segments.leave_room(self._splitter.height())

    def closeEvent(self, event: QCloseEvent) -> None:
        """A take under way is kept; every thread ends before the window does."""
        settings = self.controller.settings
        settings["window_geometry"] = _as_text(self.saveGeometry())
        settings["panel_widths"] = _as_text(self._splitter.saveState())
        self.controller.close()
        super().closeEvent(event)
        QApplication.quit()


def _accept_as_copy(event: QDropEvent) -> None:
    """Whoever proposes a move would take the acceptance for leave to delete the files."""
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()


def _as_text(state: QByteArray) -> str:
    return bytes(state.toBase64().data()).decode()


def _local_files(urls: Sequence[QUrl]) -> list[Path]:
    return [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
