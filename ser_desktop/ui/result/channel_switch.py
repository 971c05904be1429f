"""Buttons that choose which channel's result is shown."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from ser_desktop.export.names import CHANNEL_NAMES
from ser_desktop.texts.messages import Message
from ser_desktop.ui.recordings.recording import Recording


class ChannelSwitch(QWidget):
    """Hidden unless the channels were analysed separately."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("channelSwitch")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._group = QButtonGroup(self)
        for channel, name in enumerate(CHANNEL_NAMES):
            key = name.lower()
            button = QPushButton(str(Message(f"channel.{key}")))
            button.setObjectName(f"channel{name}")
            button.setAccessibleName(str(Message(f"channel.{key}_spoken")))
            button.setToolTip(str(Message(f"channel.{key}_tip")))
            button.setCheckable(True)
            self._group.addButton(button, channel)
            row.addWidget(button)
        self._group.idClicked.connect(self.chosen)
        self.hide()

    def show_channels(self, recording: Recording | None) -> None:
        """Check the button of the shown channel."""
        is_split = recording is not None and len(recording.document.displayed_analyses) > 1
        self.setVisible(is_split)
        if is_split and recording is not None:
            self._group.button(recording.view.channel).setChecked(True)
