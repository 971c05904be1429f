"""``ser-desktop record``: records the microphone to a WAV file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TextIO

from ser_desktop.audio.devices import choose_device, list_devices
from ser_desktop.audio.microphone import Microphone
from ser_desktop.audio.take import Take, discard, new_take_path, record
from ser_desktop.commands.exit_codes import OK, SOME_FAILED
from ser_desktop.errors import DeviceError
from ser_desktop.paths import Profile
from ser_desktop.streams import say
from ser_desktop.texts.messages import Message


def run_record(options: argparse.Namespace, profile: Profile, out: TextIO) -> int:
    """Record, and print the name of the file."""
    device = choose_device(list_devices("input"), options.device)
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
        raise DeviceError(take.problem or Message("record.nothing_came", device=device.key))
    out.write(f"{path}\n")
    if microphone.opposite is not None:
        channel = ("left", "right")[microphone.opposite]
        say(str(Message("microphone.opposite_phase", device=device.key, channel=channel)))
    if take.lost_samples:
        say(str(Message("record.lost_samples", n=take.lost_samples)))
    if take.overflows:
        say(str(Message("record.overflows", n=take.overflows)))
    if take.problem or take.elapsed_s < options.seconds:
        seconds = f"{take.elapsed_s:.1f}"
        stopped = Message("record.stopped", device=device.key, seconds=seconds)
        say(str(take.problem or stopped))
        return SOME_FAILED
    return OK
