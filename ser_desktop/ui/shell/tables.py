"""Under the timeline: what people say and what the model says, each as a table."""

from __future__ import annotations

from PySide6.QtWidgets import QTabWidget, QWidget

from ser_desktop.texts.messages import Message


class Tables(QTabWidget):
    """The model's segments, and the annotations with their number."""

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
        """How many annotations there are."""
        self.setTabText(1, str(Message("annotation.tab", n=n)))
