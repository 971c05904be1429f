"""The page of *Rate blind* on which a rater hears a stretch: keys, progress, and the way out."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.texts.messages import Message, emotion_name
from ser_desktop.ui.toolkit.in_the_middle import in_the_middle
from ser_desktop.ui.toolkit.push_button import push_button
from ser_desktop.ui.toolkit.theme import GRID

_IN_A_ROW = 3


class RatePage(QWidget):
    """Keys rate, and buttons do the same.

    Args:
        width: largest width of the contents in pixels.
        rate: gets the chosen emotion; "" stands for *cannot say*.
        back, again, stop: what the buttons below do, as Backspace, Space and Esc.
    """

    def __init__(
        self,
        width: int,
        rate: Callable[[str], object],
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
            _leave_keys_alone(button)
        column = QVBoxLayout(body)
        column.setSpacing(2 * GRID)
        for widget in (self._count, self._bar, _choices(rate), hint):
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


def _choices(rate: Callable[[str], object]) -> QWidget:
    """Return a button for each emotion, with the key that does the same."""
    box = QWidget()
    box.setObjectName("ratingKeys")
    grid = QGridLayout(box)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setSpacing(GRID)
    names = {label: emotion_name(label) for label in EMOTIONS} | {
        "": str(Message("rate.cannot_say"))
    }
    for at, (label, name) in enumerate(names.items()):
        key = (at + 1) % len(names)
        button = QPushButton(f"{key}\u2003{name}")
        button.setObjectName(f"rate_{label or 'cannot_say'}")
        button.setAccessibleName(name)
        button.setProperty("role", "choice")
        button.clicked.connect(lambda _checked=False, label=label: rate(label))
        _leave_keys_alone(button)
        grid.addWidget(button, at // _IN_A_ROW, at % _IN_A_ROW)
    return box


def _leave_keys_alone(button: QPushButton) -> None:
    """Let the keys rate and play, whatever was clicked before."""
    button.setAutoDefault(False)
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
