"""Runs before the frozen program on Linux: offers its PortAudio where the host has none.

The host's own comes first: it may speak to JACK. See :mod:`bundling.portaudio`.
"""

import ctypes
import ctypes.util
import sys
from pathlib import Path

_of_the_host = ctypes.util.find_library
_folder = Path(sys._MEIPASS) / "portaudio"


def find_library(name):
    """Return the host's library, or else for PortAudio the bundle's, or nothing."""
    found = _of_the_host(name)
    own = _folder / "libportaudio.so.2"
    if found or name != "portaudio" or not own.exists():
        return found
    for without_jack in _folder.glob("nojack*.so*"):
        ctypes.CDLL(str(without_jack))  # PortAudio finds it by its name, since it is loaded
    return str(own)


ctypes.util.find_library = find_library
