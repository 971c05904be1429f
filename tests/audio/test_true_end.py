"""Sound is read to its true end: one test a container, on files made here, and the kept cases."""

from __future__ import annotations

import json
import os
import struct
from pathlib import Path

import numpy as np
import pytest

from ser_desktop.audio.decode import AudioStream, open_audio
from ser_desktop.audio.decoding.flac_header import headers_in
from ser_desktop.errors import AudioFileError
from tests.support.broken_files import (
    ADTS,
    AIFF,
    AU,
    CAF,
    FLAC,
    FLV,
    FRAMED,
    IN_BOXES,
    MP3,
    MP3_BARE,
    OPUS,
    PLAIN,
    RATE_HZ,
    SECONDS,
    VORBIS,
    W64,
    WAV,
    Kind,
    id3,
    whole,
    with_hole,
)
from tests.support.files import wav_header

CASES = Path(os.environ.get("SER_CASES", Path(__file__).parents[3] / "shared" / "cases"))


def hear(folder: Path, content: bytes) -> tuple[AudioStream, float, np.ndarray]:
    path = folder / "sound.bin"
    path.write_bytes(content)
    stream = open_audio(path)
    frames = np.concatenate(list(stream.blocks()))
    return stream, len(frames) / stream.sample_rate_hz, frames


def test_the_stored_cases_have_their_true_length() -> None:
    if not (CASES / "truth.json").is_file():
        pytest.skip("The folder of kept cases is not here (SER_CASES names it).")
    wrong = []
    for name, truth in json.loads((CASES / "truth.json").read_text()).items():
        if name.startswith("labels/"):
            continue
        try:
            stream = open_audio(CASES / name)
            heard_s = sum(len(block) for block in stream.blocks()) / stream.sample_rate_hz
        except AudioFileError as error:
            if error.kind != truth.get("outcome"):
                wrong.append((name, str(error)))
            continue
        near = abs(heard_s - truth["seconds"]) <= truth.get("within", 0.002)
        if not near or (stream.sample_rate_hz, stream.channels) != (
            truth["rate"],
            truth["channels"],
        ):
            wrong.append((name, f"{heard_s:.3f} s"))
    assert not wrong


def lied_wav(n_bytes: int) -> bytes:
    content = bytearray(whole(WAV))
    content[4:8] = struct.pack("<I", 36 + n_bytes)
    content[40:44] = struct.pack("<I", n_bytes)
    return bytes(content)


def lied_aiff() -> bytes:
    content = bytearray(whole(AIFF))
    comm, ssnd = content.index(b"COMM"), content.index(b"SSND")
    content[comm + 10 : comm + 14] = struct.pack(">I", RATE_HZ)
    content[ssnd + 4 : ssnd + 8] = struct.pack(">I", 2 * RATE_HZ + 8)
    return bytes(content)


def lied_au() -> bytes:
    content = bytearray(whole(AU))
    content[8:12] = struct.pack(">I", 2 * RATE_HZ)
    return bytes(content)


def lied_w64() -> bytes:
    content = bytearray(whole(W64))
    at = content.index(b"data\xf3\xac") + 16
    content[at : at + 8] = struct.pack("<Q", 2 * RATE_HZ + 24)
    return bytes(content)


def lied_caf() -> bytes:
    content = bytearray(whole(CAF))
    at = content.index(b"data") + 4
    content[at : at + 8] = struct.pack(">Q", 2 * RATE_HZ + 4)
    return bytes(content)


def lied_flac(n_samples: int) -> bytes:
    content = bytearray(whole(FLAC))
    content[21] &= 0xF0
    content[22:26] = struct.pack(">I", n_samples)
    return bytes(content)


def lied_mp3() -> bytes:
    content = bytearray(whole(MP3))
    at = next(content.index(name) for name in (b"Xing", b"Info") if name in content) + 8
    content[at : at + 4] = struct.pack(">I", 20)
    return bytes(content)


@pytest.mark.parametrize(
    "content",
    [
        *(lied_wav(2 * RATE_HZ), lied_aiff(), lied_au(), lied_w64(), lied_caf()),
        *(lied_flac(RATE_HZ), lied_mp3(), whole(MP3_BARE)),
    ],
    ids=["wav", "aiff", "au", "w64", "caf", "flac", "mp3", "mp3 without a tag"],
)
def test_a_length_stated_too_short_is_no_limit(tmp_path: Path, content: bytes) -> None:
    stream, heard_s, _ = hear(tmp_path, content)
    assert heard_s == pytest.approx(SECONDS, abs=0.1)
    assert not stream.truncated
    assert not stream.damaged


@pytest.mark.parametrize("kind", FRAMED, ids=lambda kind: kind.name)
@pytest.mark.parametrize("same_rate", [True, False])
def test_joined_files_are_read_completely(tmp_path: Path, kind: Kind, same_rate: bool) -> None:
    second = whole(kind) if same_rate else whole(kind, SECONDS, 16_000 if kind is OPUS else 32_000)
    stream, heard_s, _ = hear(tmp_path, whole(kind) + second)
    assert heard_s == pytest.approx(2 * SECONDS, abs=0.01 + 2 * kind.spare_s)
    assert not stream.truncated
    assert not stream.damaged


def test_joined_wav_and_aiff_too(tmp_path: Path) -> None:
    for kind in (WAV, AIFF):
        _, heard_s, _ = hear(tmp_path, 2 * whole(kind))
        assert heard_s == pytest.approx(2 * SECONDS, abs=0.001), kind.name


@pytest.mark.parametrize("kind", FRAMED, ids=lambda kind: kind.name)
def test_a_hole_loses_only_itself(tmp_path: Path, kind: Kind) -> None:
    content = whole(kind)
    stream, heard_s, frames = hear(tmp_path, with_hole(content, len(content) // 2, 3000))
    assert heard_s == pytest.approx(SECONDS, abs=kind.packet_s + kind.spare_s)
    assert not stream.truncated
    (start_s, end_s), *more = stream.damaged
    assert not more
    assert 1.0 < start_s < end_s < 5.0
    inside = slice(round(start_s * stream.sample_rate_hz), round(end_s * stream.sample_rate_hz))
    assert not frames[inside].any()
    assert np.abs(frames[-stream.sample_rate_hz :]).max() > 0.05


def test_one_turned_bit_of_a_flac_costs_a_frame(tmp_path: Path) -> None:
    content = bytearray(whole(FLAC))
    content[len(content) // 2] ^= 0x10
    stream, heard_s, _ = hear(tmp_path, bytes(content))
    assert heard_s == SECONDS
    ((start_s, end_s),) = stream.damaged
    assert end_s - start_s < 0.3


def test_a_flac_that_states_too_much_ends_early_and_is_not_damaged(tmp_path: Path) -> None:
    stream, heard_s, _ = hear(tmp_path, lied_flac(round(2 * SECONDS * RATE_HZ)))
    assert heard_s == SECONDS
    assert stream.truncated
    assert not stream.damaged


@pytest.mark.parametrize("kind", [*PLAIN, *FRAMED], ids=lambda kind: kind.name)
@pytest.mark.parametrize("n_bytes", [300, 200_000])
def test_a_tag_before_any_format_is_skipped(tmp_path: Path, kind: Kind, n_bytes: int) -> None:
    stream, heard_s, _ = hear(tmp_path, id3(n_bytes) + whole(kind))
    assert heard_s == pytest.approx(SECONDS, abs=0.001 + kind.spare_s)
    assert not stream.truncated


@pytest.mark.parametrize("kind", [VORBIS, OPUS, FLAC, MP3, ADTS], ids=lambda kind: kind.name)
def test_padding_behind_is_neither_sound_nor_damage(tmp_path: Path, kind: Kind) -> None:
    stream, heard_s, _ = hear(tmp_path, whole(kind) + bytes(5000))
    assert heard_s == pytest.approx(SECONDS, abs=0.001 + kind.spare_s)
    assert not stream.truncated
    assert not stream.damaged


def test_a_picture_behind_no_sound_is_no_sound(tmp_path: Path) -> None:
    chunk = b"APIC" + struct.pack("<I", 20_000) + bytes(range(1, 201)) * 100
    with pytest.raises(AudioFileError) as caught:
        hear(tmp_path, wav_header(RATE_HZ, 0) + chunk)
    assert caught.value.kind == "empty"


def test_chunks_behind_sound_are_no_sound(tmp_path: Path) -> None:
    content = bytearray(lied_wav(2 * RATE_HZ) + b"LIST" + struct.pack("<I", 4000) + b"INFO")
    content += b"ISFT" * 999
    _, heard_s, _ = hear(tmp_path, bytes(content))
    assert heard_s == pytest.approx(SECONDS, abs=0.001)


def test_an_odd_chunk_without_its_pad_byte(tmp_path: Path) -> None:
    content = whole(WAV)
    odd = content[:36] + b"iXML" + struct.pack("<I", 7) + b"<a></a>" + content[36:]
    _, heard_s, _ = hear(tmp_path, odd)
    assert heard_s == SECONDS


def test_an_unfinished_recording_of_a_moment(tmp_path: Path) -> None:
    _, heard_s, _ = hear(tmp_path, wav_header(8000, 0) + whole(WAV)[1000:4000])
    assert heard_s == pytest.approx(3000 / 16_000)


def test_flash_video(tmp_path: Path) -> None:
    _, heard_s, _ = hear(tmp_path, whole(FLV))
    assert heard_s == pytest.approx(SECONDS, abs=0.2)


def test_incomplete_headers_in_the_last_bytes_are_ignored() -> None:
    frame = bytes([0xFF, 0xF8, 0x19, 0x18])
    for n_bytes in range(2, 5):
        assert headers_in(frame[:n_bytes], n_bytes) == []


@pytest.mark.parametrize("kind", [AU, W64, CAF], ids=lambda kind: kind.name)
@pytest.mark.parametrize("stated", ["true", "too little"])
def test_joined_files_with_a_plain_header(tmp_path: Path, kind: Kind, stated: str) -> None:
    lied = {AU: lied_au, W64: lied_w64, CAF: lied_caf}[kind]
    first = whole(kind) if stated == "true" else lied()
    stream, heard_s, frames = hear(tmp_path, first + whole(kind, 2.0, 32_000))
    assert heard_s == pytest.approx(SECONDS + 2.0, abs=0.002)
    assert not stream.truncated
    assert np.abs(frames[: round(0.9 * len(frames))]).max() < 0.9  # no header played as noise


def test_joined_au_of_unknown_length(tmp_path: Path) -> None:
    content = whole(AU)
    content = content[:8] + b"\xff\xff\xff\xff" + content[12:]
    _, heard_s, _ = hear(tmp_path, 2 * content)
    assert heard_s == pytest.approx(2 * SECONDS, abs=0.001)


@pytest.mark.parametrize("kind", IN_BOXES, ids=lambda kind: kind.name)
def test_a_tag_before_a_container_is_skipped(tmp_path: Path, kind: Kind) -> None:
    stream, heard_s, _ = hear(tmp_path, id3(3000) + whole(kind))
    assert heard_s == pytest.approx(SECONDS, abs=kind.spare_s)
    assert not stream.truncated
    assert not stream.damaged


def test_a_hole_in_flash_video_is_silence_of_its_length(tmp_path: Path) -> None:
    content = whole(FLV)
    stream, heard_s, _ = hear(tmp_path, with_hole(content, len(content) // 2, 9000, b"\x08\x00"))
    assert heard_s == pytest.approx(SECONDS, abs=0.2)
    ((start_s, end_s),) = stream.damaged
    assert 1.0 < start_s < end_s < 5.0


def test_joined_flash_videos(tmp_path: Path) -> None:
    _, heard_s, _ = hear(tmp_path, 2 * whole(FLV))
    assert heard_s == pytest.approx(2 * SECONDS, abs=0.4)
