"""The record button, the microphone with its level meter, and the length of the take."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from ser_desktop.texts.messages import Message
from ser_desktop.ui.recording.availability import show_available
from ser_desktop.ui.recording.device_box import DeviceBox
from ser_desktop.ui.recording.level_meter import LevelMeter
from ser_desktop.ui.toolkit.announce import show_value
from ser_desktop.ui.toolkit.icons import icon
from ser_desktop.ui.toolkit.number_text import position_text
from ser_desktop.ui.toolkit.theme import GRID, ThemeManager

_BUTTON_WIDTH = 15 * GRID
_CLOCK_PX = 18
_ICON_COLOUR = "#ffffff"


class RecordRow(QWidget):
    """The red button and the microphone of the main window, for a take for the target.

    Args:
        left: widget on the left of the button.
        themes: for the colours.
    """

    pressed = Signal()

    def __init__(self, left: QWidget, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self.button = QToolButton()
        self.button.setObjectName("recordButton")  # selects its rules in the style sheet
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.clicked.connect(self.pressed)
        self.meter = LevelMeter(themes)
        self.meter.setObjectName("practiceMeter")
        self.meter.setFixedWidth(self.meter.sizeHint().width())
        self.devices = DeviceBox("practiceDevice")
        self.clock = QLabel()
        self.clock.setObjectName("practiceClock")
        self.clock.setStyleSheet(f"font-size: {_CLOCK_PX}px; font-weight: 600;")
        right = QHBoxLayout()
        right.setSpacing(2 * GRID)
        right.addWidget(self.clock)
        right.addStretch(1)
        right.addWidget(self.devices)
        right.addWidget(self.meter)
        row = QGridLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setHorizontalSpacing(2 * GRID)
        row.addWidget(left, 0, 0)
        row.addWidget(self.button, 0, 1)
        row.addLayout(right, 0, 2)
        row.setColumnMinimumWidth(1, _BUTTON_WIDTH)
        for side in (0, 2):  # the button stands in the middle
            row.setColumnStretch(side, 1)
            row.setColumnMinimumWidth(side, left.sizeHint().width())
        self.show_state(False, True, 0.0)

    def show_state(
        self, recording: bool, usable: bool, elapsed_s: float, missing: str = ""
    ) -> None:
        """Show whether a take is being recorded or can be, and its length.

        Args:
            recording: whether a take is being recorded.
            usable: whether the main window leaves the microphone free.
            elapsed_s: length of the take in seconds.
            missing: why there is no microphone; "" if there is one.
        """
        key = "stop" if recording else "record"
        text, tip = str(Message(f"practice.{key}")), str(Message(f"practice.{key}_tip"))
        self.button.setText(f" {text}")
        self.button.setAccessibleName(text)
        show_available(self.button, missing, tip)
        self.button.setEnabled(usable)
        self.devices.lock(recording or not usable)
        theme = self._themes.theme
        colour = theme.muted if missing else _ICON_COLOUR
        self.button.setIcon(icon("square" if recording else "mic", colour, theme.border))
        self.show_elapsed(elapsed_s)

    def show_elapsed(self, elapsed_s: float) -> None:
        """Show the length of the take."""
        title = str(Message("practice.elapsed_name"))
        show_value(self.clock, title, position_text(elapsed_s))
