"""Sound files of every kind the program reads, and broken ones, made on the spot."""

from __future__ import annotations

import struct
from pathlib import Path

import av
import numpy as np
import soundfile
from numpy.typing import NDArray

RATE_HZ = 48_000


def speechlike(seconds: float = 2.0, rate_hz: int = RATE_HZ) -> NDArray[np.float32]:
    """A voiced-sounding tone complex with an envelope; level about -15 dBFS."""
    time_s = np.arange(round(seconds * rate_hz)) / rate_hz
    voice = sum(np.sin(2 * np.pi * 150 * k * time_s) / k for k in range(1, 12))
    envelope = 0.5 - 0.5 * np.cos(2 * np.pi * 3 * time_s)
    return (0.15 * voice * envelope).astype(np.float32)


def write_with_ffmpeg(
    path: Path,
    codec: str,
    container: str,
    rate_hz: int = RATE_HZ,
    title: str = "",
    silent_tracks: int = 0,
    pause: tuple[float, float] = (0.0, 0.0),
    muxer: dict[str, str] | None = None,
) -> Path:
    """Encode two seconds with FFmpeg, after other sound tracks of silence.

    From the first number of ``pause`` on, in seconds, time stamps are later by the second.
    """
    samples = speechlike(rate_hz=rate_hz)
    with av.open(str(path), "w", format=container, options=muxer or {}) as out:
        if title:
            out.metadata["title"] = title
        silent = [out.add_stream(codec, rate=rate_hz, layout="mono") for _ in range(silent_tracks)]
        stream = out.add_stream(codec, rate=rate_hz, layout="mono")
        for track in silent:
            hush = av.AudioFrame.from_ndarray(np.zeros((1, 1024), "f4"), "fltp", "mono")
            hush.sample_rate, hush.pts = rate_hz, 0
            for packet in [*track.encode(hush), *track.encode(None)]:
                out.mux(packet)
        stream.bit_rate = 96_000
        frame_size = 1024
        for start in range(0, len(samples), frame_size):
            part = samples[start : start + frame_size]
            frame = av.AudioFrame.from_ndarray(part[None], format="fltp", layout="mono")
            frame.sample_rate = rate_hz
            frame.pts = start
            for packet in stream.encode(frame):
                out.mux(_later(packet, pause))
        for packet in stream.encode(None):
            out.mux(_later(packet, pause))
    return path


def _later(packet: av.Packet, pause: tuple[float, float]) -> av.Packet:
    from_s, by_s = pause
    if by_s and packet.pts is not None and float(packet.pts * packet.time_base) >= from_s:
        packet.pts += round(by_s / packet.time_base)
        packet.dts = packet.pts
    return packet


def write_video(path: Path, with_sound: bool, picture_s: float = 1.0) -> Path:
    """A short video, with two seconds of sound or without."""
    with av.open(str(path), "w") as out:
        pictures = out.add_stream("mpeg4", rate=10)
        pictures.width, pictures.height, pictures.pix_fmt = 64, 48, "yuv420p"
        sound = out.add_stream("aac", rate=RATE_HZ, layout="mono") if with_sound else None
        for _ in range(round(10 * picture_s)):
            picture = av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8), format="rgb24")
            for packet in pictures.encode(picture):
                out.mux(packet)
        for packet in pictures.encode(None):
            out.mux(packet)
        if sound is not None:
            samples = speechlike()
            for start in range(0, len(samples), 1024):
                part = samples[start : start + 1024]
                frame = av.AudioFrame.from_ndarray(part[None], format="fltp", layout="mono")
                frame.sample_rate, frame.pts = RATE_HZ, start
                for packet in sound.encode(frame):
                    out.mux(packet)
            for packet in sound.encode(None):
                out.mux(packet)
    return path


def wav_header(rate_hz: int, data_bytes: int, codec: int = 1) -> bytes:
    """A 16-bit mono header that promises ``data_bytes``."""
    return (
        b"RIFF"
        + struct.pack("<I", (36 + data_bytes) & 0xFFFFFFFF)
        + b"WAVEfmt "
        + struct.pack("<IHHIIHH", 16, codec, 1, rate_hz, (rate_hz * 2) & 0xFFFFFFFF, 2, 16)
        + b"data"
        + struct.pack("<I", data_bytes)
    )


def write_noise_of_rain(path: Path, seconds: float = 4.0, rate_hz: int = 16_000) -> Path:
    """White noise, -30 dBFS."""
    noise = np.random.default_rng(0).standard_normal(round(seconds * rate_hz)) * 0.03
    soundfile.write(path, noise, rate_hz)
    return path
