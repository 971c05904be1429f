"""``ser-desktop record``: from the microphone to a WAV file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TextIO

from ser_desktop.audio.devices import list_devices
from ser_desktop.audio.microphone import Microphone
from ser_desktop.audio.take import Take, discard, new_take_path, record
from ser_desktop.errors import DeviceError
from ser_desktop.paths import Profile
from ser_desktop.streams import say
from ser_desktop.texts.messages import Message


def run_record(options: argparse.Namespace, profile: Profile, out: TextIO) -> int:
    """Record, and name the file on standard output."""
    found = list_devices("input")
    device = found.find(options.device)
    if device is None:
        if found.problem:
            raise DeviceError(found.problem)
        names = "; ".join(item.key for item in found.devices)
        raise DeviceError(f"There is no microphone '{options.device}'. At hand: {names}.")
    path = Path(options.out) if options.out else new_take_path(profile.recordings)
    microphone = Microphone(device)
    take = Take(microphone, path)
    try:
        record(take, options.seconds)
    except KeyboardInterrupt:
        if take.elapsed_s > 0:
            out.write(f"{path}\n")
        raise
    finally:
        microphone.close()
        if take.elapsed_s == 0:
            discard(path)
    if take.elapsed_s == 0:
        raise DeviceError(take.problem or f"Nothing came from {device.key}; there is no recording.")
    out.write(f"{path}\n")
    if microphone.opposite is not None:
        channel = ("left", "right")[microphone.opposite]
        say(str(Message("microphone.opposite_phase", device=device.key, channel=channel)))
    if take.lost_samples:
        say(f"{take.lost_samples} samples were lost.")
    if take.overflows:
        say(f"The sound system lost samples {take.overflows} times.")
    if take.problem or take.elapsed_s < options.seconds:
        reason = take.problem or f"{device.key} stopped after {take.elapsed_s:.1f} s; that is kept."
        say(str(reason))
        return 1
    return 0
