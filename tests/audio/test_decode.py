"""Every format by content, every fault by its kind."""

from __future__ import annotations

import os
import shutil
import sys
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
import soundfile

from ser_desktop.audio import frames as frames_module
from ser_desktop.audio.decode import AudioStream, open_audio
from ser_desktop.audio.folders import expand
from ser_desktop.audio.frames import FileFrames
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
def test_libsndfile_reads_its_formats(
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
def test_ffmpeg_reads_its_formats(tmp_path: Path, codec: str, container: str, suffix: str) -> None:
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


@pytest.mark.parametrize("name", ["video.mp4", "video.mov", "video.mkv"])
def test_a_picture_longer_than_its_sound_is_no_truncated_file(tmp_path: Path, name: str) -> None:
    stream, frames = read(write_video(tmp_path / name, with_sound=True, picture_s=5.0))
    assert abs(len(frames) / RATE_HZ - 2.0) < 0.15
    assert stream.duration_s == pytest.approx(2.0, abs=0.15)
    assert not stream.truncated


def test_a_length_that_is_guessed_from_the_bit_rate_is_not_believed(tmp_path: Path) -> None:
    stream, frames = read(write_with_ffmpeg(tmp_path / "raw.aac", "aac", "adts"))
    assert abs(len(frames) / RATE_HZ - 2.0) < 0.15
    assert stream.duration_s is None
    assert not stream.truncated


@pytest.mark.parametrize(
    ("codec", "container"), [("aac", "mp4"), ("aac", "matroska"), ("libopus", "webm")]
)
def test_sound_keeps_its_place_where_time_stamps_leave_a_gap(
    tmp_path: Path, codec: str, container: str
) -> None:
    path = write_with_ffmpeg(tmp_path / "gap", codec, container, pause=(1.0, 5.0))
    stream, frames = read(path)
    assert len(frames) / RATE_HZ == pytest.approx(7.0, abs=0.15)
    assert not stream.truncated
    assert not frames[round(1.2 * RATE_HZ) : round(5.8 * RATE_HZ)].any()
    assert np.abs(frames[: RATE_HZ // 2]).max() > 0.1
    assert np.abs(frames[-RATE_HZ // 2 :]).max() > 0.1


def test_sound_that_begins_late_is_late(tmp_path: Path) -> None:
    _, frames = read(write_with_ffmpeg(tmp_path / "late", "aac", "matroska", pause=(-1.0, 5.0)))
    assert len(frames) / RATE_HZ == pytest.approx(7.0, abs=0.15)
    assert not frames[: round(4.8 * RATE_HZ)].any()
    # The clock of a broadcast begins anywhere, and so does that of a capture of one.
    for container, late_s in (("mpegts", 5.0), ("matroska", 1800.0), ("mp4", 1800.0)):
        path = write_with_ffmpeg(tmp_path / container, "aac", container, pause=(-1.0, late_s))
        _, frames = read(path)
        assert len(frames) / RATE_HZ == pytest.approx(2.0, abs=0.15), container


def test_an_impossibly_long_gap_is_ignored(tmp_path: Path) -> None:
    path = write_with_ffmpeg(tmp_path / "gap", "libopus", "webm", pause=(1.0, 90_000.0))
    _, frames = read(path)
    assert len(frames) / RATE_HZ == pytest.approx(2.0, abs=0.15)


def test_other_sound_tracks_are_counted(tmp_path: Path) -> None:
    path = write_with_ffmpeg(tmp_path / "two.mkv", "aac", "matroska", silent_tracks=1)
    assert open_audio(path).tracks == 2


@pytest.mark.parametrize("tagged", [True, False])
def test_an_mp3_is_whole_with_its_length_in_a_tag_and_without(tmp_path: Path, tagged: bool) -> None:
    muxer = {"write_xing": str(int(tagged)), "id3v2_version": "3"}
    path = write_with_ffmpeg(tmp_path / "a.mp3", "libmp3lame", "mp3", title="t", muxer=muxer)
    stream, frames = read(path)
    assert stream.duration_s == pytest.approx(2.0, abs=0.1)
    assert len(frames) / RATE_HZ == pytest.approx(2.0, abs=0.1)
    assert not stream.truncated


def test_a_header_that_was_never_finished_is_read_to_the_end(tmp_path: Path) -> None:
    samples = (speechlike() * 32767).astype("<i2").tobytes()
    (tmp_path / "power.wav").write_bytes(wav_header(RATE_HZ, 0) + samples)
    _, frames = read(tmp_path / "power.wav")
    np.testing.assert_allclose(frames[:, 0], speechlike(), atol=1e-4)
    (tmp_path / "nothing.wav").write_bytes(wav_header(RATE_HZ, 0))
    assert kind_of(tmp_path / "nothing.wav") == "empty"


def test_the_hidden_files_of_macos_are_not_recordings(tmp_path: Path) -> None:
    for name in ("a.wav", "._a.wav", "b.txt"):
        (tmp_path / name).write_bytes(b"")
    assert list(expand([str(tmp_path)])) == [str(tmp_path / "a.wav")]
    assert list(expand([str(tmp_path / "._a.wav")])) == [str(tmp_path / "._a.wav")]


def test_a_folder_that_cannot_be_listed_is_an_error(
    sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("open", "locked"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.flac").write_bytes(sample.read_bytes())
    real = os.scandir

    def scandir(path: str) -> object:  # as root, no folder is locked
        if path.endswith("locked"):
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    found = list(expand([str(tmp_path)]))
    assert sorted(found) == [str(tmp_path / "locked"), str(tmp_path / "open" / "a.flac")]
    with pytest.raises(AudioFileError, match="locked is a folder that cannot be listed") as caught:
        open_audio(tmp_path / "locked")
    assert caught.value.kind == "unreadable"


@pytest.mark.parametrize("keeps_open", [True, False])
def test_a_wav_is_read_directly_from_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keeps_open: bool
) -> None:
    monkeypatch.setattr(frames_module, "KEEPS_OPEN", keeps_open)
    path = tmp_path / "a.wav"
    samples = speechlike()
    soundfile.write(path, samples, RATE_HZ, subtype="FLOAT")
    lying = FileFrames(path)
    np.testing.assert_array_equal(lying.read(100, 200)[:, 0], samples[100:200].astype(np.float32))
    np.testing.assert_array_equal(lying.read(50, 60)[:, 0], samples[50:60].astype(np.float32))
    if not keeps_open:
        assert lying._handle.closed
        path.unlink()
        assert len(lying.read(0, 10)) == 0, "gone, and no fault"
    lying.close()
    assert len(lying.read(0, 10)) == 0


def test_a_video_without_sound_is_unsupported(tmp_path: Path) -> None:
    assert kind_of(write_video(tmp_path / "silent.mp4", with_sound=False)) == "unsupported"


@pytest.mark.parametrize("suffix", [".au", ".snd", ".gsm", ".vox", ".raw", ".mp3", ".m4a"])
def test_text_is_unreadable_by_any_suffix(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"letter{suffix}"
    path.write_bytes(b"This is a letter, not a recording.\n" * 5000)
    assert kind_of(path) == "unreadable"


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
def test_a_file_without_samples_is_empty(tmp_path: Path, content: bytes) -> None:
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
def test_files_without_sound_are_unreadable(tmp_path: Path, content: bytes) -> None:
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
        ("half.aiff", "AIFF", "PCM_16"),
        ("half.au", "AU", "PCM_16"),
        ("half.w64", "W64", "PCM_16"),
        ("half.rf64", "RF64", "PCM_16"),
        ("half.flac", "FLAC", "PCM_16"),
        ("half.ogg", "OGG", "VORBIS"),
        ("half.mp3", "MP3", "MPEG_LAYER_III"),
    ],
)
def test_a_truncated_file_is_read_up_to_its_end(
    tmp_path: Path, name: str, container: str, subtype: str
) -> None:
    whole = tmp_path / "whole"
    soundfile.write(whole, speechlike(6.0), RATE_HZ, format=container, subtype=subtype)
    half = tmp_path / name
    half.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    stream, frames = read(half)
    assert 1.0 < len(frames) / RATE_HZ < 5.0
    assert stream.truncated


def test_a_truncated_aac_file_is_read_up_to_its_end(tmp_path: Path) -> None:
    whole = write_with_ffmpeg(tmp_path / "whole.mka", "aac", "matroska")
    half = tmp_path / "half.mka"
    half.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    stream, frames = read(half)
    assert 0.3 < len(frames) / RATE_HZ < 1.8
    assert stream.truncated


@pytest.mark.parametrize("seconds", [4.0, 23.0])
def test_a_flac_that_does_not_state_its_length(tmp_path: Path, seconds: float) -> None:
    path = tmp_path / "streamed.flac"
    soundfile.write(path, speechlike(seconds), RATE_HZ)
    content = bytearray(path.read_bytes())
    content[21] &= 0xF0  # 36 bits of STREAMINFO: total samples
    content[22:26] = bytes(4)
    path.write_bytes(content)
    stream, frames = read(path)
    assert len(frames) / RATE_HZ == pytest.approx(seconds, abs=0.01)
    assert not stream.truncated


def test_nan_and_infinity_become_silence(tmp_path: Path) -> None:
    samples = speechlike()
    samples[100], samples[200], samples[300] = np.nan, np.inf, -np.inf
    path = tmp_path / "nan.wav"
    soundfile.write(path, samples, RATE_HZ, subtype="FLOAT")
    stream, frames = read(path)
    assert stream.repaired
    assert np.isfinite(frames).all()
    assert frames[100, 0] == frames[200, 0] == frames[300, 0] == 0


def test_samples_beyond_any_scale_become_silence(tmp_path: Path) -> None:
    samples = speechlike()
    samples[100:200] = 1e18
    path = tmp_path / "huge.wav"
    soundfile.write(path, samples, RATE_HZ, subtype="FLOAT")
    stream, frames = read(path)
    assert stream.repaired
    assert np.abs(frames).max() < 1


def test_a_damaged_packet_loses_only_itself(tmp_path: Path) -> None:
    path = write_with_ffmpeg(tmp_path / "whole.m4a", "aac", "mp4")
    content = bytearray(path.read_bytes())
    at = content.index(b"mdat") + 2000
    content[at : at + 60] = bytes(60)
    path.write_bytes(content)
    stream, frames = read(path)
    assert len(frames) / RATE_HZ > 1.8
    assert stream.path == path


@pytest.mark.parametrize("rate_hz", [RATE_HZ, 24_000])
def test_two_ogg_streams_one_after_the_other(tmp_path: Path, rate_hz: int) -> None:
    first, second = tmp_path / "a.ogg", tmp_path / "b.ogg"
    soundfile.write(first, speechlike(2.0), RATE_HZ, format="OGG", subtype="VORBIS")
    soundfile.write(second, speechlike(2.0, rate_hz), rate_hz, format="OGG", subtype="VORBIS")
    chained = tmp_path / "chained.ogg"
    chained.write_bytes(first.read_bytes() + second.read_bytes())
    stream, frames = read(chained)
    assert stream.sample_rate_hz == RATE_HZ
    assert len(frames) / RATE_HZ == pytest.approx(4.0, abs=0.1)
    assert not stream.truncated


def test_tags_that_are_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "tagged.m4a"
    write_with_ffmpeg(path, "aac", "mp4", title="TITLEHERE")
    content = path.read_bytes()
    assert b"TITLEHERE" in content
    path.write_bytes(content.replace(b"TITLEHERE", b"M\xfcller\xe9\xe9\xe9"))
    assert len(read(path)[1]) > RATE_HZ


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux takes such names")
def test_a_name_that_is_not_utf8(tmp_path: Path, tone: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/bad\xe9.wav"))
    shutil.copy(tone, path)
    assert len(read(path)[1]) == 2 * 44_100


def test_a_missing_file_has_the_kind_vanished(tmp_path: Path) -> None:
    assert kind_of(tmp_path / "gone.wav") == "vanished"


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "pipe.wav"
    os.mkfifo(path)
    assert kind_of(path) == "unreadable"


def test_a_name_with_any_character(tmp_path: Path, tone: Path) -> None:
    path = tmp_path / "señal – “ö”\n🎤 %s.wav"
    shutil.copy(tone, path)
    assert len(read(path)[1]) == 2 * 44_100


@pytest.mark.parametrize("scale", [2.0**15, 2.0**31])
@pytest.mark.parametrize("subtype", ["FLOAT", "DOUBLE"])
def test_floats_in_the_scale_of_integers_are_brought_to_it(
    tmp_path: Path, scale: float, subtype: str
) -> None:
    sound = 0.3 * np.sin(np.arange(3 * RATE_HZ) * 0.05)
    sound[:RATE_HZ] *= 1e-3  # quiet at first
    path = tmp_path / "cast.wav"
    soundfile.write(path, sound * scale, RATE_HZ, subtype=subtype)
    stream, frames = read(path)
    np.testing.assert_allclose(frames[:, 0], sound, atol=1e-4)
    assert not stream.repaired
    where_it_lies = FileFrames(path)
    np.testing.assert_allclose(where_it_lies.read(0, len(sound))[:, 0], sound, atol=1e-4)
    where_it_lies.close()


def test_integers_that_went_beyond_full_scale_are_no_wider_ones(tmp_path: Path) -> None:
    sound = 1.1 * np.sin(np.arange(RATE_HZ) * 0.05)
    soundfile.write(tmp_path / "over.wav", sound * 2**15, RATE_HZ, subtype="FLOAT")
    _, frames = read(tmp_path / "over.wav")
    np.testing.assert_allclose(frames[:, 0], sound, atol=1e-4)


def test_floats_that_are_only_too_loud_stay_as_they_are(tmp_path: Path) -> None:
    sound = 30.0 * np.sin(np.arange(RATE_HZ) * 0.05)
    soundfile.write(tmp_path / "loud.wav", sound, RATE_HZ, subtype="FLOAT")
    _, frames = read(tmp_path / "loud.wav")
    np.testing.assert_allclose(frames[:, 0], sound, rtol=1e-6, atol=1e-5)


def test_a_few_samples_beyond_full_scale_do_not_make_a_file_quiet(tmp_path: Path) -> None:
    sound = 0.3 * np.sin(np.arange(RATE_HZ) * 0.05)
    sound[1000:1010] = 9000.0
    path = tmp_path / "click.wav"
    soundfile.write(path, sound, RATE_HZ, subtype="FLOAT")
    _, frames = read(path)
    np.testing.assert_allclose(frames[2000:, 0], sound[2000:], atol=1e-4)
