"""Notices that sound hardware came or went, without PortAudio, whose lists need a restart of it."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

_NODES = Path("/dev/snd")
_CARDS = Path("/proc/asound/cards")


def hardware_mark() -> tuple[str, ...]:
    """Return texts that change when sound hardware comes or goes.

    Returns:
        the device nodes and cards of ALSA on Linux, the number of inputs on Windows; nothing where
        the system tells neither cheaply, as on macOS.
    """
    if sys.platform == "win32":
        return (str(ctypes.windll.winmm.waveInGetNumDevs()),)
    if not sys.platform.startswith("linux"):
        return ()
    try:
        return (*sorted(os.listdir(_NODES)), _CARDS.read_text(encoding="utf-8", errors="replace"))
    except OSError:  # a machine without sound has neither
        return ()
