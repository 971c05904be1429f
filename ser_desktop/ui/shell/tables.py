"""The tables under the timeline: segments of the model, and annotations."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QTabWidget, QWidget

from ser_desktop.texts.messages import Message
from ser_desktop.ui.result.segments_panel import SegmentsPanel

_SEGMENTS, _ANNOTATIONS = 0, 1
_TABS_WIDTH, _COUNT_WIDTH = 16, 7
"""Room for the tabs and for the number of segments, in heights of the font."""


class Tables(QTabWidget):
    """Two tabs; the filters of the segments are beside the tabs in a wide window."""

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
        self._corner = QWidget()
        self._row = QHBoxLayout(self._corner)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(segments.count)
        self.setCornerWidget(self._corner, Qt.Corner.TopRightCorner)
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

    def showEvent(self, event: QShowEvent) -> None:
        """Place the filters once their fonts are known."""
        super().showEvent(event)
        self._place_filters()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Move the filters if the new width changes whether they fit beside the tabs."""
        super().resizeEvent(event)
        self._place_filters()

    def _place_filters(self) -> None:
        """Put the filters beside the tabs where the width allows it, else below them."""
        bar = self._segments.bar
        tabs = max(self.tabBar().sizeHint().width(), _TABS_WIDTH * self.fontMetrics().height())
        count = _COUNT_WIDTH * self.fontMetrics().height()
        beside = tabs + bar.sizeHint().width() + count
        fits = beside <= self.width()
        if fits and bar.parentWidget() is not self._corner:
            self._row.insertWidget(0, bar)
        elif not fits and bar.parentWidget() is self._corner:
            self._segments.take_bar_back()
        is_segments = self.currentIndex() == _SEGMENTS
        bar.setVisible(not fits or is_segments)
        self._segments.count.setVisible(is_segments)
        self._corner.adjustSize()
        self._put_filters_first()

    def _put_filters_first(self) -> None:
        """Let Tab go as the eye does: the tabs, the filters beside or below them, the table."""
        direct = Qt.FindChildOption.FindDirectChildrenOnly
        filters = self._segments.bar.findChildren(QWidget, options=direct)
        tabbed = [one for one in filters if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
        chain = [self.tabBar(), *tabbed, self._segments.table]
        for before, after in pairwise(chain):
            QWidget.setTabOrder(before, after)
