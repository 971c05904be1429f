"""Left or right: which channel's answer is shown when they are analysed apart."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from ser_desktop.export.names import CHANNEL_NAMES
from ser_desktop.ui.recordings.recordings_model import Recording


class ChannelSwitch(QWidget):
    """Hidden unless there are two answers."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("channelSwitch")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._group = QButtonGroup(self)
        for channel, name in enumerate(CHANNEL_NAMES):
            button = QPushButton(name)
            button.setObjectName(f"channel{name}")
            button.setAccessibleName(f"{name} channel")
            button.setToolTip(f"The answer of the {name.lower()} channel (C: the other)")
            button.setCheckable(True)
            self._group.addButton(button, channel)
            row.addWidget(button)
        self._group.idClicked.connect(self.chosen)
        self.hide()

    def show_channels(self, recording: Recording | None) -> None:
        """Press the one that is shown."""
        apart = recording is not None and len(recording.analyses) > 1
        self.setVisible(apart)
        if apart and recording is not None:
            self._group.button(recording.channel).setChecked(True)
