"""Lies and holes that only a walk through the container finds: a test for each kind."""

from __future__ import annotations

import struct
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ser_desktop.audio.decoding.ogg import checksum
from tests.audio.test_true_end import hear
from tests.support.broken_files import (
    FLV,
    M4A,
    MKA,
    MP3_BARE,
    OPUS,
    RATE_HZ,
    SECONDS,
    VORBIS,
    WAV,
    Kind,
    whole,
    with_hole,
)

FRAGMENTED = replace(M4A, name="fragmented mp4", options=(("movflags", "frag_keyframe+empty_moov"),
                                                         ("frag_duration", "500000")))  # fmt: skip
FLV_TAG_HEADER, FLV_HEADER = 11, 13


def pages(content: bytes) -> list[bytes]:
    found = []
    while content:
        n_segments = content[26]
        n_bytes = 27 + n_segments + sum(content[27 : 27 + n_segments])
        found.append(content[:n_bytes])
        content = content[n_bytes:]
    return found


def at_time(page: bytes, time: int) -> bytes:
    page = page[:6] + struct.pack("<q", time) + page[14:22] + bytes(4) + page[26:]
    return page[:22] + checksum(page).to_bytes(4, "little") + page[26:]


@pytest.mark.parametrize("kind", [VORBIS, OPUS], ids=lambda kind: kind.name)
def test_a_last_page_with_an_early_time_ends_nothing(tmp_path: Path, kind: Kind) -> None:
    *before, last = pages(whole(kind))
    time = int.from_bytes(last[6:14], "little") // 3
    _, heard_s, frames = hear(tmp_path, b"".join([*before, at_time(last, time)]))
    assert heard_s == pytest.approx(SECONDS, abs=0.15)
    assert np.abs(frames[-len(frames) // 8 :]).max() > 0.05


def test_a_wav_with_two_chunks_of_sound(tmp_path: Path) -> None:
    content = whole(WAV)
    sound, half = content[44:], RATE_HZ
    note = b"LIST" + struct.pack("<I", 12) + b"INFOISFT" + bytes(4)
    first = content[:40] + struct.pack("<I", half) + sound[:half] + note
    second = b"data" + struct.pack("<I", len(sound) - half) + sound[half:]
    stream, heard_s, _ = hear(tmp_path, first + second)
    assert heard_s == pytest.approx(SECONDS, abs=0.001)
    assert not stream.truncated


def test_a_tag_that_states_a_size_beyond_its_padding(tmp_path: Path) -> None:
    sound = whole(MP3_BARE)[whole(MP3_BARE).index(b"\xff\xfb") :]
    tag = b"ID3\x04\x00\x00\x00\x00\x7f\x7f" + bytes(500)
    _, heard_s, _ = hear(tmp_path, tag + sound)
    assert heard_s == pytest.approx(SECONDS, abs=MP3_BARE.spare_s)


def test_joined_mp4_files(tmp_path: Path) -> None:
    _, heard_s, _ = hear(tmp_path, whole(M4A) + whole(M4A, 2.0))
    assert heard_s == pytest.approx(SECONDS + 2.0, abs=2 * M4A.spare_s)


def test_an_mp4_whose_box_of_sound_states_too_little(tmp_path: Path) -> None:
    content = bytearray(whole(M4A))
    at = content.index(b"mdat")
    content[at - 4 : at] = struct.pack(">I", 2000)
    _, heard_s, _ = hear(tmp_path, bytes(content))
    assert heard_s == pytest.approx(SECONDS, abs=M4A.spare_s)


def test_a_hole_in_the_index_of_a_fragment_costs_the_fragment(tmp_path: Path) -> None:
    content = whole(FRAGMENTED)
    at = content.index(b"moof", len(content) // 2)
    stream, heard_s, _ = hear(tmp_path, with_hole(content, at - 50, 400))
    assert heard_s == pytest.approx(SECONDS, abs=0.3)
    ((start_s, end_s),) = stream.damaged
    assert end_s - start_s < 1.5


def test_a_hole_in_matroska_loses_only_itself(tmp_path: Path) -> None:
    content = whole(MKA)
    stream, heard_s, frames = hear(tmp_path, with_hole(content, len(content) // 4, 5000))
    assert heard_s == pytest.approx(SECONDS, abs=MKA.packet_s + MKA.spare_s)
    ((start_s, end_s),) = stream.damaged
    assert end_s - start_s < 1.0
    assert np.abs(frames[round((end_s + 0.1) * stream.sample_rate_hz) :]).max() > 0.05


@pytest.mark.parametrize("n_bytes", [3000, 9000])
@pytest.mark.parametrize("fill", [None, b"noise \x01\x9e"], ids=["zeros", "noise"])
def test_a_hole_up_to_the_end_of_flash_video_is_truncation(
    tmp_path: Path, n_bytes: int, fill: bytes | None
) -> None:
    content = whole(FLV)
    stream, _, _ = hear(tmp_path, with_hole(content, len(content) - n_bytes, n_bytes, fill))
    assert stream.truncated


def test_flash_video_without_sizes_behind_its_tags(tmp_path: Path) -> None:
    content = bytearray(whole(FLV))
    at = FLV_HEADER
    while at < len(content):
        at += FLV_TAG_HEADER + int.from_bytes(content[at + 1 : at + 4], "big")
        content[at : at + 4] = bytes(4)
        at += 4
    stream, heard_s, _ = hear(tmp_path, bytes(content))
    assert heard_s == pytest.approx(SECONDS, abs=FLV.spare_s)
    assert not stream.truncated
