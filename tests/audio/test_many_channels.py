"""Sound of many channels by FFmpeg: each channel in its place, and the program goes on."""

from __future__ import annotations

import io
from pathlib import Path

import av
import numpy as np
import pytest

from ser_desktop.audio.decode import open_audio
from ser_desktop.audio.decoding.packets import PacketDecoder
from tests.support.broken_files import with_hole

RATE_HZ = 48_000
LAYOUTS = {6: "5.1", 8: "7.1", 16: "hexadecagonal", 24: "22.2"}


def made(container: str, codec: str, n_channels: int) -> bytes:
    """A second of sound; each channel has a level of its own."""
    levels = 1000 * (1 + np.arange(n_channels)) / n_channels
    time_s = np.arange(RATE_HZ) / RATE_HZ
    tone = np.sin(2 * np.pi * 50 * time_s)[:, None] * levels
    out = io.BytesIO()
    with av.open(out, "w", format=container) as file:
        stream = file.add_stream(codec, rate=RATE_HZ, layout=LAYOUTS[n_channels])
        for start in range(0, RATE_HZ, 1024):
            part = tone[start : start + 1024].astype(np.int16).reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(part, "s16", LAYOUTS[n_channels])
            frame.sample_rate, frame.pts = RATE_HZ, start
            for packet in stream.encode(frame):
                file.mux(packet)
        for packet in stream.encode(None):
            file.mux(packet)
    return out.getvalue()


def heard(folder: Path, content: bytes) -> np.ndarray:
    """All frames of a file."""
    (folder / "sound").write_bytes(content)
    return np.concatenate(list(open_audio(folder / "sound").blocks()))


@pytest.mark.parametrize("n_channels", sorted(LAYOUTS))
def test_each_channel_stays_in_its_place(tmp_path: Path, n_channels: int) -> None:
    frames = heard(tmp_path, made("matroska", "pcm_s16le", n_channels))
    assert frames.shape == (RATE_HZ, n_channels)
    peaks = np.abs(frames).max(axis=0) * 2**15
    np.testing.assert_allclose(peaks, 1000 * (1 + np.arange(n_channels)) / n_channels, atol=2)


@pytest.mark.parametrize(
    ("container", "codec"), [("mp4", "aac"), ("adts", "aac"), ("wv", "wavpack")]
)
@pytest.mark.parametrize("damaged", [False, True])
def test_surround_sound_of_films_is_heard(
    tmp_path: Path, container: str, codec: str, damaged: bool
) -> None:
    content = made(container, codec, 8)
    if damaged:
        content = with_hole(content, len(content) // 2, 40, b"noise \x01\x9e")
    frames = heard(tmp_path, content)
    assert frames.shape[1] == 8
    assert len(frames) == pytest.approx(RATE_HZ, rel=0.2)
    assert np.abs(frames).max() < 0.2


def test_single_frames_of_many_channels_are_decoded() -> None:
    with av.open(io.BytesIO(made("mp4", "aac", 8))) as file:
        (stream,) = file.streams.audio
        decoder = PacketDecoder("aac", 8, stream.codec_context.extradata)
        blocks = [decoder.decode(bytes(packet)) for packet in file.demux(stream) if packet.size]
    assert decoder.n_decoded == 8
    sizes = {block.shape for block in blocks if block is not None and len(block)}
    assert sizes == {(1024, 8)}
