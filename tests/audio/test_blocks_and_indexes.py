"""AC-3, AMR, TTA and WavPack by their frames, gaps of MP3, and the index of MP4."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from ser_desktop.audio.decoding.wavpack_check import checksum
from tests.audio.test_lies_and_holes import FRAGMENTED
from tests.audio.test_true_end import hear
from tests.support.broken_files import (
    AC3,
    ADTS,
    AIFF,
    AMR,
    AU,
    AVI,
    BLOCKS,
    CAF,
    FLV,
    M4A,
    MKA,
    MKA_PCM,
    MP3,
    MP3_BARE,
    RF64,
    SECONDS,
    TTA,
    W64,
    WAV,
    WAVPACK,
    Kind,
    id3,
    whole,
    with_bits_turned,
    with_hole,
)

ID3V1 = b"TAG" + b"title".ljust(125, b"\0")
BARE = (MP3_BARE, ADTS, AC3, AMR)


@pytest.mark.parametrize("kind", [AC3, AMR, *BLOCKS], ids=lambda kind: kind.name)
@pytest.mark.parametrize("around", ["nothing", "id3", "id3v1", "zeros"])
def test_whole_files_get_no_remark(tmp_path: Path, kind: Kind, around: str) -> None:
    front = id3(3000) if around == "id3" else b""
    behind = {"id3v1": ID3V1, "zeros": bytes(5000)}.get(around, b"")
    stream, heard_s, frames = hear(tmp_path, front + whole(kind) + behind)
    assert heard_s == pytest.approx(SECONDS, abs=kind.spare_s)
    assert not stream.truncated
    assert not stream.damaged
    assert 0.05 < np.abs(frames).max() <= 1.0


@pytest.mark.parametrize(
    "kind", [WAV, RF64, AIFF, AU, MP3, AC3, AMR, *BLOCKS, FLV, M4A], ids=lambda kind: kind.name
)
@pytest.mark.parametrize("between", [b"", ID3V1], ids=["at once", "behind a tag"])
def test_joined_files_are_heard_whole(tmp_path: Path, kind: Kind, between: bytes) -> None:
    stream, heard_s, frames = hear(tmp_path, whole(kind) + between + whole(kind, 2.0))
    assert heard_s == pytest.approx(SECONDS + 2.0, abs=0.001 + 2 * kind.spare_s)
    assert not stream.truncated
    assert not stream.damaged
    assert np.abs(frames[-stream.sample_rate_hz :]).max() < 0.95  # no header played as noise


@pytest.mark.parametrize("kind", [W64, AU, CAF], ids=lambda kind: kind.name)
def test_zeros_behind_a_plain_file_are_no_sound(tmp_path: Path, kind: Kind) -> None:
    _, heard_s, _ = hear(tmp_path, whole(kind) + bytes(5000))
    assert heard_s == pytest.approx(SECONDS, abs=0.001)


@pytest.mark.parametrize("kind", BARE, ids=lambda kind: kind.name)
def test_a_hole_up_to_the_end_of_a_file_without_length(tmp_path: Path, kind: Kind) -> None:
    content = whole(kind)
    n_bytes = len(content) // 3 | 1  # begins within a frame
    stream, heard_s, _ = hear(tmp_path, with_hole(content, len(content) - n_bytes, n_bytes))
    assert stream.damaged
    assert heard_s == pytest.approx(SECONDS, abs=kind.packet_s + kind.spare_s)


@pytest.mark.parametrize("kind", [MP3, *BARE], ids=lambda kind: kind.name)
def test_a_hole_after_the_first_frames(tmp_path: Path, kind: Kind) -> None:
    content = whole(kind)
    at = 1500 if kind is not AMR else 300
    stream, heard_s, frames = hear(tmp_path, with_hole(content, at, len(content) // 2))
    assert stream.damaged
    assert heard_s == pytest.approx(SECONDS, abs=2 * kind.packet_s + kind.spare_s)
    assert np.abs(frames[-stream.sample_rate_hz :]).max() > 0.05


@pytest.mark.parametrize("kind", BLOCKS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_one_turned_bit_costs_a_block(tmp_path: Path, kind: Kind, share: float) -> None:
    content = whole(kind)
    stream, heard_s, _ = hear(
        tmp_path, with_bits_turned(content, [round(8 * share * len(content))])
    )
    assert heard_s == pytest.approx(SECONDS, abs=0.01)
    ((start_s, end_s),) = stream.damaged
    assert end_s - start_s < kind.packet_s


def test_a_hole_at_the_end_of_tta(tmp_path: Path) -> None:
    content = whole(TTA)
    stream, heard_s, _ = hear(tmp_path, with_hole(content, len(content) - 9000, 9000))
    assert heard_s == pytest.approx(SECONDS, abs=0.01)
    assert stream.damaged[-1][1] == pytest.approx(SECONDS, abs=0.01)


def test_a_cut_wavpack_ends_early(tmp_path: Path) -> None:
    content = whole(WAVPACK)
    stream, heard_s, _ = hear(tmp_path, content[: len(content) * 9 // 10])
    assert stream.truncated
    assert heard_s > 1.0


def test_the_checksum_of_wavpack_is_that_of_one_sample_after_the_other() -> None:
    samples = np.random.default_rng(0).integers(-(2**15), 2**15, (100, 2))
    crc = 0xFFFFFFFF
    for sample in samples.reshape(-1).tolist():
        crc = (3 * crc + sample) & 0xFFFFFFFF
    assert checksum(samples) == crc


def with_field(content: bytes, box: bytes, at: int, value: int) -> bytes:
    place = content.index(box) - 4 + at
    return content[:place] + struct.pack(">I", value) + content[place + 4 :]


@pytest.mark.parametrize(
    ("box", "at", "values"),
    [
        (b"elst", 16, (0, 1, 2000, 2**31)),
        (b"elst", 20, (2**31 - 1, 2**32 - 1)),
        (b"mvhd", 20, (500, 2000, 2**31 - 1)),
        (b"mvhd", 24, (0, 1, 2**32 - 1)),
        (b"tkhd", 28, (0, 1, 2**32 - 1)),
        (b"mdhd", 20, (0, 1, 14_700, 2**32 - 1)),
        (b"mdhd", 24, (0, 1, 2**32 - 1)),
        (b"stts", 12, (0, 9, 2**31)),
        (b"stts", 16, (1, 100)),
        (b"stts", 20, (0, 1, 2048, 2**32 - 1)),
        (b"stsc", 12, (0, 2, 2**31)),
        (b"stsz", 12, (1, 2**31)),
        (b"stsz", 16, (0, 1, 90, 2**31)),
        (b"mdat", 0, (1, 9, 2000)),
    ],
    ids=lambda value: value.decode() if isinstance(value, bytes) else str(value),
)
def test_lies_in_the_index_of_an_mp4(
    tmp_path: Path, box: bytes, at: int, values: tuple[int, ...]
) -> None:
    for value in values:
        stream, heard_s, frames = hear(tmp_path, with_field(whole(M4A), box, at, value))
        near = abs(heard_s - SECONDS) <= M4A.packet_s + M4A.spare_s
        assert near or stream.truncated, (value, heard_s)
        assert np.abs(frames).max() > 0.05, value


@pytest.mark.parametrize("kind", [AVI, MKA, MKA_PCM, FRAGMENTED], ids=lambda kind: kind.name)
@pytest.mark.parametrize("rate_hz", [0, 32_000])
def test_joined_containers_are_heard_whole(tmp_path: Path, kind: Kind, rate_hz: int) -> None:
    stream, heard_s, _ = hear(tmp_path, whole(kind) + whole(kind, 2.0, rate_hz))
    assert heard_s == pytest.approx(SECONDS + 2.0, abs=2 * kind.spare_s)
    assert not stream.truncated
    assert not stream.damaged


def test_a_cut_avi_ends_early(tmp_path: Path) -> None:
    content = whole(AVI)
    stream, heard_s, _ = hear(tmp_path, content[: len(content) // 2])
    assert stream.truncated
    assert heard_s == pytest.approx(SECONDS / 2, abs=0.3)


def test_a_cut_that_a_person_made_stays(tmp_path: Path) -> None:
    content = whole(M4A)
    for box, at in ((b"elst", 16), (b"tkhd", 28), (b"mvhd", 24)):
        content = with_field(content, box, at, 4321)
    _, heard_s, _ = hear(tmp_path, content)
    assert heard_s == pytest.approx(4.321, abs=0.1)
