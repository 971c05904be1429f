"""The tables under the timeline: segments of the model, and annotations."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QTabWidget, QWidget

from ser_desktop.texts.messages import Message
from ser_desktop.ui.result.segments_panel import SegmentsPanel
from ser_desktop.ui.toolkit.theme import GRID

_SEGMENTS, _ANNOTATIONS = 0, 1


class Tables(QTabWidget):
    """Two tabs; the filters of the segments are beside the tabs if there is room."""

    def __init__(self, segments: SegmentsPanel, annotations: QWidget) -> None:
        super().__init__()
        self.setObjectName("tables")
        self.setDocumentMode(True)
        self._segments = segments
        self.tabBar().setObjectName("tablesTabs")
        self.tabBar().setAccessibleName(str(Message("annotation.tabs")))
        self.tabBar().setDrawBase(False)
        self.addTab(segments, str(Message("annotation.tab_segments")))
        self.addTab(annotations, "")
        self.show_count(0)
        self.currentChanged.connect(self._place_filters)

    def show_count(self, n: int) -> None:
        """Show the number of annotations on the tab."""
        self.setTabText(_ANNOTATIONS, str(Message("annotation.tab", n=n)))
        self._place_filters()

    def minimumSizeHint(self) -> QSize:
        """The size without the filters, which a narrow window shows below the tabs."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), self.tabBar().minimumSizeHint().width()), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Move the filters if the new width changes whether they fit beside the tabs."""
        super().resizeEvent(event)
        self._place_filters()

    def _place_filters(self) -> None:
        """Put the filters beside the tabs, which saves a line, or below them."""
        bar, corner = self._segments.bar, Qt.Corner.TopRightCorner
        needed = self.tabBar().sizeHint().width() + bar.sizeHint().width() + 2 * GRID
        fits = needed <= self.width()
        is_beside = self.cornerWidget(corner) is bar
        if fits and not is_beside:
            self.setCornerWidget(bar, corner)
        elif not fits and is_beside:
            self.setCornerWidget(None, corner)  # type: ignore[arg-type]
            self._segments.take_bar_back()
        bar.setVisible(not fits or self.currentIndex() == _SEGMENTS)
        self._put_filters_first()

    def _put_filters_first(self) -> None:
        """Let Tab go as the eye does: the tabs, the filters beside or below them, the table."""
        direct = Qt.FindChildOption.FindDirectChildrenOnly
        filters = self._segments.bar.findChildren(QWidget, options=direct)
        tabbed = [one for one in filters if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
        chain = [self.tabBar(), *tabbed, self._segments.table]
        for before, after in pairwise(chain):
            QWidget.setTabOrder(before, after)
