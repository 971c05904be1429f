"""Messages in a row of their own below pictures and table, which cover nothing.

News disappears by itself. Errors stay until the user closes them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from ser_desktop.texts.messages import Message
from ser_desktop.ui.toolkit.announce import announce
from ser_desktop.ui.toolkit.push_button import push_button
from ser_desktop.ui.toolkit.theme import GRID

NEWS_MS = 6000
"""Time that news stays, in milliseconds; news that can be undone stays twice as long."""
MAX_ERRORS = 20

Messages = tuple[Message, ...]


class Notices(QWidget):
    """Hidden without a message. Its owner lays it out.

    Args:
        undo: called to undo the reported step.
    """

    changing = Signal()
    """The height is about to change."""
    changed = Signal()
    """The height may have changed."""

    def __init__(self, undo: Callable[[], None]) -> None:
        super().__init__()
        self.setObjectName("notices")
        self._undo = undo
        self._errors: list[Messages] = []
        """Errors that are not closed, newest last."""
        self._news: Messages = ()
        self._error_frame = _NoticeFrame("notice", self._close_error)
        self._error_frame.setProperty("trouble", True)
        self._news_frame = _NoticeFrame("news", self.hide_news)
        self._undo_button = push_button("notice.undo", "newsUndo", self._on_undo)
        self._news_frame.row.insertWidget(1, self._undo_button, 0, Qt.AlignmentFlag.AlignTop)
        row = QHBoxLayout(self)
        row.setContentsMargins(GRID, GRID, GRID, GRID)
        row.setSpacing(GRID)
        for frame in (self._error_frame, self._news_frame):
            row.addWidget(frame, 1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide_news)
        self._update()

    # What is shown ---------------------------------------------------------------------------

    @property
    def messages(self) -> Messages:
        """The visible messages: the newest error, then the news."""
        return (*(self._errors[-1] if self._errors else ()), *self._news)

    @property
    def ids(self) -> list[str]:
        """The ids of the visible messages."""
        return [message.id for message in self.messages]

    def text(self) -> str:
        """The visible text, or ""."""
        return _text(self.messages)

    def show_error(self, problem: Message | Sequence[Message]) -> None:
        """Show an error until the user closes it; a repeated error is shown once."""
        messages = (problem,) if isinstance(problem, Message) else tuple(problem)
        if messages in self._errors:
            self._errors.remove(messages)
        self._errors = [*self._errors, messages][-MAX_ERRORS:]
        self._update()
        announce(self.window(), _text(messages))

    def show_news(self, message: Message, can_undo: bool = False) -> None:
        """Show news for a few seconds."""
        self._news = (message,)
        self._undo_button.setVisible(can_undo)
        self._timer.start(NEWS_MS * (2 if can_undo else 1))
        self._update()
        announce(self.window(), str(message))

    def hide_news(self) -> None:
        """Hide the news."""
        self._timer.stop()
        self._news = ()
        self._update()

    def drop_errors(self, families: Collection[str]) -> None:
        """Remove errors of these families (ids up to the first point) or with these ids."""
        self._errors = [
            messages
            for messages in self._errors
            if not any(
                {message.id, message.id.split(".")[0]} & set(families) for message in messages
            )
        ]
        self._update()

    def dismiss(self) -> bool:
        """Close the visible message. Returns whether there was one."""
        if self._news:
            self.hide_news()
        elif self._errors:
            self._close_error()
        else:
            return False
        return True

    # Doing -----------------------------------------------------------------------------------

    def _close_error(self) -> None:
        self._errors.pop()
        self._update()

    def _on_undo(self) -> None:
        self.hide_news()
        self._undo()

    def _update(self) -> None:
        self.changing.emit()
        error = self._errors[-1] if self._errors else ()
        self._error_frame.show_text(_text(error), len(self._errors) - 1)
        self._news_frame.show_text(_text(self._news), 0)
        self.setVisible(bool(error or self._news))
        self.changed.emit()


class _NoticeFrame(QFrame):
    """A text and a button that closes it."""

    def __init__(self, name: str, on_close: Callable[[], None]) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("role", "notice")
        self._label = QLabel()
        self._label.setObjectName(f"{name}Text")
        self._label.setWordWrap(True)
        self._label.setMinimumWidth(1)  # a long path must not widen the window
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._more = QLabel()
        self._more.setProperty("role", "muted")
        close = QToolButton()
        close.setText("✕")
        close.setObjectName(f"{name}Close")
        close.setAccessibleName(str(Message("notice.close")))
        close.clicked.connect(lambda _checked=False: on_close())
        self.row = QHBoxLayout(self)
        far, near = (6, 12) if self.isRightToLeft() else (12, 6)  # the text stands off the edge
        self.row.setContentsMargins(far, 6, near, 6)
        self.row.addWidget(self._label, 1)
        self.row.addWidget(self._more, 0, Qt.AlignmentFlag.AlignTop)
        self.row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)

    def show_text(self, text: str, n_more: int) -> None:
        """Show a text and the number of further errors; "" hides the frame."""
        self._label.setText(text)
        self._label.setToolTip(text)
        self.setAccessibleName(text)
        self._more.setVisible(n_more > 0)
        if n_more > 0:
            self._more.setText(str(Message("notice.more", n=n_more)))
        self.setVisible(bool(text))


def _text(messages: Sequence[Message]) -> str:
    return " ".join(map(str, messages))
