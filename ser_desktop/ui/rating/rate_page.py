"""The page of *Rate blind* on which a rater hears a stretch: keys, progress, and the way out."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.texts.messages import Message, emotion_name
from ser_desktop.ui.toolkit.in_the_middle import in_the_middle
from ser_desktop.ui.toolkit.push_button import push_button
from ser_desktop.ui.toolkit.theme import GRID

_KEYS_SCALE = 1.5


class RatePage(QWidget):
    """Keys rate; the buttons do what Backspace, Space and Esc do.

    Args:
        width: largest width of the contents in pixels.
        back, again, stop: what the buttons do.
    """

    def __init__(
        self,
        width: int,
        back: Callable[[], object],
        again: Callable[[], object],
        stop: Callable[[], object],
    ) -> None:
        super().__init__()
        body = QWidget()
        body.setMaximumWidth(width)
        self._count = QLabel()
        self._count.setObjectName("ratingCount")
        self._count.setProperty("role", "invitation")
        self._bar = QProgressBar()
        self._bar.setAccessibleName(str(Message("rate.title")))
        self._bar.setTextVisible(False)
        hint = QLabel(str(Message("rate.keys")))
        hint.setProperty("role", "muted")
        hint.setWordWrap(True)
        self._back = push_button("rate.back", "rateBack", back)
        buttons = (
            self._back,
            push_button("rate.again", "rateAgain", again),
            push_button("rate.stop", "stopRating", stop),
        )
        for button in buttons:
            button.setAutoDefault(False)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Space plays, whatever was clicked
        column = QVBoxLayout(body)
        column.setSpacing(2 * GRID)
        for widget in (self._count, self._bar, _choices(), hint):
            column.addWidget(widget)
        column.addLayout(button_row(*buttons))
        in_the_middle(self, body)

    def show_place(self, n_rated: int, n: int) -> None:
        """Show how many stretches are rated, and the number of the current one."""
        self._count.setText(str(Message("rate.count", number=n_rated + 1, n=n)))
        self._bar.setRange(0, n)
        self._bar.setValue(n_rated)
        self._back.setEnabled(n_rated > 0)


def button_row(*buttons: QWidget) -> QHBoxLayout:
    """Return buttons on the right of a row."""
    row = QHBoxLayout()
    row.setSpacing(GRID)
    row.addStretch(1)
    for button in buttons:
        row.addWidget(button)
    return row


def _choices() -> QLabel:
    lines = [f"{number}   {emotion_name(label)}" for number, label in enumerate(EMOTIONS, start=1)]
    choices = QLabel("\n".join([*lines, f"0   {Message('rate.cannot_say')}"]))
    choices.setObjectName("ratingKeys")
    font = choices.font()
    font.setPointSizeF(font.pointSizeF() * _KEYS_SCALE)
    choices.setFont(font)
    return choices
