"""The middle of the window: pictures above tables, or the overview."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

HANDLE_WIDTH = 5
_PICTURES_SHARE, _TABLE_SHARE = 560, 200


class Centre(QWidget):
    """The user drags the border between pictures and tables; the settings store it."""

    def __init__(self, timeline: QWidget, segments: QWidget, overview: QWidget) -> None:
        super().__init__()
        self.setObjectName("centre")
        self._splitter = QSplitter(Qt.Orientation.Vertical)
        self._splitter.setObjectName("centreSplitter")
        self._splitter.setHandleWidth(HANDLE_WIDTH)
        self._splitter.addWidget(timeline)
        self._splitter.addWidget(segments)
        self._splitter.setCollapsible(0, False)
        self._splitter.setStretchFactor(0, 3)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setSizes([_PICTURES_SHARE, _TABLE_SHARE])
        self._pages = QStackedWidget()
        self._pages.addWidget(self._splitter)
        self._pages.addWidget(overview)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)

    @property
    def overview_shown(self) -> bool:
        """Whether the overview is shown."""
        return self._pages.currentIndex() == 1

    def show_overview(self, shown: bool) -> None:
        """Show the overview, or the timeline again."""
        self._pages.setCurrentIndex(1 if shown else 0)

    def heights_text(self) -> str:
        """The heights of pictures and tables, for the settings."""
        return bytes(self._splitter.saveState().toBase64().data()).decode()

    def restore_heights(self, text: str) -> None:
        """Restore stored heights; "" keeps the present ones."""
        if text:
            self._splitter.restoreState(QByteArray.fromBase64(text.encode()))
