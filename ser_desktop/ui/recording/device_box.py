"""The choice of the microphone, in the toolbar and in the practice window."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter, QWidget

from ser_desktop.audio.devices import AudioDevice, DeviceList
from ser_desktop.texts.messages import Message

_SYSTEM_DEVICE = "default"
"""Name that ALSA and PulseAudio give to whatever the system uses."""
MIN_WIDTH, MAX_WIDTH = 150, 220
_COMBO = QStyle.ComplexControl.CC_ComboBox


class DeviceBox(QComboBox):
    """Lists the microphones; disabled without any, and while one is recorded."""

    chosen = Signal(str)
    """The key of a microphone."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(str(Message("toolbar.microphone")))
        self.setMinimumWidth(MIN_WIDTH)
        self.setMaximumWidth(MAX_WIDTH)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._has_devices = self._is_locked = False
        self.activated.connect(lambda at: self.chosen.emit(self.itemData(at) or ""))
        self.show_devices(DeviceList(()), "")

    def show_devices(self, devices: DeviceList, chosen: str) -> None:
        """List microphones and mark the chosen one, by its key."""
        self.clear()
        for device in devices.devices:
            self.addItem(_text(device), device.key)
            self.setItemData(self.count() - 1, device.key, Qt.ItemDataRole.ToolTipRole)
        self._has_devices = bool(devices.devices)
        if not self._has_devices:
            self.addItem(str(Message("toolbar.no_microphone")), "")
        self.setToolTip(str(devices.problem or Message("toolbar.microphone")))
        self.setCurrentIndex(max(self.findData(chosen), 0))
        self._enable()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint a long name with an ellipsis: Qt cuts it at the edge."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(_COMBO, option, part, self)
        option.currentText = self.fontMetrics().elidedText(
            self.currentText(), Qt.TextElideMode.ElideRight, room.width() - 2
        )
        painter = QStylePainter(self)
        painter.drawComplexControl(_COMBO, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def lock(self, is_locked: bool) -> None:
        """Disable the choice during a take."""
        self._is_locked = is_locked
        self._enable()

    def _enable(self) -> None:
        self.setEnabled(self._has_devices and not self._is_locked)


def _text(device: AudioDevice) -> str:
    if device.name == _SYSTEM_DEVICE:
        return str(Message("toolbar.system_microphone"))
    if device.is_default:
        return str(Message("toolbar.default_device", name=device.key))
    return device.key
