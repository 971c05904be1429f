"""The main window: layout and connections, without logic of its own."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QByteArray, QEvent, Qt
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QMainWindow,
    QWidget,
)

from ser_desktop.paths import APP_NAME
from ser_desktop.texts.messages import Message
from ser_desktop.ui.annotations.annotation_table import AnnotationTable
from ser_desktop.ui.annotations.annotations import Annotations
from ser_desktop.ui.export.export_menu import Counts
from ser_desktop.ui.project.project_dialogs import ProjectDialogs
from ser_desktop.ui.project.recent_projects import RecentProjects
from ser_desktop.ui.recordings.overview_page import OverviewPage
from ser_desktop.ui.recordings.recent_menu import RecentMenu
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.recordings.recordings_list import RecordingsList
from ser_desktop.ui.recordings.recordings_panel import RecordingsPanel
from ser_desktop.ui.result.result_panel import ResultPanel
from ser_desktop.ui.result.segment_table import SegmentTable
from ser_desktop.ui.result.segments_panel import SegmentsPanel
from ser_desktop.ui.shell.actions import Actions
from ser_desktop.ui.shell.annotating import Annotating
from ser_desktop.ui.shell.centre import Centre
from ser_desktop.ui.shell.controller import Controller
from ser_desktop.ui.shell.dialogs import Dialogs
from ser_desktop.ui.shell.finder import Finder
from ser_desktop.ui.shell.handlers import Handlers
from ser_desktop.ui.shell.lane_choices import LaneChoices
from ser_desktop.ui.shell.links import Links
from ser_desktop.ui.shell.notices import Notices
from ser_desktop.ui.shell.presenter import Presenter
from ser_desktop.ui.shell.side_panels import SidePanels
from ser_desktop.ui.shell.speaker_menu import SpeakerMenu
from ser_desktop.ui.shell.start_page import StartPage
from ser_desktop.ui.shell.status_line import StatusLine
from ser_desktop.ui.shell.tables import Tables
from ser_desktop.ui.shell.toolbar import MainToolbar
from ser_desktop.ui.shell.work_dialogs import WorkDialogs
from ser_desktop.ui.timeline.spectrogram_track import SpectrogramLook
from ser_desktop.ui.timeline.timeline_view import TimelineView
from ser_desktop.ui.toolkit.drop_overlay import DropOverlay
from ser_desktop.ui.toolkit.dropping import accept_as_copy, dropped_files
from ser_desktop.ui.toolkit.screen_size import resize_within_screen
from ser_desktop.ui.toolkit.theme import ThemeManager

_ROW_ACTIONS = ("analyse", "cancel", "export", "rename", "show_in_folder", "remove")


class MainWindow(QMainWindow):
    """Builds, lays out and connects the parts of the window."""

    def __init__(self, controller: Controller, themes: ThemeManager) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setWindowTitle(APP_NAME)
        self.setAcceptDrops(True)
        resize_within_screen(self, 1280, 800)
        self.controller, self.themes = controller, themes
        self.actions_ = Actions(self, themes)
        self.toolbar = MainToolbar(self.actions_, themes, self._export_counts)
        self.addToolBar(self.toolbar)
        self.finder = Finder(controller, self)
        self.list = RecordingsList(themes)
        self.list.setModel(controller.recordings)
        self.timeline = TimelineView(
            themes, controller.workers, SpectrogramLook.of(controller.settings)
        )
        self.segments = SegmentTable(themes)
        self.segments_panel = SegmentsPanel(self.segments, controller.settings)
        self.annotations = Annotations(controller.project, controller.settings, self)
        self.annotation_table = AnnotationTable(self.annotations, themes)
        self.tables = Tables(self.segments_panel, self.annotation_table)
        self.overview = OverviewPage(controller.recordings, themes)
        self.result = ResultPanel(themes)
        self.status = StatusLine()
        self.recordings_panel = RecordingsPanel(self.list, controller.recordings, themes)
        self.start_page = StartPage(self.actions_, themes)
        self.notices = Notices(controller.undo)
        self.centre = Centre(
            self.timeline, self.tables, self.overview, self.start_page, self.notices
        )
        self.dialogs = Dialogs(self, controller, themes, self.notices)
        self.work_dialogs = WorkDialogs(
            self, controller, self.notices, themes, self.segments.shown_rows
        )
        self.project_dialogs = ProjectDialogs(self, controller.project, controller.workers)
        self.panels = SidePanels(self.recordings_panel, self.centre, self.result)
        self._drop_overlay = DropOverlay(self)
        self._lay_out()
        self.presenter = Presenter(self)
        self.annotating = Annotating(self)
        self.speaker_menu = SpeakerMenu(self)
        self.handlers = Handlers(self)
        LaneChoices(self.timeline.lanes, self.actions_, controller.settings)
        self.links = Links(self)
        self._connect()
        self.toolbar.show_speed(controller.settings["playback_speed"])
        self.result.takes_folder = controller.profile.recordings
        self.result.more.set_open(controller.settings["more_facts"])
        self._restore_geometry()
        self.presenter.show_all()
        self.actions_["fit_height"].setChecked(controller.settings["fit_height"])
        self.timeline.fit_height(controller.settings["fit_height"])
        self.timeline.setFocus()

    def enable_actions(self) -> None:
        """Enable and disable actions."""
        self.presenter.enable_actions()

    # Layout ----------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.setCentralWidget(self.panels)
        self.setStatusBar(self.status)
        QWidget.setTabOrder(self.list, self.timeline)
        self._recent = RecentMenu(self.controller.library.files, self.controller.open, self)
        file_menu = self.actions_.menus["file"]
        file_menu.insertMenu(self.actions_["open_folder"], self._recent)
        self._recent_projects = RecentProjects(self.controller.project, self)
        file_menu.insertMenu(self.actions_["save_project"], self._recent_projects)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.list.addActions([self.actions_[key] for key in _ROW_ACTIONS])
        self.list.addAction(self.actions_.menus["speakers"].menuAction())

    def _restore_geometry(self) -> None:
        settings = self.controller.settings
        if settings["window_geometry"]:
            self.restoreGeometry(QByteArray.fromBase64(settings["window_geometry"].encode()))
        if settings["panel_widths"]:
            self.panels.restore_state(settings["panel_widths"])
        self.centre.restore_heights(settings["centre_heights"])

    # Connections -----------------------------------------------------------------------------

    def _connect(self) -> None:
        control = self.controller
        self.toolbar.device_chosen.connect(control.listening.input.choose)
        self.toolbar.speed_chosen.connect(self._choose_speed)
        self.toolbar.export_chosen.connect(self.work_dialogs.export)
        self.result.more.opened.connect(partial(control.settings.__setitem__, "more_facts"))
        self.timeline.seek_wanted.connect(control.transport.seek)
        self.timeline.selected.connect(control.transport.choose_span)
        self.timeline.hovered.connect(self.status.read_out.setText)
        self.result.channel_chosen.connect(control.choose_channel)
        self.result.speaker_chooser.chosen.connect(control.choose_speaker)
        self.segments_panel.speaker.chosen.connect(control.choose_speaker)
        self.result.cancel_wanted.connect(self._cancel_shown)
        self.result.meaning_button.clicked.connect(self.actions_["meaning"].trigger)
        steps, actions = self.result.next_steps, self.actions_
        steps.speakers.clicked.connect(actions["find_speakers"].trigger)
        steps.practise.clicked.connect(actions["practise"].trigger)
        steps.share.clicked.connect(actions["share_live"].trigger)
        self.status.sharing.address_wanted.connect(control.sharing.copy_address)
        self.status.sharing.stop_wanted.connect(actions["share_live"].trigger)
        self.overview.closed.connect(lambda: self.show_overview(False))
        self.list.current_row_changed.connect(self._on_row)
        self.list.selection_changed.connect(self.presenter.enable_actions)

    # Doing -----------------------------------------------------------------------------------

    def _export_counts(self) -> Counts:
        """How many annotations there are, how many rows of the table are shown, and of how many."""
        rows = self.segments.rows
        source = rows.sourceModel()
        return len(self.annotations.shown), rows.rowCount(), source.rowCount()

    def show_overview(self, shown: bool) -> None:
        """Show all recordings side by side in place of the timeline, or the timeline again."""
        self.actions_["overview"].setChecked(shown)
        self.centre.show_overview(shown)
        self._set_aside_result()

    def show_start(self, shown: bool) -> None:
        """Show the first page in place of the timeline, or the timeline."""
        self.centre.show_start(shown)
        self._set_aside_result()

    def _set_aside_result(self) -> None:
        """Hide the result, which is of one recording only."""
        self.panels.set_aside_result(self.centre.overview_shown or self.centre.start_shown)

    def search_recordings(self) -> None:
        """Move the focus to the search field of the list."""
        self.panels.show_list(True)
        self.recordings_panel.search.show()
        self.recordings_panel.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.recordings_panel.search.selectAll()

    def _choose_speed(self, speed: float) -> None:
        self.controller.settings["playback_speed"] = speed
        self.controller.apply_setting("playback_speed")

    def _cancel_shown(self) -> None:
        if self.controller.current:
            self.controller.library.cancel([self.controller.current])

    def _on_row(self, recording: Recording) -> None:
        if not self.controller.state.is_take:
            if recording is not self.controller.current:
                self.show_overview(False)
            self.controller.select(recording)

    # Events ----------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Let a focused button handle Space, and the list handle Ctrl+A."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            focus = self.focusWidget()
            presses = event.key() == Qt.Key.Key_Space and isinstance(
                focus, QAbstractButton | QComboBox
            )
            selects = focus is self.list and event.matches(QKeySequence.StandardKey.SelectAll)
            if presses or selects:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes a message, clears the selection, or goes from a speaker to everybody."""
        current = self.controller.current
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.notices.dismiss():
            return
        elif current is not None and current.view.selection_s is None:
            self.controller.choose_speaker("")
        else:
            self.controller.transport.choose_span(None)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept local files."""
        files = dropped_files(event.mimeData())
        if files:
            accept_as_copy(event)
            drop = Message("open.drop", n=len(files))
            self._drop_overlay.show_over(self.panels.geometry(), drop)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Hide the overlay."""
        super().dragLeaveEvent(event)
        self._drop_overlay.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the dropped files."""
        self._drop_overlay.hide()
        files = dropped_files(event.mimeData())
        accept_as_copy(event)
        self.controller.open(files)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep a running take, and end every thread before the window closes."""
        settings = self.controller.settings
        settings["window_geometry"] = bytes(self.saveGeometry().toBase64().data()).decode()
        settings["panel_widths"] = self.panels.state_text()
        settings["centre_heights"] = self.centre.heights_text()
        self.controller.close()
        super().closeEvent(event)
        QApplication.quit()
