"""The microphone or loudspeaker of the settings, or the default where that one is gone."""

from __future__ import annotations

from ser_desktop.audio.devices import AudioDevice, DeviceList
from ser_desktop.errors import DeviceError
from ser_desktop.texts.messages import Message


def find_chosen(devices: DeviceList, key: str) -> AudioDevice | None:
    """The device of a key, else the default one, else None."""
    return devices.find(key) or devices.find("")


def chosen_device(devices: DeviceList, key: str, missing: Message) -> AudioDevice:
    """The same, where there has to be one.

    Args:
        devices: what was found.
        key: the key in the settings; "" is the default device.
        missing: what to say where there is none and the system gave no reason.

    Raises:
        DeviceError: there is none.
    """
    device = find_chosen(devices, key)
    if device is None:
        raise DeviceError(devices.problem or missing)
    return device
