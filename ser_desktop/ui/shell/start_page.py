"""The first page, shown without recordings: three ways to begin."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from ser_desktop.texts.messages import Message
from ser_desktop.ui.recording.availability import show_available
from ser_desktop.ui.shell.actions import Actions
from ser_desktop.ui.shell.start_picture import StartPicture
from ser_desktop.ui.toolkit.in_the_middle import in_the_middle
from ser_desktop.ui.toolkit.message_label import MessageLabel
from ser_desktop.ui.toolkit.screen_size import text_scale
from ser_desktop.ui.toolkit.theme import GRID, ThemeManager

_WIDTH, _BUTTON_WIDTH = 520, 220
_LOW, _NARROW = 440, 420
"""A page of less height or width has no picture and no links, in pixels of usual text."""
_WAYS = ("record", "open", "open_sample")
_LINKS = ("practise", "open_project", "guide")
"""What else people come for."""


class StartPage(QWidget):
    """One line on the purpose of the program, and buttons."""

    def __init__(self, actions: Actions, themes: ThemeManager) -> None:
        super().__init__()
        self.setObjectName("startPage")
        heading = QLabel(str(Message("start.heading")))
        heading.setObjectName("startHeading")
        font = heading.font()
        font.setPointSizeF(font.pointSizeF() * 1.8)
        font.setBold(True)
        heading.setFont(font)
        words = QLabel(str(Message("start.words")))
        words.setProperty("role", "muted")
        for label in (heading, words):
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._microphone = MessageLabel("startMicrophone", "tip")
        drop = QLabel(str(Message("start.drop")))
        drop.setProperty("role", "muted")
        drop.setWordWrap(True)
        drop.setAlignment(Qt.AlignmentFlag.AlignCenter)
        body = QWidget()
        body.setMaximumWidth(round(_WIDTH * text_scale()))
        column = QVBoxLayout(body)
        column.setContentsMargins(2 * GRID, 0, 2 * GRID, 0)
        column.setSpacing(GRID)
        column.addWidget(heading)
        column.addWidget(words)
        self._picture = StartPicture(themes)
        column.addSpacing(GRID)
        column.addWidget(self._picture)
        column.addSpacing(GRID)
        buttons = [_button(actions, key) for key in _WAYS]
        for button in buttons:
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        self._record = buttons[0]
        column.addSpacing(GRID)
        column.addWidget(drop)
        self._links = QWidget()
        links = QHBoxLayout(self._links)
        links.setContentsMargins(0, GRID, 0, 0)
        links.setSpacing(2 * GRID)
        links.addStretch(1)
        for key in _LINKS:
            links.addWidget(_link(actions, key))
        links.addStretch(1)
        column.addWidget(self._links)
        column.addWidget(self._microphone)
        in_the_middle(self, body)

    def minimumSizeHint(self) -> QSize:
        """The size without picture and links, which a small window hides."""
        hint, spared = super().minimumSizeHint(), (self._picture, self._links)
        height = sum(part.sizeHint().height() + GRID for part in spared if not part.isHidden())
        width = round(_BUTTON_WIDTH * text_scale()) + 6 * GRID
        return QSize(min(hint.width(), width), hint.height() - height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the picture and the links if there is room."""
        super().resizeEvent(event)
        low, narrow = round(_LOW * text_scale()), round(_NARROW * text_scale())
        is_roomy = self.height() >= low and self.width() >= narrow
        self._picture.setVisible(is_roomy)
        self._links.setVisible(is_roomy)

    def show_microphone(self, problem: str) -> None:
        """Show why recording is impossible; "" if it is possible."""
        show_available(self._record, problem, str(Message("toolbar.record_tip")))
        self._microphone.show_message(*([Message("plain", sentence=problem)] if problem else []))


def _button(actions: Actions, key: str) -> QToolButton:
    action = actions[key]
    button = QToolButton()
    button.setDefaultAction(action)
    button.setObjectName(f"start_{key}")
    button.setProperty("role", "start")
    button.setProperty("first", key == _WAYS[0])
    button.setText(str(Message(f"start.{key}")))
    button.setAccessibleName(str(Message(f"start.{key}")))
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
    button.setMinimumWidth(round(_BUTTON_WIDTH * text_scale()))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    # The action's text changes while a take is under way; this page is not shown then.
    action.changed.connect(lambda: button.setText(str(Message(f"start.{key}"))))
    return button


def _link(actions: Actions, key: str) -> QToolButton:
    link = QToolButton()
    link.setObjectName(f"start_{key}")
    link.setProperty("role", "link")
    link.setText(str(Message(f"start.{key}")))
    link.setAccessibleName(str(Message(f"start.{key}")))
    link.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    link.clicked.connect(lambda _checked=False: actions[key].trigger())
    return link
