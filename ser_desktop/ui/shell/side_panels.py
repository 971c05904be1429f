"""List, pictures and result side by side. Panels are hidden if the pictures lack room."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QApplication, QSplitter, QWidget

from ser_desktop.texts.messages import Message
from ser_desktop.ui.toolkit.accessible_role import name_borders

LIST_WIDTH, PICTURES_WIDTH, RESULT_WIDTH = 240, 744, 296
_MIN_PICTURES_CHARACTERS = 44
"""Smallest width of the pictures, in letters of the application's font."""
_LIST, _PICTURES, _RESULT = 0, 1, 2


class SidePanels(QSplitter):
    """Panels hidden for lack of room are shown again when there is room."""

    visibility_changed = Signal()

    def __init__(self, recordings: QWidget, pictures: QWidget, result: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setObjectName("mainSplitter")
        self.setHandleWidth(1)
        self._panels = (recordings, pictures, result)
        for widget in self._panels:
            self.addWidget(widget)
        self.setCollapsible(_PICTURES, False)
        name_borders(self, str(Message("window.border")))
        self.setStretchFactor(_PICTURES, 1)
        self.setSizes([LIST_WIDTH, PICTURES_WIDTH, RESULT_WIDTH])
        self._wanted = [True, True, True]
        """Which panels the user wants to see."""
        self._aside = False
        self._before = [LIST_WIDTH, PICTURES_WIDTH, RESULT_WIDTH]
        """The widths when the result was set aside."""
        self._kept = QByteArray()
        """Those of the last time, until they are shown for the first time."""

    @property
    def list_shown(self) -> bool:
        """Whether the list is visible."""
        return not self._panels[_LIST].isHidden()

    @property
    def result_shown(self) -> bool:
        """Whether the result is visible."""
        return not self._panels[_RESULT].isHidden()

    def set_aside_result(self, aside: bool) -> None:
        """Give the result's room to the middle temporarily, whatever the user's choice."""
        if aside == self._aside:
            return
        if aside and self.isVisible():  # before that it has no widths of its own
            self._before = self.sizes()
        self._aside = aside
        self._fit()
        if aside or not self.result_shown:
            return
        if not self._kept.isEmpty():  # the window has its own width by now
            self.restoreState(self._kept)
            self._kept = QByteArray()
        elif self._before[_RESULT]:
            list_width, _, result_width = self._before
            room = self.width() - list_width - result_width
            self.setSizes([list_width, max(1, room), result_width])

    def show_list(self, shown: bool) -> None:
        """Show or hide the list, also where there is little room."""
        self._show_wanted(_LIST, shown)

    def show_result(self, shown: bool) -> None:
        """Show or hide the result, also where there is little room."""
        self._show_wanted(_RESULT, shown)

    def minimumSizeHint(self) -> QSize:
        """The smallest size of the pictures, since both panels can be hidden."""
        hint = super().minimumSizeHint()
        return QSize(self._panels[_PICTURES].minimumSizeHint().width(), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Hide the list first, then the result, until the pictures have enough room."""
        super().resizeEvent(event)
        self._fit()

    def state_text(self) -> str:
        """The widths for the settings; hidden panels keep their former widths."""
        self.set_aside_result(False)
        return bytes(self.saveState().toBase64().data()).decode()

    def restore_state(self, text: str) -> None:
        """Restore the widths of the last session."""
        self._kept = QByteArray.fromBase64(text.encode())
        self.restoreState(self._kept)

    def _fit(self) -> None:
        room = self.width() - _min_pictures_width()
        for panel in (_RESULT, _LIST):
            needed = self._panels[panel].minimumSizeHint().width()
            needed = max(needed, self._panels[panel].minimumWidth())
            has_room = room >= needed
            is_wanted = self._wanted[panel] and not (panel == _RESULT and self._aside)
            self._set_shown(panel, is_wanted and has_room)
            if is_wanted and has_room:
                room -= needed

    def _show_wanted(self, panel: int, shown: bool) -> None:
        self._wanted[panel] = shown
        other = _LIST if panel == _RESULT else _RESULT
        self._fit()
        if shown and self._panels[panel].isHidden():  # the user asked for this panel
            self._set_shown(other, False)
            self._set_shown(panel, True)
        self.visibility_changed.emit()

    def _set_shown(self, panel: int, shown: bool) -> None:
        if self._panels[panel].isHidden() == shown:
            self._panels[panel].setVisible(shown)
            self.visibility_changed.emit()


def _min_pictures_width() -> int:
    metrics = QFontMetrics(QApplication.font())
    return metrics.horizontalAdvance("n") * _MIN_PICTURES_CHARACTERS
