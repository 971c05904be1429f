"""The lower part of the result panel, which opens when somebody asks for it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from ser_desktop.texts.messages import Message
from ser_desktop.ui.toolkit.icons import icon
from ser_desktop.ui.toolkit.theme import GRID, ThemeManager

_ARROW = QSize(16, 16)


class MoreFacts(QWidget):
    """A heading that shows and hides what is below it; closed at first.

    Args:
        parts: what is shown, from top to bottom.
        themes: for the arrow.
    """

    opened = Signal(bool)
    """The user opened (True) or closed it."""

    def __init__(self, parts: Sequence[QWidget], themes: ThemeManager) -> None:
        super().__init__()
        self._themes = themes
        self.button = QToolButton()
        self.button.setObjectName("moreFacts")
        self.button.setProperty("role", "link")
        self.button.setCheckable(True)
        self.button.setIconSize(_ARROW)
        self.button.setText(str(Message("result.more")))
        self.button.setAccessibleName(str(Message("result.more_spoken")))
        self.button.setToolTip(str(Message("result.more_spoken")))
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.toggled.connect(self._show)
        self.button.clicked.connect(self.opened)
        self._body = QWidget()
        below = QVBoxLayout(self._body)
        below.setContentsMargins(0, GRID, 0, 0)
        below.setSpacing(3 * GRID // 2)
        for part in parts:
            below.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.button)
        column.addWidget(self._body)
        themes.changed.connect(self._tint)
        self._show(False)

    def set_open(self, is_open: bool) -> None:
        """Open or close it, as it was left."""
        self.button.setChecked(is_open)

    def _show(self, is_open: bool) -> None:
        self._body.setVisible(is_open)
        self._tint()

    def _tint(self) -> None:
        theme = self._themes.theme
        name = "chevron-down" if self.button.isChecked() else "chevron-right"
        self.button.setIcon(icon(name, theme.accent, theme.muted))
