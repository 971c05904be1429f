"""The strongest moments of a recording; clicking one moves the play head there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QToolButton, QVBoxLayout, QWidget

from ser_desktop.emotion.summary import Moment
from ser_desktop.texts.messages import Message, emotion_name
from ser_desktop.ui.toolkit.emotion_colours import chip_icon
from ser_desktop.ui.toolkit.number_text import confidence_text, position_text
from ser_desktop.ui.toolkit.theme import GRID, ThemeManager

MAX_MOMENTS = 5

_CHIP_SIZE = 10


class Moments(QWidget):
    """A heading and up to five buttons; hidden where nothing stands out."""

    seek_wanted = Signal(float)

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("strongestMoments")
        self._themes = themes
        self._moments: Sequence[Moment] = ()
        heading = QLabel(str(Message("result.moments")))
        heading.setProperty("role", "heading")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, GRID // 2, 0, 0)
        column.setSpacing(0)
        column.addWidget(heading)
        self._buttons = []
        for i in range(MAX_MOMENTS):
            button = QToolButton()
            button.setObjectName(f"moment{i}")
            button.setAutoRaise(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # after a click Space plays from there
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.clicked.connect(lambda _checked=False, at=i: self._go(at))
            column.addWidget(button)
            self._buttons.append(button)
        themes.changed.connect(lambda: self.show_moments(self._moments))
        self.hide()

    def show_moments(self, moments: Sequence[Moment]) -> None:
        """Show others."""
        self._moments = moments
        self.setVisible(bool(moments))
        for button, moment in zip(self._buttons, [*moments, *[None] * MAX_MOMENTS], strict=False):
            button.setVisible(moment is not None)
            if moment is not None:
                time, emotion = position_text(moment.time_s), emotion_name(moment.label)
                confidence = confidence_text(moment.confidence)
                button.setText(f"  {time}   {emotion} {confidence}")
                spoken = Message(
                    "result.go_to_moment", time=time, emotion=emotion, confidence=confidence
                )
                button.setAccessibleName(str(spoken))
                button.setIcon(chip_icon(moment.label, self._themes.theme, _CHIP_SIZE))

    def _go(self, at: int) -> None:
        if at < len(self._moments):
            self.seek_wanted.emit(self._moments[at].time_s)
