"""The left side: the list of recordings, and where to drop more."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from ser_desktop.texts.messages import Message
from ser_desktop.ui.recordings.recordings_list import RecordingsList
from ser_desktop.ui.toolkit.theme import GRID


class RecordingsPanel(QWidget):
    """A heading, the list, and a hint below it."""

    def __init__(self, recordings: RecordingsList) -> None:
        super().__init__()
        self.setObjectName("recordingsPanel")
        heading = QLabel(str(Message("recordings.heading")))
        heading.setProperty("role", "heading")
        heading.setContentsMargins(GRID * 3 // 2, GRID * 3 // 2, 0, GRID // 2)
        hint = QFrame()
        hint.setObjectName("dropHint")
        words = QLabel(str(Message("recordings.drop_hint")))
        words.setProperty("role", "muted")
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        words.setWordWrap(True)
        inner = QVBoxLayout(hint)
        inner.setContentsMargins(GRID, 2 * GRID, GRID, 2 * GRID)
        inner.addWidget(words)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, GRID * 3 // 2)
        column.setSpacing(0)
        column.addWidget(heading)
        column.addWidget(recordings, 1)
        framed = QVBoxLayout()
        framed.setContentsMargins(GRID * 3 // 2, GRID, GRID * 3 // 2, 0)
        framed.addWidget(hint)
        column.addLayout(framed)
        self.setMinimumWidth(180)
