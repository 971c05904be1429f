"""The strongest moments of a recording; pressing one goes there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QLabel, QToolButton, QVBoxLayout, QWidget

from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.emotion.summary import Moment
from ser_desktop.ui.toolkit.number_text import confidence_text, position_text
from ser_desktop.ui.toolkit.theme import GRID, ThemeManager

MOST = 5


class Moments(QWidget):
    """A heading and up to five buttons; hidden where nothing stands out."""

    seek_wanted = Signal(float)

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("strongestMoments")
        self._themes = themes
        self._moments: Sequence[Moment] = ()
        heading = QLabel("STRONGEST MOMENTS")
        heading.setProperty("role", "heading")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, GRID // 2, 0, 0)
        column.setSpacing(0)
        column.addWidget(heading)
        self._buttons = []
        for i in range(MOST):
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
        for button, moment in zip(self._buttons, [*moments, *[None] * MOST], strict=False):
            button.setVisible(moment is not None)
            if moment is not None:
                words = f"{moment.label} {confidence_text(moment.confidence)}"
                button.setText(f"  {position_text(moment.time_s)}   {words}")
                button.setAccessibleName(f"Go to {position_text(moment.time_s)}, {words}")
                chip = QPixmap(10, 10)
                chip.fill(self._themes.theme.emotion(EMOTIONS.index(moment.label)))
                button.setIcon(QIcon(chip))

    def _go(self, at: int) -> None:
        if at < len(self._moments):
            self.seek_wanted.emit(self._moments[at].time_s)
