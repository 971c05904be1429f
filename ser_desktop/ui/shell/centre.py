"""The middle of the window: pictures above and segments below, the overview, or the first page.

Messages have a row of their own at the bottom. The table gives them its room, so that the pictures
keep their place; without a table the pictures do.
"""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from ser_desktop.texts.messages import Message
from ser_desktop.ui.shell.notices import Notices
from ser_desktop.ui.toolkit.accessible_role import name_borders

HANDLE_WIDTH = 5
_PICTURES_SHARE, _TABLE_SHARE = 520, 240
_WORK, _OVERVIEW, _START = 0, 1, 2


class Centre(QWidget):
    """The user drags the border between pictures and tables; the settings store it."""

    def __init__(
        self,
        timeline: QWidget,
        segments: QWidget,
        overview: QWidget,
        start: QWidget,
        notices: Notices,
    ) -> None:
        super().__init__()
        self.setObjectName("centre")
        self._notices = notices
        self._pictures_height: int | None = None
        """The height of the pictures without a message; None while there is none."""
        self._timeline, self._tables = timeline, segments
        self._tables_wanted = True
        self._splitter = QSplitter(Qt.Orientation.Vertical)
        self._splitter.setObjectName("centreSplitter")
        self._splitter.setHandleWidth(HANDLE_WIDTH)
        self._splitter.addWidget(timeline)
        self._splitter.addWidget(segments)
        self._splitter.setCollapsible(0, False)
        name_borders(self._splitter, str(Message("window.border")))
        self._splitter.setStretchFactor(0, 3)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setSizes([_PICTURES_SHARE, _TABLE_SHARE])
        self._pages = QStackedWidget()
        self._pages.addWidget(self._splitter)
        self._pages.addWidget(overview)
        self._pages.addWidget(_scrolled(start))
        self._has_start = self._has_overview = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self._pages, 1)
        self._column.addWidget(notices)
        self._splitter.splitterMoved.connect(self._on_dragged)
        notices.changing.connect(self._keep_pictures)
        notices.changed.connect(self._give_room)

    def minimumSizeHint(self) -> QSize:
        """The smallest size of the pictures, since the tables can be hidden."""
        hint = super().minimumSizeHint()
        return QSize(hint.width(), self._timeline.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Hide the tables where there is no room for them and the pictures."""
        super().resizeEvent(event)
        self._pictures_height = None
        self._place_tables()

    @property
    def overview_shown(self) -> bool:
        """Whether the overview has taken the place of the timeline."""
        return self._has_overview

    @property
    def start_shown(self) -> bool:
        """Whether the first page has taken the place of the timeline."""
        return self._pages.currentIndex() == _START

    def show_start(self, shown: bool) -> None:
        """Show the first page if there is no recording, or else the timeline."""
        self._has_start = shown
        self._show_page()

    def show_overview(self, shown: bool) -> None:
        """Show the overview, or the timeline again."""
        self._has_overview = shown
        self._show_page()

    def _show_page(self) -> None:
        instead = _START if self._has_start else _WORK
        self._pages.setCurrentIndex(_OVERVIEW if self._has_overview else instead)

    def show_tables(self, shown: bool) -> None:
        """Show the tables under the pictures, or give their room to the pictures."""
        if shown != self._tables_wanted:
            self._tables_wanted = shown
            self._pictures_height = self._usual_height() if shown else None
        self._give_room()

    def _usual_height(self) -> int | None:
        """The pictures' height above tables that come back while a message is shown."""
        if self._notices.isHidden() or not self.isVisible():
            return None
        room = self.height() - HANDLE_WIDTH
        return round(room * _PICTURES_SHARE / (_PICTURES_SHARE + _TABLE_SHARE))

    def _place_tables(self) -> None:
        tables_height = self._tables.minimumSizeHint().height()
        needed = self._timeline.minimumHeight() + HANDLE_WIDTH + tables_height
        room = self.height() - self._notices_height()
        self._tables.setVisible(self._tables_wanted and room >= needed)

    def _notices_height(self) -> int:
        if self._notices.isHidden():
            return 0
        return max(self._notices.heightForWidth(self.width()), self._notices.minimumHeight())

    def _keep_pictures(self) -> None:
        """Remember the pictures' height before a first message takes room."""
        pictures, tables = self._splitter.sizes()
        # Tables that have just come back have no height yet: the splitter gives it to them later.
        if self._notices.isHidden() and self._tables.isVisible() and tables > 0:
            self._pictures_height = pictures

    def _give_room(self) -> None:
        """Take the room of the messages from the table, and give it back afterwards."""
        self._place_tables()
        if self._pictures_height is None or self._tables.isHidden():
            return
        self._column.activate()
        rest = self._splitter.height() - HANDLE_WIDTH - self._pictures_height
        self._splitter.setSizes([self._pictures_height, max(0, rest)])

    def _on_dragged(self) -> None:
        if not self._notices.isHidden():
            self._pictures_height = self._splitter.sizes()[0]

    def heights_text(self) -> str:
        """The heights of pictures and tables, for the settings."""
        return bytes(self._splitter.saveState().toBase64().data()).decode()

    def restore_heights(self, text: str) -> None:
        """Restore stored heights; "" keeps the current ones."""
        if text:
            self._splitter.restoreState(QByteArray.fromBase64(text.encode()))


def _scrolled(page: QWidget) -> QScrollArea:
    """Return a page that scrolls if there is no room."""
    area = QScrollArea()
    area.setObjectName("startScroll")
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidgetResizable(True)
    area.setWidget(page)
    return area
