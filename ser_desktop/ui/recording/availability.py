"""How a button looks that records: usable, or unavailable with the reason."""

from __future__ import annotations

from PySide6.QtWidgets import QToolButton

from ser_desktop.audio.devices import DeviceList
from ser_desktop.texts.messages import Message


def why_unavailable(devices: DeviceList) -> str:
    """Return why nothing can be recorded, and what to do; "" if there is a microphone."""
    return "" if devices.devices else str(devices.problem or Message("device.no_microphone"))


def show_available(button: QToolButton, reason: str, tip: str) -> None:
    """Show whether recording is possible.

    The button stays pressable: pressed, it looks for a microphone again, and says what to do.

    Args:
        button: a button that records.
        reason: why recording is impossible; "" if it is possible.
        tip: the tool tip of a usable button.
    """
    button.setToolTip(reason or tip)
    button.setAccessibleDescription(reason)
    if button.property("available") != (not reason):
        button.setProperty("available", not reason)
        button.style().unpolish(button)
        button.style().polish(button)
