"""The practice window: layout and connections."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
    QPalette,
    QShortcut,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ser_desktop.texts.messages import Message
from ser_desktop.ui.practice.aim_bar import AimBar
from ser_desktop.ui.practice.comparison_plot import ComparisonPlot
from ser_desktop.ui.practice.practice_parts import PracticeParts
from ser_desktop.ui.practice.practice_session import PracticeSession
from ser_desktop.ui.practice.progress_view import ProgressView
from ser_desktop.ui.practice.record_row import RecordRow
from ser_desktop.ui.practice.score_panel import ScorePanel
from ser_desktop.ui.practice.sentence_panel import SentencePanel
from ser_desktop.ui.practice.takes_table import TakesTable
from ser_desktop.ui.recordings.open_dialog import ask_files
from ser_desktop.ui.toolkit import focus_ring
from ser_desktop.ui.toolkit.drop_overlay import DropOverlay
from ser_desktop.ui.toolkit.dropping import accept_as_copy, dropped_files
from ser_desktop.ui.toolkit.message_label import MessageLabel
from ser_desktop.ui.toolkit.push_button import push_button
from ser_desktop.ui.toolkit.screen_size import resize_within_screen, text_scale
from ser_desktop.ui.toolkit.theme import GRID, ThemeManager

_LIST_WIDTH = 344


class PracticeDialog(QDialog):
    """Stays open beside the main window, whose microphone it uses."""

    files_dropped = Signal(object)
    """Paths that become takes."""

    def __init__(
        self, parts: PracticeParts, themes: ThemeManager, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("practiceDialog")
        self.setWindowTitle(str(Message("practice.title")))
        self.setModal(False)
        resize_within_screen(self, 1280, 760)
        self.aim = AimBar(parts.settings, themes)
        self.sentence = SentencePanel(parts.settings, themes)
        self.record_row = RecordRow(self.sentence.controls, themes)
        self.notice = MessageLabel("practiceNotice", "tip")
        self.takes = TakesTable(themes)
        self.takes_heading = MessageLabel("practiceTakesHeading", "heading")
        self.empty = MessageLabel("practiceEmpty", "muted")
        self.play = push_button("practice.play", "practicePlay", self._toggle_play)
        self.play.setToolTip(str(Message("practice.play_tip")))
        self.compare_best = push_button("practice.compare_best", "practiceCompareBest", self._best)
        self.compare_best.setToolTip(str(Message("practice.compare_best_tip")))
        self.add = push_button("practice.add_files", "practiceAddFiles", self._add_files)
        self.add.setToolTip(str(Message("practice.add_files_tip")))
        self._settings, self._open_recordings = parts.settings, parts.open_recordings
        self.plot = ComparisonPlot(themes)
        self.progress = ProgressView(themes)
        self.score = ScorePanel(themes)
        self.pages = QStackedWidget()
        self.invitation = _invitation()
        self.plots = QStackedWidget()
        self.plots.addWidget(self.invitation)
        self.plots.addWidget(self.plot)
        self.pages.addWidget(self.plots)
        self.pages.addWidget(self.progress)
        self.page_buttons = [self._page_button(at, id) for at, id in enumerate(_PAGES)]
        self._lay_out()
        self._add_keys()
        self.setAcceptDrops(True)
        self._drop_overlay = DropOverlay(self)
        self.takes.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.takes.customContextMenuRequested.connect(self._show_menu)
        for box in self.findChildren(QComboBox):
            box.activated.connect(lambda _row, chosen=box: self._leave_list(chosen))
        self.session = PracticeSession(self, parts)
        if parent is not None:
            parent.installEventFilter(self)
        self.takes.setFocus()

    def show_page(self, at: int) -> None:
        """Show the comparison (0) or the progress (1)."""
        self.pages.setCurrentIndex(at)
        for place, button in enumerate(self.page_buttons):
            button.setChecked(place == at)

    def show_invitation(self, id: str) -> None:
        """Show a hint in place of the pictures; "" shows the pictures."""
        self.plots.setCurrentWidget(self.invitation if id else self.plot)
        self.invitation.setText(str(Message(id)) if id else "")

    def event(self, event: QEvent) -> bool:
        """Space ends a take; else it presses the button that Tab went to, or records."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            focus = self.focusWidget()
            presses = isinstance(focus, QAbstractButton | QComboBox)
            is_space = event.key() == Qt.Key.Key_Space
            if is_space and presses and not self.session.recorder.is_recording:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc ends a take or playback; if neither runs, it closes the window."""
        if event.key() == Qt.Key.Key_Escape and self.session.stop():
            return
        super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stop playback when the main window closes."""
        if watched is self.parent() and event.type() == QEvent.Type.Close:
            self.close()
        return super().eventFilter(watched, event)

    def done(self, result: int) -> None:
        """End a take (it is kept and scored) and stop playing."""
        self.session.leave()
        super().done(result)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept local files, except during a take."""
        files = dropped_files(event.mimeData())
        if files and not self.session.recorder.is_recording:
            accept_as_copy(event)
            drop = Message("practice.drop", n=len(files))
            self._drop_overlay.show_over(self.rect(), drop)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Hide the overlay."""
        super().dragLeaveEvent(event)
        self._drop_overlay.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        """Make takes of the dropped files."""
        self._drop_overlay.hide()
        files = dropped_files(event.mimeData())
        accept_as_copy(event)
        self.files_dropped.emit(files)

    def take_menu(self) -> QMenu:
        """The menu of the chosen take."""
        menu = QMenu(self)
        menu.addAction(self.play.text(), self._toggle_play)
        compare = menu.addAction(self.compare_best.text(), self._best)
        compare.setEnabled(self.compare_best.isEnabled())
        menu.addAction(str(Message("practice.open_take")), self._open_take)
        return menu

    def _show_menu(self, at: QPoint) -> None:
        if self.takes.current_take is not None:
            menu = self.take_menu()
            menu.exec(self.takes.viewport().mapToGlobal(at))
            menu.deleteLater()

    def _open_take(self) -> None:
        take = self.takes.current_take
        if take is not None:
            self._open_recordings([take.path])

    def _best(self) -> None:
        self.session.compare_with_best()

    def _add_files(self) -> None:
        paths = ask_files(self, self._settings["last_folder"])
        if paths:
            self.session.add_files(paths)

    def _leave_list(self, box: QComboBox) -> None:
        """Free Space for recording after a choice with the mouse; with keys, one goes on there."""
        if not box.property(focus_ring.PROPERTY):
            self.takes.setFocus()

    def _toggle_play(self) -> None:
        self.session.toggle_play()

    def _page_button(self, at: int, id: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(f"practicePage{at}")
        button.setText(str(Message(id)))
        button.setAccessibleName(str(Message(id)))
        button.setCheckable(True)
        button.setChecked(at == 0)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: self.show_page(at))
        return button

    def _add_keys(self) -> None:
        keys: dict[str, Callable[[], object]] = {
            "Space": lambda: self.session.toggle_record(),
            "P": self._toggle_play,
            "B": self._best,
            "Ctrl+O": self._add_files,
            "Left": lambda: self.sentence.step(-1),
            "Right": lambda: self.sentence.step(1),
        }
        for key, act in keys.items():
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setAutoRepeat(key in ("Left", "Right"))
            shortcut.activated.connect(act)

    def _lay_out(self) -> None:
        for of_take in (self.play, self.compare_best, self.add):
            of_take.setAutoDefault(False)
            of_take.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        listed = QWidget()
        listed.setFixedWidth(round(_LIST_WIDTH * text_scale()))
        left = QVBoxLayout(listed)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(GRID)
        left.addWidget(self.takes_heading)
        left.addWidget(self.empty)
        left.addWidget(self.takes, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        buttons.addWidget(self.play)
        buttons.addWidget(self.compare_best, 1)
        left.addLayout(buttons)
        left.addWidget(self.add)
        left.addWidget(_muted("practice.keys"))
        tabs = QHBoxLayout()
        tabs.setSpacing(GRID // 2)
        for button in self.page_buttons:
            tabs.addWidget(button)
        tabs.addStretch(1)
        middle = QVBoxLayout()
        middle.setSpacing(GRID)
        middle.addLayout(tabs)
        middle.addWidget(self.pages, 1)
        below = QHBoxLayout()
        below.setSpacing(2 * GRID)
        below.addWidget(listed)
        below.addLayout(middle, 1)
        below.addWidget(self.score)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        for widget in (self.aim, self.sentence, self.record_row, self.notice, _line()):
            column.addWidget(widget)
        column.addLayout(below, 1)


_PAGES = ("practice.comparison", "practice.progress")


def _line() -> QFrame:
    line = QFrame()
    line.setFrameShape(QFrame.Shape.HLine)
    line.setFrameShadow(QFrame.Shadow.Plain)
    line.setForegroundRole(QPalette.ColorRole.Mid)
    return line


def _muted(id: str) -> QLabel:
    label = QLabel(str(Message(id)))
    label.setProperty("role", "muted")
    label.setWordWrap(True)
    return label


def _invitation() -> QLabel:
    label = QLabel()
    label.setObjectName("practiceInvitation")
    label.setProperty("role", "invitation")
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setWordWrap(True)
    return label
