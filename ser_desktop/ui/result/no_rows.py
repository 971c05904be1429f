"""What stands in a table whose rows are all hidden by its filters, with a link to show them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QLabel, QVBoxLayout, QWidget

from ser_desktop.texts.messages import Message
from ser_desktop.ui.result.next_steps import make_link
from ser_desktop.ui.toolkit.theme import GRID


class NoRows(QWidget):
    """Lies over the rows of a table, below its headings.

    Args:
        table: the table.
    """

    show_all_wanted = Signal()
    """The user wants to see what the filters hide."""

    def __init__(self, table: QAbstractItemView) -> None:
        super().__init__(table.viewport())
        self.reason = QLabel()
        self.reason.setObjectName("noRowsReason")
        self.reason.setProperty("role", "muted")
        self.reason.setTextFormat(Qt.TextFormat.PlainText)
        self.reason.setWordWrap(True)
        self.reason.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.link = make_link("showAllRows", "segments.show_hidden")
        self.link.clicked.connect(self.show_all_wanted)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, 0, 2 * GRID, 0)
        column.setSpacing(GRID // 2)
        column.addStretch(1)
        column.addWidget(self.reason)
        column.addWidget(self.link, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        table.viewport().installEventFilter(self)
        self.hide()

    def show_reason(self, reason: Message | None) -> None:
        """Say what is hidden; None hides this, since there are rows."""
        self.reason.setText("" if reason is None else str(reason))
        self.setVisible(reason is not None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the size of the rows' area."""
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return False
