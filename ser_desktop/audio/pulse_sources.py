"""Sources of PulseAudio and PipeWire: microphones by their names, and the computer's output.

PortAudio does not list them, but ``pactl`` does. ALSA's device *pulse* records the source that the
variable ``PULSE_SOURCE`` names when the device is opened.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ser_desktop.texts.messages import Message

if TYPE_CHECKING:
    from ser_desktop.audio.devices import AudioDevice

HOST_API = "PulseAudio"
_ANSWERS_WITHIN_S = 2.0
_BRIDGE = "pulse"
_LOOPBACK_MARK = "[Loopback]"
"""PortAudio's suffix for loopback devices of Windows (WASAPI)."""
_SAMPLES = re.compile(r"(\d+)ch (\d+)Hz")


def with_pulse_sources(devices: Sequence[AudioDevice]) -> list[AudioDevice]:
    """Return the microphones of PortAudio, followed by sources of PulseAudio.

    Args:
        devices: the devices listed by PortAudio.

    Returns:
        the devices, with readable names for loopbacks of Windows, followed by the microphones of
        PulseAudio or PipeWire and the outputs of the computer, if they can be recorded.
    """
    named = [_named_for_people(device) for device in devices]
    bridge = next((device for device in devices if device.name == _BRIDGE), None)
    if bridge is None or not sys.platform.startswith("linux"):
        return named
    sources = _described(_listed(), bridge)
    # Microphones first, since recording the output is rarer.
    return [*named, *sorted(sources, key=lambda device: device.pulse_source.endswith(".monitor"))]


@contextmanager
def recording_from(pulse_source: str) -> Iterator[None]:
    """Set the source for ALSA's device *pulse* while it is opened; "" changes nothing."""
    if not pulse_source:
        yield
        return
    before = os.environ.get("PULSE_SOURCE")
    os.environ["PULSE_SOURCE"] = pulse_source
    try:
        yield
    finally:
        if before is None:
            del os.environ["PULSE_SOURCE"]
        else:
            os.environ["PULSE_SOURCE"] = before


def _named_for_people(device: AudioDevice) -> AudioDevice:
    if _LOOPBACK_MARK not in device.name:
        return device
    output = device.name.replace(_LOOPBACK_MARK, "").strip()
    return replace(device, name=str(Message("device.computer_plays", output=output)))


def _described(sources: Sequence[Any], bridge: AudioDevice) -> list[AudioDevice]:
    """Return a device for each source in the output of ``pactl``."""
    devices: list[AudioDevice] = []
    try:
        counts = Counter(source["description"] for source in sources)
        for source in sources:
            name, title = source["name"], source["description"]
            if counts[title] > 1:
                title = f"{title}, {name.removesuffix('.monitor')}"
            if source.get("monitor_source"):  # the output of a monitor
                output = title.removeprefix("Monitor of ")
                title = str(Message("device.computer_plays", output=output))
            form = _SAMPLES.search(source["sample_specification"])
            channels, rate_hz = map(int, form.groups()) if form else (1, bridge.default_rate_hz)
            devices.append(
                replace(
                    bridge,
                    name=title,
                    host_api=HOST_API,
                    channels=channels,
                    default_rate_hz=rate_hz,
                    is_default=False,
                    pulse_source=name,
                )
            )
    except (KeyError, TypeError, AttributeError):
        return []
    return devices


def _listed() -> list[Any]:
    """Return ``pactl``'s description of every source; empty if it fails."""
    program = shutil.which("pactl")
    if program is None:
        return []
    try:
        done = subprocess.run(
            [program, "--format=json", "list", "sources"],
            capture_output=True,
            timeout=_ANSWERS_WITHIN_S,
            check=True,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        )
        sources = json.loads(done.stdout.decode("utf-8", "replace"))
    except (OSError, subprocess.SubprocessError, ValueError):
        return []
    return sources if isinstance(sources, list) else []
