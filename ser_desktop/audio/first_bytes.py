"""Tells sound files without a suffix from other files by their first bytes."""

from __future__ import annotations

import os

_BEGINNINGS = (
    *(b"fLaC", b"OggS", b"ID3", b".snd", b"caff", b"#!AMR", b"MAC ", b"TTA1", b"wvpk"),
    *(b"Creative Voice File", b"FLV\x01", b"\x1aE\xdf\xa3", b"0&\xb2u", b"riff.\x91\xcf\x11"),
    *(b"\xff\xfb", b"\xff\xfa", b"\xff\xf3", b"\xff\xf2", b"\xff\xf1", b"\xff\xf9"),  # MP3, AAC
    b"\x0bw",  # AC-3
)
_KINDS = {
    b"RIFF": (b"WAVE", b"AVI "),
    b"RIFX": (b"WAVE",),
    b"RF64": (b"WAVE",),
    b"FORM": (b"AIFF", b"AIFC"),
}
"""What stands at byte 8 of a container, if it has sound."""
_PICTURES = (b"heic", b"heix", b"mif1", b"avif", b"crx ")
"""Brands of MP4 containers without sound."""


def begins_as_sound(path: str) -> bool:
    """Return whether a regular file begins as a sound file or film does.

    Args:
        path: the file. What cannot be opened, and pipes and devices, are none.
    """
    if not os.path.isfile(path):
        return False
    try:
        with open(path, "rb") as handle:
            start = handle.read(32)
    except OSError:
        return False
    kinds = _KINDS.get(start[:4])
    if kinds is not None:
        return start[8:12] in kinds
    if start[4:8] == b"ftyp":
        return start[8:12] not in _PICTURES
    return start.startswith(_BEGINNINGS)
