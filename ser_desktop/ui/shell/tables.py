"""The tables under the timeline: segments of the model, and annotations."""

from __future__ import annotations

from PySide6.QtWidgets import QTabWidget, QWidget

from ser_desktop.texts.messages import Message


class Tables(QTabWidget):
    """Two tabs; the tab of annotations shows their number."""

    def __init__(self, segments: QWidget, annotations: QWidget) -> None:
        super().__init__()
        self.setObjectName("tables")
        self.setDocumentMode(True)
        self.tabBar().setObjectName("tablesTabs")
        self.tabBar().setAccessibleName(str(Message("annotation.tabs")))
        self.tabBar().setDrawBase(False)
        self.addTab(segments, str(Message("annotation.tab_segments")))
        self.addTab(annotations, "")
        self.show_count(0)

    def show_count(self, n: int) -> None:
        """Show the number of annotations on the tab."""
        self.setTabText(1, str(Message("annotation.tab", n=n)))
