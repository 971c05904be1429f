"""Playing without a loudspeaker: the callback is called by hand."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from ser_desktop.audio import player as player_module
from ser_desktop.audio.clip import Clip
from ser_desktop.audio.devices import AudioDevice
from ser_desktop.audio.frames import ArrayFrames
from ser_desktop.audio.peaks import Peaks
from ser_desktop.audio.player import Player
from ser_desktop.errors import DeviceError

DEVICE = AudioDevice(0, "Speaker", "Fake", 2, 48_000, True)


class PortAudioError(Exception):
    """As sounddevice's."""


class CallbackStop(Exception):  # noqa: N818 - sounddevice's name
    """As sounddevice's."""


class FakeStream:
    """Remembers its options; ``pull`` is what the loudspeaker asks for."""

    def __init__(self, **options: Any) -> None:
        self.options, self.samplerate, self.latency = options, options["samplerate"], 0.0

    def start(self) -> None:
        pass

    def close(self, ignore_errors: bool = True) -> None:
        pass

    def pull(self, frames: int) -> np.ndarray | None:
        out = np.full((frames, self.options["channels"]), 9.0, dtype=np.float32)
        try:
            self.options["callback"](out, frames, None, None)
        except CallbackStop:
            return None
        return out


def make(
    monkeypatch: pytest.MonkeyPatch, refused_rates: tuple[int, ...] = (), **options: Any
) -> Player:
    def open_stream(**asked: Any) -> FakeStream:
        if asked["samplerate"] in refused_rates:
            raise PortAudioError("Invalid sample rate [PaErrorCode -9997]")
        return FakeStream(**asked)

    fake = SimpleNamespace(
        OutputStream=open_stream, PortAudioError=PortAudioError, CallbackStop=CallbackStop
    )
    monkeypatch.setattr(player_module, "portaudio", lambda: fake)
    frames = np.linspace(0, 1, 16_000, dtype=np.float32)[:, None]
    clip = Clip(Path("a.wav"), 16_000, len(frames), ArrayFrames(frames), Peaks())
    return Player(clip, DEVICE, options.pop("start_s", 0.0), **options)


def test_the_span_is_played_and_then_it_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    player = make(monkeypatch, span_s=(0.25, 0.5), start_s=0.25)
    heard = [player._stream.pull(1000) for _ in range(4)]
    joined = np.concatenate([block for block in heard if block is not None])[:, 0]
    assert joined[0] == pytest.approx(0.25, abs=1e-3)
    assert joined[3999] == pytest.approx(0.5, abs=1e-3)
    assert player._stream.pull(1000) is None
    assert player.position_s == pytest.approx(0.5)


def test_a_loop_goes_back_to_the_start_of_the_span(monkeypatch: pytest.MonkeyPatch) -> None:
    player = make(monkeypatch, span_s=(0.25, 0.5), start_s=0.4, loop=True)
    heard = np.concatenate([player._stream.pull(1000) for _ in range(8)])[:, 0]
    assert heard.min() == pytest.approx(0.25, abs=1e-3)
    assert heard.max() == pytest.approx(0.5, abs=1e-3)


def test_a_span_beyond_the_end_ends_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    player = make(monkeypatch, span_s=(10.0, 20.0), start_s=10.0, loop=True)
    assert player._stream.pull(1000) is None


def test_seek_and_another_span_while_it_plays(monkeypatch: pytest.MonkeyPatch) -> None:
    player = make(monkeypatch, span_s=(0.0, 0.5))
    player._stream.pull(1000)
    player.set_span((0.0, 1.0))
    player.seek(0.75)
    block = player._stream.pull(1000)
    assert block is not None
    assert block[0, 0] == pytest.approx(0.75, abs=1e-3)


def test_a_moved_loop_reports_its_position(monkeypatch: pytest.MonkeyPatch) -> None:
    player = make(monkeypatch, span_s=(0.2, 0.3), start_s=0.25, loop=True)
    for _ in range(3):
        player._stream.pull(1000)
    assert 0.2 <= player.position_s <= 0.3, "round already"
    player.set_span((0.6, 0.8))
    player.seek(0.6)
    for _ in range(12):
        heard = player._stream.pull(500)
        assert heard is not None
        assert heard.min() >= 0.6 - 1e-3
        assert heard.max() <= 0.8 + 1e-3
        last_s = float(heard[-1, 0])  # the ramp from 0 to 1 lasts a second
        assert player.position_s == pytest.approx(last_s, abs=2e-3)


def test_a_longer_loop_continues_at_its_position(monkeypatch: pytest.MonkeyPatch) -> None:
    player = make(monkeypatch, span_s=(0.2, 0.3), start_s=0.2, loop=True)
    for _ in range(3):
        player._stream.pull(1000)
    before_s = player.position_s
    player.set_span((0.1, 0.9))
    heard = player._stream.pull(1000)
    assert heard is not None
    assert heard[0, 0] == pytest.approx(before_s, abs=2e-3)
    assert player.position_s == pytest.approx(before_s + 1000 / 16_000, abs=2e-3)


def test_a_device_that_wants_its_own_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    player = make(monkeypatch, (16_000,), span_s=(0.0, 1.0), loop=True)
    assert player._stream.samplerate == 48_000
    heard = np.concatenate([player._stream.pull(4800) for _ in range(9)])[:, 0]
    assert np.diff(heard[1000:30_000]).min() > -0.01
    player.seek(0.99)
    for _ in range(30):
        player._stream.pull(4800)
    player.loop = False
    while player._stream.pull(4800) is not None:
        pass
    player.seek(0.5)
    block = player._stream.pull(4800)
    assert block is not None
    assert block.max() > 0.4


def test_a_device_that_refuses_everything_gives_a_message(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(DeviceError, match="loudspeaker"):
        make(monkeypatch, (16_000, 48_000), span_s=(0.0, 1.0))


@pytest.mark.parametrize("speed", [0.5, 2.0])
def test_another_speed_takes_another_time(monkeypatch: pytest.MonkeyPatch, speed: float) -> None:
    player = make(monkeypatch, span_s=(0.0, 1.0), speed=speed)
    n_heard, positions = 0, []
    while (block := player._stream.pull(400)) is not None:
        n_heard += len(block)
        positions.append(player.position_s)
    assert n_heard / 16_000 == pytest.approx(1 / speed, rel=0.05)
    times_s = 400 * (1 + np.arange(len(positions))) / 16_000
    late_s = np.array(positions) - times_s * speed
    assert np.abs(late_s[:-3]).max() < 0.05, "the play head keeps step"


def test_the_speed_changes_while_it_plays(monkeypatch: pytest.MonkeyPatch) -> None:
    player = make(monkeypatch, span_s=(0.0, 1.0))
    for _ in range(10):
        player._stream.pull(400)
    before_s = player.position_s
    player.set_speed(2.0)
    player._stream.pull(400)
    assert player.position_s == pytest.approx(before_s, abs=0.06)
    for _ in range(9):
        player._stream.pull(400)
    assert player.position_s == pytest.approx(before_s + 0.5, abs=0.06)
    player.set_speed(1.0)
    block = player._stream.pull(400)
    assert block is not None
    assert block[-1, 0] == pytest.approx(player.position_s, abs=0.06)


def test_a_recording_that_turns_out_shorter_ends_and_does_not_hang(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    player = make(monkeypatch, span_s=(0.0, 1.0), start_s=0.9)
    player._clip.n_frames = 15_000  # its header had promised 16 000
    heard = 0
    while (block := player._stream.pull(400)) is not None:
        heard += len(block)
        assert heard < 2000
    assert player._stream.pull(400) is None


@pytest.mark.parametrize("speed", [0.5, 0.75, 1.5, 2.0])
def test_a_short_loop_goes_round_at_any_speed(
    monkeypatch: pytest.MonkeyPatch, speed: float
) -> None:
    player = make(monkeypatch, span_s=(0.25, 0.29), start_s=0.25, loop=True, speed=speed)
    for _ in range(60):
        block = player._stream.pull(400)
        assert block is not None
        assert 0.2 <= player.position_s <= 0.34
    assert player._tempo is not None
    assert len(player._waiting) < 16_000
