"""Every format by content, every fault by its kind."""

from __future__ import annotations

import os
import shutil
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
import soundfile

from ser_desktop.audio.decode import AudioStream, open_audio
from ser_desktop.errors import AudioFileError
from tests.support.files import (
    RATE_HZ,
    speechlike,
    wav_header,
    write_video,
    write_with_ffmpeg,
)


def read(path: Path) -> tuple[AudioStream, np.ndarray]:
    stream = open_audio(path)
    return stream, np.concatenate(list(stream.blocks()))


def kind_of(path: Path) -> str:
    with pytest.raises(AudioFileError) as caught:
        read(path)
    assert str(caught.value).endswith(".")
    assert path.name in str(caught.value)
    return caught.value.kind


@pytest.mark.parametrize(
    ("container", "subtype", "tolerance"),
    [
        ("WAV", "PCM_U8", 0.02),
        ("WAV", "PCM_16", 1e-4),
        ("WAV", "PCM_24", 1e-6),
        ("WAV", "PCM_32", 1e-6),
        ("WAV", "FLOAT", 1e-7),
        ("WAV", "DOUBLE", 1e-7),
        ("RF64", "PCM_16", 1e-4),
        ("AIFF", "PCM_16", 1e-4),
        ("FLAC", "PCM_16", 1e-4),
        ("OGG", "VORBIS", 0.1),
        ("OGG", "OPUS", 0.1),
        ("MP3", "MPEG_LAYER_III", 0.1),
    ],
)
def test_what_libsndfile_reads(
    tmp_path: Path, container: str, subtype: str, tolerance: float
) -> None:
    path = tmp_path / "sound.bin"
    expected = speechlike()
    soundfile.write(path, expected, RATE_HZ, format=container, subtype=subtype)
    stream, frames = read(path)
    assert stream.sample_rate_hz == RATE_HZ
    assert frames.dtype == np.float32
    assert frames.shape[1] == 1
    assert abs(len(frames) - len(expected)) < 0.05 * RATE_HZ
    assert np.sqrt(np.mean(frames**2)) == pytest.approx(np.sqrt(np.mean(expected**2)), rel=0.05)
    if tolerance < 0.05:
        np.testing.assert_allclose(frames[:, 0], expected, atol=tolerance)
    assert not stream.truncated


@pytest.mark.parametrize(
    ("codec", "container", "suffix"),
    [
        ("aac", "mp4", "m4a"),
        ("aac", "adts", "aac"),
        ("wmav2", "asf", "wma"),
        ("libopus", "webm", "webm"),
        ("ac3", "ac3", "ac3"),
    ],
)
def test_what_ffmpeg_reads(tmp_path: Path, codec: str, container: str, suffix: str) -> None:
    path = write_with_ffmpeg(tmp_path / f"sound.{suffix}", codec, container)
    stream, frames = read(path)
    assert stream.sample_rate_hz == RATE_HZ
    assert frames.shape[1] == 1
    assert abs(len(frames) / RATE_HZ - 2.0) < 0.15
    assert np.sqrt(np.mean(frames**2)) == pytest.approx(
        np.sqrt(np.mean(speechlike() ** 2)), rel=0.15
    )


def test_the_sound_of_a_video(tmp_path: Path) -> None:
    _, frames = read(write_video(tmp_path / "video.mp4", with_sound=True))
    assert abs(len(frames) / RATE_HZ - 2.0) < 0.15


def test_a_video_without_sound_is_unsupported(tmp_path: Path) -> None:
    assert kind_of(write_video(tmp_path / "silent.mp4", with_sound=False)) == "unsupported"


@pytest.mark.parametrize("suffix", [".mp3", ".WAV", ".txt", ".raw", ""])
def test_the_suffix_does_not_matter(tmp_path: Path, tone: Path, suffix: str) -> None:
    path = tmp_path / f"renamed{suffix}"
    shutil.copy(tone, path)
    _, frames = read(path)
    assert len(frames) == 2 * 44_100


@pytest.mark.parametrize("channels", [1, 2, 6, 32])
def test_any_channel_count(tmp_path: Path, channels: int) -> None:
    path = tmp_path / "many.wav"
    soundfile.write(path, np.tile(speechlike()[:, None], channels), RATE_HZ, format="WAVEX")
    stream, frames = read(path)
    assert stream.channels == frames.shape[1] == channels


@pytest.mark.parametrize("rate_hz", [1_000, 8_000, 44_100, 192_000, 768_000])
def test_any_rate(tmp_path: Path, rate_hz: int) -> None:
    path = tmp_path / "rate.wav"
    soundfile.write(path, speechlike(1.0, rate_hz), rate_hz)
    stream, frames = read(path)
    assert stream.sample_rate_hz == rate_hz
    assert len(frames) == rate_hz


@pytest.mark.parametrize("rate_hz", [1, 999, 768_001, 2_000_000_000])
def test_an_absurd_rate_is_unreadable(tmp_path: Path, rate_hz: int) -> None:
    path = tmp_path / "absurd.wav"
    path.write_bytes(wav_header(rate_hz, 2000) + bytes(2000))
    assert kind_of(path) == "unreadable"


def test_an_absurd_length_takes_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "long.wav"
    path.write_bytes(wav_header(16_000, 0xFFFFFF00) + bytes(32_000))
    tracemalloc.start()
    stream, frames = read(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(frames) == 16_000
    assert stream.truncated
    assert peak < 20_000_000


@pytest.mark.parametrize("content", [b"", wav_header(16_000, 0)])
def test_nothing_in_it_is_empty(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "nothing.wav"
    path.write_bytes(content)
    assert kind_of(path) == "empty"


@pytest.mark.parametrize(
    "content",
    [
        b"This is a letter, not a recording.\n" * 50,
        bytes(range(256)) * 40,
        b"RIFF\x00\x00\x00\x00WAVE",
        b"#EXTM3U\n#EXTINF:10,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n",
        b"ffconcat version 1.0\nfile '/etc/hostname'\n",
    ],
)
def test_what_is_no_sound_is_unreadable(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "letter.wav"
    path.write_bytes(content)
    assert kind_of(path) == "unreadable"


def test_an_unknown_codec_is_not_a_crash(tmp_path: Path) -> None:
    path = tmp_path / "codec.wav"
    path.write_bytes(wav_header(16_000, 8000, codec=0x7777) + bytes(8000))
    assert kind_of(path) in ("unsupported", "unreadable")


@pytest.mark.parametrize(
    ("name", "container", "subtype"),
    [
        ("half.wav", "WAV", "PCM_16"),
        ("half.flac", "FLAC", "PCM_16"),
        ("half.ogg", "OGG", "VORBIS"),
        ("half.mp3", "MP3", "MPEG_LAYER_III"),
    ],
)
def test_a_truncated_file_gives_what_is_there(
    tmp_path: Path, name: str, container: str, subtype: str
) -> None:
    whole = tmp_path / "whole"
    soundfile.write(whole, speechlike(6.0), RATE_HZ, format=container, subtype=subtype)
    half = tmp_path / name
    half.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    stream, frames = read(half)
    assert 1.0 < len(frames) / RATE_HZ < 5.0
    assert stream.truncated


def test_a_truncated_aac_file_gives_what_is_there(tmp_path: Path) -> None:
    whole = write_with_ffmpeg(tmp_path / "whole.mka", "aac", "matroska")
    half = tmp_path / "half.mka"
    half.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    stream, frames = read(half)
    assert 0.3 < len(frames) / RATE_HZ < 1.8
    assert stream.truncated


def test_nan_and_infinity_become_silence(tmp_path: Path) -> None:
    samples = speechlike()
    samples[100], samples[200], samples[300] = np.nan, np.inf, -np.inf
    path = tmp_path / "nan.wav"
    soundfile.write(path, samples, RATE_HZ, subtype="FLOAT")
    stream, frames = read(path)
    assert stream.repaired
    assert np.isfinite(frames).all()
    assert frames[100, 0] == frames[200, 0] == frames[300, 0] == 0


def test_a_file_that_is_gone_has_vanished(tmp_path: Path) -> None:
    assert kind_of(tmp_path / "gone.wav") == "vanished"


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "pipe.wav"
    os.mkfifo(path)
    assert kind_of(path) == "unreadable"


def test_a_name_with_any_character(tmp_path: Path, tone: Path) -> None:
    path = tmp_path / "señal – “ö”\n🎤 %s.wav"
    shutil.copy(tone, path)
    assert len(read(path)[1]) == 2 * 44_100
