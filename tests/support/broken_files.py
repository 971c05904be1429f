"""Sound files of every container, and what happens to files: lies, holes, joins, cuts."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache

import av
import numpy as np
import soundfile

from tests.support.files import speechlike

RATE_HZ = 16_000
SECONDS = 6.0


@dataclass(frozen=True)
class Kind:
    """A container with a codec.

    Args:
        name: for people.
        container: libsndfile's name of it; lower case is FFmpeg's.
        codec: libsndfile's or FFmpeg's name.
        packet_s: how much sound the smallest part holds that can be lost.
        spare_s: how much an encoder may add.
    """

    name: str
    container: str
    codec: str
    packet_s: float
    spare_s: float = 0.0
    options: tuple[tuple[str, str], ...] = ()
    rate_hz: int = RATE_HZ
    bit_rate: int = 0
    """For codecs that have no default."""


WAV = Kind("wav", "WAV", "PCM_16", 0.001)
RF64 = Kind("rf64", "RF64", "PCM_16", 0.001)
AIFF = Kind("aiff", "AIFF", "PCM_16", 0.001)
AU = Kind("au", "AU", "PCM_16", 0.001)
W64 = Kind("w64", "W64", "PCM_16", 0.001)
CAF = Kind("caf", "CAF", "PCM_16", 0.001)
FLAC = Kind("flac", "FLAC", "PCM_16", 0.3)
VORBIS = Kind("vorbis", "OGG", "VORBIS", 1.3, 0.03)
OPUS = Kind("opus", "OGG", "OPUS", 1.1, 0.03)
MP3 = Kind("mp3", "MP3", "MPEG_LAYER_III", 0.08, 0.08)
MP3_BARE = Kind(
    "mp3 without a tag", "mp3", "libmp3lame", 0.08, 0.16, (("write_xing", "0"),), 44_100
)
ADTS = Kind("adts", "adts", "aac", 0.14, 0.2, (), 44_100)
M4A = Kind("m4a", "mp4", "aac", 0.14, 0.2, (), 44_100)
MKA = Kind("mka", "matroska", "aac", 0.14, 0.2, (), 44_100)
FLV = Kind("flv", "flv", "aac", 0.14, 0.2, (), 44_100)
AC3 = Kind("ac3", "ac3", "ac3", 0.08, 0.1, (), 48_000)
AMR = Kind("amr", "amr", "libopencore_amrnb", 0.06, 0.1, (), 8_000)
TTA = Kind("tta", "tta", "tta", 1.1, 0.01)
WAVPACK = Kind("wavpack", "wv", "wavpack", 4.1, 0.01)
AVI = Kind("avi", "avi", "pcm_s16le", 0.1, 0.1)
AVI_MP3 = Kind("avi with mp3", "avi", "libmp3lame", 0.1, 0.1, (), 44_100)
WMA = Kind("wma", "asf", "wmav2", 0.4, 0.1, (), 44_100, 64_000)
VOC = Kind("voc", "VOC", "PCM_16", 0.001)
TS = Kind("ts", "mpegts", "aac", 0.3, 0.2, (), 44_100)
MKA_PCM = Kind("mka with pcm", "matroska", "pcm_s16le", 0.1, 0.1)

PLAIN = (WAV, RF64, AIFF, AU, W64, CAF)
FRAMED = (FLAC, VORBIS, OPUS, MP3, MP3_BARE, ADTS, AC3)
BLOCKS = (TTA, WAVPACK)
IN_BOXES = (M4A, MKA, FLV)
ALL = (*PLAIN, *FRAMED, *BLOCKS, AMR, *IN_BOXES)


@lru_cache(maxsize=64)
def whole(kind: Kind, seconds: float = SECONDS, rate_hz: int = 0) -> bytes:
    """A file of that kind."""
    rate_hz = rate_hz or kind.rate_hz
    noise = np.random.default_rng(1).standard_normal(round(seconds * rate_hz)) * 0.01
    samples = (speechlike(seconds, rate_hz) + noise).astype(np.float32)
    out = io.BytesIO()
    if kind.container.isupper():
        with soundfile.SoundFile(out, "w", rate_hz, 1, kind.codec, format=kind.container) as file:
            for start in range(0, len(samples), rate_hz):
                file.write(samples[start : start + rate_hz])
        return out.getvalue()
    with av.open(out, "w", format=kind.container, options=dict(kind.options)) as container:
        stream = container.add_stream(kind.codec, rate=rate_hz, layout="mono")
        if kind.bit_rate:
            stream.bit_rate = kind.bit_rate
        for start in range(0, len(samples), 1024):
            part = samples[None, start : start + 1024]
            frame = av.AudioFrame.from_ndarray(part, format="fltp", layout="mono")
            frame.sample_rate, frame.pts = rate_hz, start
            for packet in stream.encode(frame):
                container.mux(packet)
        for packet in stream.encode(None):
            container.mux(packet)
    return out.getvalue()


def with_hole(content: bytes, at: int, n_bytes: int, fill: bytes | None = None) -> bytes:
    """Some bytes lost: zeros stand there, or other bytes."""
    at = min(at, len(content))
    n_bytes = min(n_bytes, len(content) - at)
    filled = bytes(n_bytes) if fill is None else (fill * (n_bytes // len(fill) + 1))[:n_bytes]
    return content[:at] + filled + content[at + n_bytes :]


def with_bits_turned(content: bytes, places: list[int]) -> bytes:
    """Single bits turned, counted from the start."""
    turned = bytearray(content)
    for place in places:
        turned[place // 8 % len(turned)] ^= 1 << place % 8
    return bytes(turned)


def id3(n_bytes: int) -> bytes:
    """An ID3v2 tag of so many bytes behind its head."""
    size = bytes(n_bytes >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x04\x00\x00" + size + bytes(n_bytes)
