"""Joined, padded, cut and damaged ASF, VOC, MPEG-TS and AVI; an MP4 without its index."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import av
import numpy as np
import pytest

from ser_desktop.audio.decode import open_audio
from ser_desktop.errors import AudioFileError
from tests.audio.test_blocks_and_indexes import ID3V1
from tests.audio.test_lies_and_holes import FRAGMENTED
from tests.audio.test_true_end import hear
from tests.support.broken_files import (
    AVI,
    AVI_MP3,
    M4A,
    RATE_HZ,
    SECONDS,
    TS,
    VOC,
    WMA,
    Kind,
    id3,
    whole,
    with_hole,
)

ASF_DATA = bytes.fromhex("3626b2758e66cf11a6d900aa0062ce6c")


@pytest.mark.parametrize("kind", [WMA, VOC, TS, AVI_MP3], ids=lambda kind: kind.name)
@pytest.mark.parametrize("around", ["nothing", "id3", "id3v1", "zeros", "one packet of zeros"])
def test_whole_files_get_no_remark(tmp_path: Path, kind: Kind, around: str) -> None:
    front = id3(3000) if around == "id3" else b""
    behind = {"id3v1": ID3V1, "zeros": bytes(50_000), "one packet of zeros": bytes(188)}
    stream, heard_s, _ = hear(tmp_path, front + whole(kind) + behind.get(around, b""))
    assert heard_s == pytest.approx(SECONDS, abs=0.001 + kind.spare_s)
    assert not stream.truncated
    assert not stream.damaged


@pytest.mark.parametrize("kind", [WMA, VOC, TS, AVI_MP3], ids=lambda kind: kind.name)
@pytest.mark.parametrize("rate_hz", [0, 32_000])
@pytest.mark.parametrize("between", [b"", ID3V1], ids=["at once", "behind a tag"])
def test_joined_files_are_heard_whole(
    tmp_path: Path, kind: Kind, rate_hz: int, between: bytes
) -> None:
    stream, heard_s, frames = hear(tmp_path, whole(kind) + between + whole(kind, 2.0, rate_hz))
    assert heard_s == pytest.approx(SECONDS + 2.0, abs=0.001 + 2 * kind.spare_s)
    assert not stream.truncated
    assert not stream.damaged
    assert np.abs(frames[-stream.sample_rate_hz :]).max() < 0.95  # no header played as noise


@pytest.mark.parametrize("kind", [WMA, VOC, TS, AVI_MP3], ids=lambda kind: kind.name)
def test_a_cut_file_ends_early(tmp_path: Path, kind: Kind) -> None:
    content = whole(kind)
    stream, heard_s, _ = hear(tmp_path, content[: len(content) // 2])
    if kind is not TS:  # it states no length
        assert stream.truncated
    assert heard_s == pytest.approx(SECONDS / 2, abs=0.3)


@pytest.mark.parametrize("fill", [None, b"noise \x01\x9e"], ids=["zeros", "noise"])
def test_a_hole_in_wma_is_silence_of_its_length(tmp_path: Path, fill: bytes | None) -> None:
    content = whole(WMA)
    at = len(content) // 2
    stream, heard_s, frames = hear(tmp_path, with_hole(content, at, 9000, fill))
    assert heard_s == pytest.approx(SECONDS, abs=0.2)
    ((start_s, end_s),) = stream.damaged
    assert 2.0 < start_s < end_s < 5.0
    assert np.abs(frames[round((end_s + 0.3) * stream.sample_rate_hz) :]).max() > 0.05


@pytest.mark.parametrize("stated", [50, 5000])
def test_a_wma_whose_data_state_too_little(tmp_path: Path, stated: int) -> None:
    content = whole(WMA)
    at = content.index(ASF_DATA, 30) + 16
    lied = content[:at] + struct.pack("<Q", stated) + content[at + 8 :]
    _, heard_s, _ = hear(tmp_path, lied)
    assert heard_s == pytest.approx(SECONDS, abs=WMA.spare_s)


def voc(*blocks: tuple[int, bytes]) -> bytes:
    head = b"Creative Voice File\x1a" + struct.pack("<HHH", 26, 0x0114, 0x111F)
    bodies = (bytes([kind]) + struct.pack("<I", len(body))[:3] + body for kind, body in blocks)
    return head + b"".join(bodies) + b"\0"


def test_blocks_of_sound_and_silence_of_voc(tmp_path: Path) -> None:
    tone = (128 + 60 * np.sin(np.arange(RATE_HZ) * 0.1)).astype(np.uint8).tobytes()
    divisor = 256 - 1_000_000 // 16_000
    sound = (1, bytes([divisor, 0]) + tone)
    silent = (3, struct.pack("<HB", RATE_HZ - 1, divisor))
    stream, heard_s, frames = hear(tmp_path, voc(sound, (2, tone), silent, (5, b"text\0"), sound))
    rate_hz = stream.sample_rate_hz
    assert heard_s * rate_hz == 4 * RATE_HZ
    assert stream.format_name == "VOC PCM_U8"
    assert not frames[2 * RATE_HZ : 3 * RATE_HZ].any()
    assert np.abs(frames[3 * RATE_HZ :]).max() == pytest.approx(60 / 128, abs=0.02)


@pytest.mark.parametrize("stated", [12, 20_000, RATE_HZ])
def test_a_voc_that_states_too_little(tmp_path: Path, stated: int) -> None:
    content = whole(VOC)
    lied = content[:27] + struct.pack("<I", stated)[:3] + content[30:]
    stream, heard_s, _ = hear(tmp_path, lied)
    assert heard_s == pytest.approx(SECONDS, abs=0.01)
    assert not stream.truncated


@pytest.mark.parametrize("kind", [M4A, FRAGMENTED], ids=lambda kind: kind.name)
def test_an_mp4_without_its_index_is_told_so(tmp_path: Path, kind: Kind) -> None:
    content = whole(kind)
    at = content.index(b"moov") - 4
    size = int.from_bytes(content[at : at + 4], "big")
    path = tmp_path / "phone.m4a"
    path.write_bytes(content[:at] + content[at + size :])
    with pytest.raises(AudioFileError) as caught:
        open_audio(path)
    assert caught.value.kind == "unreadable"
    assert caught.value.message_id == "audio.no_index"


@pytest.mark.parametrize("n_bytes", [20, 200])
def test_an_mp4_cut_in_its_index_is_told_so(tmp_path: Path, n_bytes: int) -> None:
    content = whole(M4A)
    path = tmp_path / "phone.m4a"
    path.write_bytes(content[: content.index(b"moov") + n_bytes])
    with pytest.raises(AudioFileError, match=r"has no index \(moov\)"):
        open_audio(path)


AVIS = [AVI, AVI_MP3]


def check_silence(path: Path, content: bytes, kind: Kind, earliest_s: float = 1.0) -> float:
    """The hole is silence, all around it stays in its place; returns its length in seconds."""
    _, _, before = hear(path, whole(kind))
    stream, heard_s, frames = hear(path, content)
    assert heard_s == pytest.approx(SECONDS, abs=kind.spare_s)
    assert not stream.truncated
    ((start_s, end_s),) = stream.damaged
    assert earliest_s < start_s < end_s < SECONDS + kind.spare_s
    start, end = (round(at_s * stream.sample_rate_hz) for at_s in (start_s, end_s))
    assert not frames[start + 1 : end].any()
    behind = slice(end + round(0.3 * stream.sample_rate_hz), min(len(before), len(frames)) - 4000)
    if behind.start < behind.stop:
        np.testing.assert_allclose(frames[behind], before[behind], atol=0.02)
    return end_s - start_s


@pytest.mark.parametrize("kind", AVIS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("fill", [None, b"noise \x01\x9e"], ids=["zeros", "noise"])
@pytest.mark.parametrize("share", [0.3, 0.6])
@pytest.mark.parametrize("has_index", [True, False])
def test_a_hole_in_avi_is_silence_of_its_length(
    tmp_path: Path, kind: Kind, fill: bytes | None, share: float, has_index: bool
) -> None:
    content = whole(kind)
    if not has_index:
        content = content.replace(b"idx1", b"JUNK")
    at, n_bytes = round(share * len(content)), len(content) // 8
    length_s = check_silence(tmp_path, with_hole(content, at, n_bytes, fill), kind)
    assert length_s == pytest.approx(SECONDS / 8, abs=0.25)


@pytest.mark.parametrize("kind", AVIS, ids=lambda kind: kind.name)
def test_a_hole_over_the_end_of_an_avi_and_its_index(tmp_path: Path, kind: Kind) -> None:
    content = whole(kind)
    at = content.index(b"idx1") - len(content) // 8
    check_silence(tmp_path, with_hole(content, at, len(content) - at), kind)


def with_picture() -> bytes:
    """An AVI with a moving picture of growing complexity beside the sound of ``AVI``."""
    out, rng = io.BytesIO(), np.random.default_rng(0)
    with av.open(out, "w", format="avi") as video, av.open(io.BytesIO(whole(AVI))) as sound:
        picture = video.add_stream("mjpeg", rate=10, width=64, height=64, pix_fmt="yuvj420p")
        track = video.add_stream("pcm_s16le", rate=RATE_HZ, layout="mono")
        packets = [packet for packet in sound.demux(audio=0) if packet.size]
        for number in range(round(10 * SECONDS)):
            image = np.full((64, 64, 3), 128, np.uint8)
            image[:, : max(1, number)] = rng.integers(0, 255, (64, max(1, number), 3))
            for packet in picture.encode(av.VideoFrame.from_ndarray(image)):
                video.mux(packet)
            while packets and float(packets[0].pts * packets[0].time_base) < number / 10:
                packets[0].stream = track
                video.mux(packets.pop(0))
        for packet in packets:
            packet.stream = track
            video.mux(packet)
    return out.getvalue()


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_the_index_tells_the_sound_in_a_hole_of_a_video(tmp_path: Path, share: float) -> None:
    content = with_picture()
    hole = with_hole(content, round(share * len(content)), len(content) // 8)
    check_silence(tmp_path, hole, AVI, earliest_s=0.5)


def test_a_hole_in_the_second_of_joined_avis(tmp_path: Path) -> None:
    content = whole(AVI)
    hole = with_hole(content, len(content) // 2, 20_000)
    stream, heard_s, _ = hear(tmp_path, whole(AVI, 2.0, 32_000) + hole)
    assert heard_s == pytest.approx(SECONDS + 2.0, abs=2 * AVI.spare_s)
    ((start_s, end_s),) = stream.damaged
    assert 4.0 < start_s < end_s < 7.0


@pytest.mark.parametrize("kind", AVIS, ids=lambda kind: kind.name)
def test_a_hole_over_the_start_of_the_chunks_is_told(tmp_path: Path, kind: Kind) -> None:
    content = whole(kind)
    stream, _, _ = hear(tmp_path, with_hole(content, content.index(b"movi") - 2000, 10_000))
    assert stream.damaged


@pytest.mark.parametrize("size", [9, 2**20, 2**31])
@pytest.mark.parametrize("kind", AVIS, ids=lambda kind: kind.name)
def test_a_wrong_size_of_a_chunk_costs_that_chunk(tmp_path: Path, kind: Kind, size: int) -> None:
    content = whole(kind)
    at = content.index(b"00wb", len(content) // 2) + 4
    lied = content[:at] + struct.pack("<I", size) + content[at + 4 :]
    stream, heard_s, _ = hear(tmp_path, lied)
    assert heard_s == pytest.approx(SECONDS, abs=kind.packet_s + kind.spare_s)
    ((start_s, end_s),) = stream.damaged
    assert end_s - start_s < 0.2
