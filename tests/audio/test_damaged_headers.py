"""Each number of a header changed, and files cut within it: decoded, or refused."""

from __future__ import annotations

import math
import tempfile
from pathlib import Path

import numpy as np
import pytest

from ser_desktop.audio.decode import open_audio
from ser_desktop.errors import AudioFileError
from tests.support.broken_files import (
    ALL,
    AVI,
    AVI_MP3,
    TS,
    VOC,
    WMA,
    Kind,
    whole,
)

KINDS = (*ALL, AVI, AVI_MP3, VOC, WMA, TS)
SECONDS = 1.0
PLACES = range(0, 96, 2)
"""Places in a header that are changed one after the other."""


def decode(content: bytes) -> float | None:
    """Seconds that are heard; None if the file is refused, as its user is told."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sound"
        path.write_bytes(content)
        n_frames = 0
        try:
            stream = open_audio(path)
            for block in stream.blocks():
                assert block.dtype == np.float32
                assert np.isfinite(block).all()
                n_frames += len(block)
        except AudioFileError:
            return None
        return n_frames / stream.sample_rate_hz


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("value", [b"\0", b"\xff" * 4], ids=["zero", "largest"])
def test_any_number_of_a_header_may_be_wrong(kind: Kind, value: bytes) -> None:
    content = whole(kind, SECONDS)
    for at in PLACES:
        heard_s = decode(content[:at] + value + content[at + len(value) :])
        assert heard_s is None or math.isfinite(heard_s), at


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_file_cut_in_its_header_is_refused_or_short(kind: Kind) -> None:
    content = whole(kind, SECONDS)
    for n_bytes in range(0, min(400, len(content)), 7):
        heard_s = decode(content[:n_bytes])
        assert heard_s is None or heard_s <= SECONDS + kind.packet_s + kind.spare_s, n_bytes


def test_a_wrong_unit_of_time_does_not_make_a_hole_last_days() -> None:
    content = bytearray(whole(AVI_MP3, SECONDS))
    stream_at = content.index(b"strh")
    content[stream_at + 28 : stream_at + 32] = b"\xff\xff\xff\x7f"  # seconds of a unit
    hole_at = content.index(b"movi") + 4000
    content[hole_at : hole_at + 2000] = bytes(2000)
    heard_s = decode(bytes(content))
    assert heard_s is None or heard_s < 3600
