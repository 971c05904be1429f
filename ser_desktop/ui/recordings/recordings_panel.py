"""The left panel: search, order, filter, list and drop hint."""

from __future__ import annotations

import time

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.texts.messages import Message, emotion_name
from ser_desktop.ui.recordings.list_progress import ListProgress
from ser_desktop.ui.recordings.recordings_filter import STATES
from ser_desktop.ui.recordings.recordings_list import RecordingsList
from ser_desktop.ui.recordings.recordings_model import RecordingsModel
from ser_desktop.ui.recordings.recordings_order import SORTS
from ser_desktop.ui.toolkit.announce import show_value
from ser_desktop.ui.toolkit.icons import icon
from ser_desktop.ui.toolkit.theme import GRID, ThemeManager

_REFRESH_MS = 500
"""Results arrive one after another; the list is sorted again at most twice a second."""
_REST = 20
"""The pause after sorting is this many times as long as the sorting took."""
_SIDE = GRID * 3 // 2
_MIN_COMBO, _MIN_WIDTH = 64, 180
_FRAME = 52
"""Of a box: picture, arrow and margins, in pixels."""


class RecordingsPanel(QWidget):
    """Heading with count, search field, sort and filter boxes, list and drop hint."""

    def __init__(
        self, recordings: RecordingsList, rows: RecordingsModel, themes: ThemeManager
    ) -> None:
        super().__init__()
        self.setObjectName("recordingsPanel")
        self._list, self._rows, self._themes = recordings, rows, themes
        self._count = QLabel()
        self._count.setObjectName("recordingsCount")
        self._count.setProperty("role", "muted")
        self.search = self._make_search()
        self.sort_box = _combo("sortBox", "recordings.sort")
        for key in SORTS:
            self.sort_box.addItem(str(Message(f"recordings.sort_{key}")), key)
        for emotion in EMOTIONS:
            text = Message("recordings.sort_most", emotion=emotion_name(emotion))
            self.sort_box.addItem(str(text), f"most:{emotion}")
        self.filter_box = _combo("filterBox", "recordings.filter")
        for state in STATES:
            text = Message(f"recordings.filter_{state.replace(' ', '_')}")
            self.filter_box.addItem(str(text), state)
        for emotion in EMOTIONS:
            self.filter_box.addItem(emotion_name(emotion), emotion)
        self.progress = ListProgress(rows)
        self._hint = _make_hint()
        self._tint_search()
        self._lay_out()
        self._connect()
        self.setMinimumWidth(_MIN_WIDTH)
        self._show_count()

    def _lay_out(self) -> None:
        self._heading = QLabel(str(Message("recordings.heading")))
        self._heading.setObjectName("recordingsHeading")
        self._heading.setProperty("role", "heading")
        self._heading.setTextFormat(Qt.TextFormat.PlainText)
        self._heading.setMinimumWidth(1)  # a long name must not widen the panel
        top = QHBoxLayout()
        top.addWidget(self._heading, 1)
        top.addWidget(self._count)
        self._choices = QWidget()
        choices = QHBoxLayout(self._choices)
        choices.setContentsMargins(0, 0, 0, 0)
        choices.setSpacing(GRID)
        for box in (self.sort_box, self.filter_box):  # the longer word gets more room
            choices.addWidget(box, box.fontMetrics().horizontalAdvance(box.itemText(0)) + _FRAME)
        head = QVBoxLayout()
        head.setContentsMargins(_SIDE, 2 * GRID, _SIDE, GRID)
        head.setSpacing(GRID)
        head.addLayout(top)
        head.addWidget(self.search)
        head.addWidget(self._choices)
        foot = QVBoxLayout()
        foot.setContentsMargins(_SIDE, GRID, _SIDE, 0)
        foot.addWidget(self._hint)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, _SIDE)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._list, 1)
        column.addWidget(self.progress)
        column.addLayout(foot)

    def show_project(self, name: str) -> None:
        """Show the project's name as heading; "" is the unnamed project."""
        self._heading.setText(name or str(Message("recordings.heading")))
        self._heading.setToolTip(name)

    def _make_search(self) -> QLineEdit:
        search = QLineEdit()
        search.setObjectName("recordingsSearch")
        search.setPlaceholderText(str(Message("recordings.search")))
        search.setAccessibleName(str(Message("recordings.search")))
        search.setClearButtonEnabled(True)
        self._glass = QAction(search)
        search.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        for button in search.findChildren(QToolButton):  # Qt gives them pictures alone
            is_glass = button.defaultAction() is self._glass
            id = "recordings.search" if is_glass else "recordings.clear_search"
            button.setAccessibleName(str(Message(id)))
        return search

    def _connect(self) -> None:
        rows = self._list.rows
        self.search.textChanged.connect(rows.set_search)
        self.sort_box.activated.connect(lambda i: rows.set_sort(self.sort_box.itemData(i)))
        self.filter_box.activated.connect(lambda i: rows.set_state(self.filter_box.itemData(i)))
        for signal in (rows.rowsInserted, rows.rowsRemoved, rows.modelReset, rows.layoutChanged):
            signal.connect(self._show_count)
        self._refresh = QTimer(self)
        self._refresh.setSingleShot(True)
        self._refresh.setInterval(_REFRESH_MS)
        self._refresh.timeout.connect(self._on_refresh)
        self._rows.dataChanged.connect(self._on_rows_changed)
        self._themes.changed.connect(self._tint_search)

    def _on_rows_changed(self) -> None:
        if self._list.rows.is_active and not self._refresh.isActive():
            self._refresh.start()

    def _on_refresh(self) -> None:
        began_at = time.monotonic()
        self._list.rows.refresh()
        self._show_count()
        cost_ms = 1000 * (time.monotonic() - began_at)
        self._refresh.setInterval(max(_REFRESH_MS, round(_REST * cost_ms)))

    def _show_count(self) -> None:
        n, shown = self._rows.rowCount(), self._list.rows.rowCount()
        text = Message("recordings.count_filtered", shown=shown, n=n)
        text = text if shown != n else Message("recordings.count", n=n)
        show_value(self._count, str(Message("recordings.list")), str(text))
        self._hint.setVisible(0 < n < _MANY)  # without recordings, the first page says it
        for widget in (self.search, self._choices):
            widget.setVisible(n >= _SOME)

    def _tint_search(self) -> None:
        theme = self._themes.theme
        self._glass.setIcon(icon("search", theme.muted, theme.muted))
        for box, picture in ((self.sort_box, "arrow-down-up"), (self.filter_box, "list-filter")):
            for i in range(box.count()):  # a box shows the picture of its current entry
                box.setItemIcon(i, icon(picture, theme.muted, theme.muted))


_SOME = 2
"""From this number of recordings there is something to search, sort and filter."""
_MANY = 8
"""From this number of recordings the drop hint is hidden to make room for the list."""


def _make_hint() -> QFrame:
    hint = QFrame()
    hint.setObjectName("dropHint")
    words = QLabel(str(Message("recordings.drop_hint")))
    words.setProperty("role", "muted")
    words.setAlignment(Qt.AlignmentFlag.AlignCenter)
    words.setWordWrap(True)
    inner = QVBoxLayout(hint)
    inner.setContentsMargins(GRID, GRID, GRID, GRID)
    inner.addWidget(words)
    return hint


def _combo(name: str, text: str) -> QComboBox:
    combo = QComboBox()
    combo.setObjectName(name)
    combo.setAccessibleName(str(Message(text)))
    combo.setToolTip(str(Message(text)))
    combo.setMinimumContentsLength(3)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumWidth(_MIN_COMBO)
    combo.setIconSize(QSize(14, 14))
    combo.view().setMinimumWidth(160)
    return combo
