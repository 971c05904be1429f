"""Finds the microphone or loudspeaker of the settings, or the default device."""

from __future__ import annotations

from ser_desktop.audio.devices import AudioDevice, DeviceList
from ser_desktop.errors import DeviceError
from ser_desktop.texts.messages import Message


def find_chosen(devices: DeviceList, key: str) -> AudioDevice | None:
    """Return the device of a key, else the default device, else None."""
    return devices.find(key) or devices.find("")


def chosen_device(devices: DeviceList, key: str, missing: Message) -> AudioDevice:
    """Return the device of a key or the default device; raise if there is none.

    Args:
        devices: the available devices.
        key: the key in the settings; "" is the default device.
        missing: message if there is no device and the system gives no reason.

    Raises:
        DeviceError: there is no device.
    """
    device = find_chosen(devices, key)
    if device is None:
        raise DeviceError(devices.problem or missing)
    return device
