"""Channels that would cancel out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from ser_desktop.audio.clip import load_clip
from ser_desktop.audio.folders import path_of_encoded
from ser_desktop.audio.mixing import Mix
from tests.support.files import RATE_HZ, speechlike


@pytest.mark.parametrize(("gain", "heard"), [(-1.0, 0), (-0.6, 0), (-3.0, 1), (1.0, None)])
def test_of_opposite_channels_one_is_heard(gain: float, heard: int | None) -> None:
    sound = speechlike()
    block = np.stack([sound, gain * sound], axis=1)
    mix = Mix()
    found = mix.heard(block)
    assert mix.opposite == heard
    expected = block if heard is None else block[:, heard : heard + 1]
    np.testing.assert_array_equal(found, expected)


def test_two_rooms_and_silence_are_left_alone() -> None:
    rng = np.random.default_rng(0)
    mix = Mix()
    mix.heard(rng.standard_normal((RATE_HZ, 2)).astype(np.float32))
    mix.heard(np.zeros((RATE_HZ, 2), np.float32))
    assert mix.opposite is None


def test_pictures_show_what_is_heard(tmp_path: Path) -> None:
    sound = speechlike()
    soundfile.write(tmp_path / "a.wav", np.stack([sound, -sound], axis=1), RATE_HZ, subtype="FLOAT")
    clip = load_clip(tmp_path / "a.wav")
    np.testing.assert_allclose(clip.mono(0, 1000), sound[:1000])
    clip.close()


def test_an_address_gives_the_name_byte_for_byte() -> None:
    assert bytes(path_of_encoded("/a%E9%20b%25.wav")) == b"/a\xe9 b%.wav"
