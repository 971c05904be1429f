"""What the computer plays, as microphones: the monitors of PulseAudio and PipeWire.

PortAudio does not list monitors; ``pactl`` does. They are recorded through ALSA's device *pulse*,
which takes the source that the variable ``PULSE_SOURCE`` names when it is opened.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from ser_desktop.texts.messages import Message

if TYPE_CHECKING:
    from ser_desktop.audio.devices import AudioDevice

_ANSWERS_WITHIN_S = 2.0
_BRIDGE = "pulse"
_LOOPBACK_MARK = "[Loopback]"
"""PortAudio's mark of what Windows plays (WASAPI)."""


def with_what_plays(devices: Sequence[AudioDevice]) -> list[AudioDevice]:
    """Return the microphones, and behind them what the computer plays.

    Args:
        devices: as PortAudio lists them.

    Returns:
        the same, with loopbacks of Windows named for people; and the monitors of PulseAudio or
        PipeWire, where there is a way to record them.
    """
    named = [_named_for_people(device) for device in devices]
    bridge = next((device for device in devices if device.name == _BRIDGE), None)
    if bridge is None or not sys.platform.startswith("linux"):
        return named
    monitors = _monitors()
    descriptions = [description for _, description in monitors]
    for source, description in monitors:
        if descriptions.count(description) > 1:
            description = f"{description}, {source.removesuffix('.monitor')}"
        title = str(Message("device.computer_plays", output=description))
        named.append(
            replace(
                bridge, name=title, host_api="PulseAudio", is_default=False, pulse_source=source
            )
        )
    return named


@contextmanager
def recording_from(pulse_source: str) -> Iterator[None]:
    """Let ALSA's device *pulse* be opened on a source; "" changes nothing."""
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


def _monitors() -> list[tuple[str, str]]:
    """Return name and description of every monitor; none where the sound server does not answer."""
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
        return [
            (source["name"], source["description"].removeprefix("Monitor of "))
            for source in sources
            # "monitor_source" names the output that a monitor belongs to.
            if source.get("monitor_source") or source.get("monitor_of_sink")
        ]
    except (OSError, subprocess.SubprocessError, ValueError, KeyError, TypeError, AttributeError):
        return []
