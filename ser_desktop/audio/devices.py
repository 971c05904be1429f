"""Microphones and loudspeakers, identified by name and host API, since their index changes.

PortAudio may be missing, may find nothing, or may give names that are not UTF-8. In each case the
list is empty and a message says why; there is no exception.
"""

from __future__ import annotations

import fnmatch
import importlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Literal

from ser_desktop.audio.pulse_sources import with_pulse_sources
from ser_desktop.errors import DeviceError
from ser_desktop.texts.error_reasons import sound_reason
from ser_desktop.texts.messages import Message

Direction = Literal["input", "output"]


@dataclass(frozen=True)
class AudioDevice:
    """One device as PortAudio sees it now."""

    index: int
    """PortAudio's index, valid until the next rescan."""
    name: str
    host_api: str
    channels: int
    default_rate_hz: int
    is_default: bool
    pulse_source: str = ""
    """The PulseAudio source recorded through this device; "" is the device itself."""

    @property
    def key(self) -> str:
        """The key stored in the settings."""
        return f"{self.name} · {self.host_api}"


@dataclass(frozen=True)
class DeviceList:
    """The devices of one direction, or the reason why there are none."""

    devices: tuple[AudioDevice, ...]
    problem: Message | None = None

    def find(self, key: str) -> AudioDevice | None:
        """Return the device of a stored key or a name.

        Args:
            key: ``""`` returns the default device, or the first if there is no default.
        """
        for device in self.devices:
            if key and key in (device.key, device.name):
                return device
        if key:
            return None
        return next((d for d in self.devices if d.is_default), next(iter(self.devices), None))


def choose_device(listed: DeviceList, query: str) -> AudioDevice:
    """Return the microphone that a user's text selects.

    Args:
        listed: the available devices.
        query: a name, a name with host API, a number in the list, a part of a name, or a pattern
            (``*usb*``); "" is the default.

    Raises:
        DeviceError: no device matches, or several do.
    """
    exact = listed.find(query)
    if exact is not None:
        return exact
    if not listed.devices and listed.problem:
        raise DeviceError(listed.problem)
    if query.isdecimal() and int(query) < len(listed.devices):
        return listed.devices[int(query)]
    pattern = query.casefold() if set("*?[") & set(query) else f"*{query.casefold()}*"
    fitting = [d for d in listed.devices if fnmatch.fnmatchcase(d.key.casefold(), pattern)]
    if len(fitting) == 1:
        return fitting[0]
    id = "record.several_devices" if fitting else "record.device_not_found"
    available = [device.key for device in fitting or listed.devices]
    raise DeviceError(Message(id, name=query, available=available))


def portaudio() -> ModuleType:
    """Import the module sounddevice, which loads PortAudio.

    Raises:
        DeviceError: PortAudio is not installed.
    """
    try:
        return importlib.import_module("sounddevice")
    except OSError:
        raise DeviceError(Message("device.no_portaudio")) from None
    except Exception as error:  # noqa: BLE001 - its own class is not there yet when it fails
        raise DeviceError(
            Message("device.system_failed", reason=sound_reason(str(error)))
        ) from None


def start_stream(make: Callable[[], Any]) -> Any:
    """Make and start a stream of PortAudio; close it again if it does not start.

    Args:
        make: returns a stream that is not started.

    Raises:
        Exception: the device refuses the settings; PortAudio's error or a ValueError.
    """
    stream = make()
    try:
        stream.start()
    except BaseException:
        stream.close(ignore_errors=True)
        raise
    return stream


def list_devices(direction: Direction, rescan: bool = False) -> DeviceList:
    """List the devices that are connected.

    Args:
        direction: microphones or loudspeakers.
        rescan: update PortAudio's list. That closes every open stream, so use it only while idle
        (python-sounddevice#125).
    """
    try:
        sound = portaudio()
    except DeviceError as error:
        return DeviceList((), error.message)
    try:
        if rescan:
            # After a failed rescan PortAudio is not initialised and must not be terminated again.
            with suppress(sound.PortAudioError):
                sound._terminate()
            sound._initialize()
        count = len(sound.query_devices())
        apis = [api["name"] for api in sound.query_hostapis()]
        default = sound.default.device[0 if direction == "input" else 1]
    except UnicodeDecodeError:
        count, apis, default = sound._lib.Pa_GetDeviceCount(), [], -1
    except sound.PortAudioError as error:
        return DeviceList((), Message("device.system_failed", reason=sound_reason(str(error))))
    devices = []
    for index in range(max(0, count)):
        device = _describe(sound, index, direction, apis, default)
        if device is not None:
            devices.append(device)
    if direction == "input":
        devices = with_pulse_sources(devices)
    if devices:
        return DeviceList(tuple(devices))
    none = "device.none_input" if direction == "input" else "device.none_output"
    return DeviceList((), Message(none))


def _describe(
    sound: Any, index: int, direction: Direction, apis: list[str], default: int
) -> AudioDevice | None:
    try:
        info = sound.query_devices(index)
    except UnicodeDecodeError:
        # Names in a system code page (python-sounddevice#72): the device works, its name does not.
        info = _without_name(sound, index)
    except sound.PortAudioError:
        return None
    channels = int(info[f"max_{direction}_channels"])
    if channels < 1:
        return None
    host_api = info["hostapi"]
    return AudioDevice(
        index=index,
        name=info["name"],
        host_api=apis[host_api] if host_api < len(apis) else "unknown",
        channels=channels,
        default_rate_hz=round(info["default_samplerate"]),
        is_default=index == default,
    )


def _without_name(sound: Any, index: int) -> dict[str, Any]:
    raw = sound._lib.Pa_GetDeviceInfo(index)
    name = sound._ffi.string(raw.name).decode("utf-8", "replace")
    return {
        "name": name,
        "hostapi": raw.hostApi,
        "max_input_channels": raw.maxInputChannels,
        "max_output_channels": raw.maxOutputChannels,
        "default_samplerate": raw.defaultSampleRate,
    }
