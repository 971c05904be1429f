"""``ser-desktop record``: from the microphone to a WAV file."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TextIO

from ser_desktop.audio.devices import list_devices
from ser_desktop.audio.microphone import Microphone
from ser_desktop.audio.take import new_take_path, record
from ser_desktop.errors import DeviceError
from ser_desktop.paths import Profile


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
    try:
        take = record(microphone, path, options.seconds)
    finally:
        microphone.close()
    if take.elapsed_s == 0:
        path.unlink(missing_ok=True)
        raise DeviceError(take.problem or f"Nothing came from {device.key}; there is no recording.")
    out.write(f"{path}\n")
    if take.lost_samples:
        print(f"ser-desktop: {take.lost_samples} samples were lost.", file=sys.stderr)
    if take.overflows:
        print(
            f"ser-desktop: The sound system lost samples {take.overflows} times.", file=sys.stderr
        )
    if take.problem or take.elapsed_s < options.seconds:
        reason = take.problem or f"{device.key} stopped after {take.elapsed_s:.1f} s; that is kept."
        print(f"ser-desktop: {reason}", file=sys.stderr)
        return 1
    return 0
