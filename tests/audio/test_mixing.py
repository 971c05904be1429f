"""Channels that would cancel out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from ser_desktop.audio.clip import load_clip
from ser_desktop.audio.folders import path_of_encoded
from ser_desktop.audio.mixing import LiveMix, Mix, mean_of_channels
from tests.support.files import RATE_HZ, speechlike


@pytest.mark.parametrize(("gain", "heard"), [(-1.0, 0), (-0.6, 0), (-3.0, 1), (1.0, None)])
def test_of_opposite_channels_one_is_used(gain: float, heard: int | None) -> None:
    sound = speechlike()
    block = np.stack([sound, gain * sound], axis=1)
    mix = Mix()
    found = mix.heard(block)
    assert mix.opposite == heard
    expected = block if heard is None else block[:, heard : heard + 1]
    np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("offset", [0.3, -0.7])
def test_an_offset_does_not_hide_opposite_channels(offset: float) -> None:
    sound = speechlike()
    block = np.stack([sound + offset, -sound + offset], axis=1).astype(np.float32)
    before = block.copy()
    mix, live = Mix(), LiveMix(RATE_HZ)
    np.testing.assert_array_equal(mix.heard(block), before[:, :1])
    np.testing.assert_array_equal(live.mono(block), before[:, 0])
    np.testing.assert_array_equal(block, before)


def test_two_rooms_and_silence_are_left_alone() -> None:
    rng = np.random.default_rng(0)
    mix = Mix()
    mix.heard(rng.standard_normal((RATE_HZ, 2)).astype(np.float32))
    mix.heard(np.zeros((RATE_HZ, 2), np.float32))
    assert mix.opposite is None


def test_pictures_show_one_of_opposite_channels(tmp_path: Path) -> None:
    sound = speechlike()
    soundfile.write(tmp_path / "a.wav", np.stack([sound, -sound], axis=1), RATE_HZ, subtype="FLOAT")
    clip = load_clip(tmp_path / "a.wav")
    np.testing.assert_allclose(clip.mono(0, 1000), sound[:1000])
    clip.close()


def test_an_address_gives_the_name_byte_for_byte() -> None:
    assert bytes(path_of_encoded("/a%E9%20b%25.wav")) == b"/a\xe9 b%.wav"


def test_a_microphone_with_opposite_channels_uses_one() -> None:
    sound = speechlike()
    mix = LiveMix(RATE_HZ)
    n_block = RATE_HZ // 50
    blocks = [sound[at : at + n_block] for at in range(0, len(sound), n_block)]
    heard = np.concatenate([mix.mono(np.stack([block, -block], axis=1)) for block in blocks])
    assert mix.opposite == 0
    np.testing.assert_array_equal(heard[RATE_HZ // 10 :], sound[RATE_HZ // 10 :])


def test_short_blocks_of_two_rooms_are_not_opposite_by_chance() -> None:
    rng = np.random.default_rng(0)
    mix = LiveMix(RATE_HZ)
    hum = np.sin(2 * np.pi * 50 * np.arange(2 * RATE_HZ) / RATE_HZ)
    other = np.sin(2 * np.pi * 53 * np.arange(2 * RATE_HZ) / RATE_HZ)
    block = np.stack([hum, other], axis=1) + 0.1 * rng.standard_normal((2 * RATE_HZ, 2))
    for at in range(0, 2 * RATE_HZ, RATE_HZ // 50):
        mix.mono(block[at : at + RATE_HZ // 50].astype(np.float32))
    assert mix.opposite is None
    assert mix.mono(np.ones((5, 1), np.float32)).shape == (5,)


@pytest.mark.parametrize("channels", [1, 2, 3, 8])
def test_the_mean_of_channels_is_that_of_numpy(channels: int) -> None:
    block = np.random.default_rng(0).standard_normal((1000, channels)).astype(np.float32)
    np.testing.assert_allclose(mean_of_channels(block), block.mean(axis=1), atol=1e-6)
