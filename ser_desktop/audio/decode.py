"""Sound files to float32 blocks, recognised by content and never by suffix.

soundfile (libsndfile) reads WAV, RF64, AIFF, FLAC, OGG, Opus and MP3; PyAV (FFmpeg) reads what
libsndfile does not: M4A/AAC, WMA, WebM, AC-3 and the sound of video files. Files are read in
blocks, so neither a long file nor a header that lies about its length takes memory.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
import soundfile
from numpy.typing import NDArray

from ser_desktop.audio.full_scale import full_scale
from ser_desktop.errors import AudioFileError

if TYPE_CHECKING:
    import av.container

AUDIO_SUFFIXES = frozenset(
    (
        *(".wav", ".wave", ".rf64", ".w64", ".aif", ".aiff", ".aifc", ".au", ".snd", ".caf"),
        *(".flac", ".ogg", ".oga", ".opus", ".mp3", ".m4a", ".m4b", ".aac", ".mp4", ".mov"),
        *(".wma", ".asf", ".wmv", ".webm", ".mka", ".mkv", ".avi", ".amr", ".3gp", ".3ga"),
        *(".m4v", ".mpg", ".mpeg", ".mts", ".m2ts", ".ts", ".mp2", ".ogv", ".ogx", ".ac3", ".eac3"),
        *(".ape", ".tta", ".voc", ".wv", ".spx"),
    )
)
"""Suffixes by which a folder is searched and a dialog filters; decoding does not look at them."""

LOWEST_RATE_HZ = 1_000
HIGHEST_RATE_HZ = 768_000
LARGEST_SAMPLE = 1e6
"""Full scale is 1; beyond that is no sound."""
BLOCK_S = 10.0
_STEP_BEFORE_DAMAGE = 1024
_NO_LENGTH = 2**62
"""From here up libsndfile means that a FLAC stream does not say how long it is; it then seeks to an
end that is not there."""

# FFmpeg formats that play lists or scripts could otherwise turn into reads of other files or hosts.
_SAFE_FORMATS = (
    "aac,ac3,aiff,amr,ape,asf,au,avi,caf,eac3,flac,matroska,webm,mov,mp4,m4a,mp3,mpeg,mpegts,ogg,"
    "tta,voc,w64,wav,wv"
)
_WITHOUT_LENGTH = {"aac", "ac3", "eac3", "amr", "mp3"}
# What libsndfile notes of WAV, AIFF, AU, W64 and RF64 whose header promises more than there is.
_HEADER_SIZE = re.compile(
    r"^\s*(?:data|SSND|Data Size|riff|Riff size)\s*:\s*(\d+)\s*\(should be (\d+)\)", re.MULTILINE
)
_PADDING_BYTES = 16
# What a recorder leaves whose power failed; libsndfile takes it at its word, FFmpeg reads on.
_DATA_OF_NO_LENGTH = re.compile(r"^\s*data\s*:\s*0\s*$", re.MULTILINE)
_LARGEST_HEADER = 4096
_FIRST_MP3_FRAME = 2048
_LEAST_GAP_S, _LONGEST_GAP_S = 0.1, 3600.0
"""Of the time stamps: less is rounding, more is damage."""
_LATEST_BEGIN_S = 60.0
_IN_PLACE_FORMATS = {"WAV", "WAVEX", "RF64", "W64", "AIFF", "AU", "CAF"}
_IN_PLACE_SUBTYPES = {
    *("PCM_S8", "PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE", "ULAW", "ALAW"),
}
# Written by programs that stream and do not know the length yet: not a truncated file.
_UNKNOWN_SIZES = {0, 0x7FFFFFFF, 0x7FFFF000, 0xFFFFFFFF}


@dataclass
class AudioStream:
    """An opened sound file. ``truncated`` and ``repaired`` are final once the blocks are read."""

    path: Path
    sample_rate_hz: int
    channels: int
    duration_s: float | None
    """What the header says; None where it says nothing."""
    format_name: str
    truncated: bool = False
    repaired: bool = False
    frames_stated: int = 0
    in_place: bool = False
    """Whether any place in it can be reached at once, without decoding what comes before."""
    tracks: int = 1
    """Sound tracks of a video; the first is heard."""
    _blocks: Iterator[NDArray[np.float32]] = field(default_factory=lambda: iter(()), repr=False)

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        """float32 arrays [frames, channels], about ten seconds each, finite.

        Raises:
            AudioFileError: the file vanished while it was read, or nothing in it can be decoded.
        """
        frames = 0
        for block in self._blocks:
            block, repaired = finite(block)
            self.repaired |= repaired
            frames += len(block)
            yield block
        if frames == 0:
            raise AudioFileError("empty", f"{self.path.name} holds no sound.")


def finite(block: NDArray[np.float32]) -> tuple[NDArray[np.float32], bool]:
    """The block with NaN, infinity and absurd samples as 0, and whether there were any."""
    with np.errstate(invalid="ignore"):
        sound = np.abs(block) < LARGEST_SAMPLE  # false for NaN too
    if sound.all():
        return block, False
    return np.where(sound, block, np.float32(0)), True


def open_audio(path: Path) -> AudioStream:
    """Open a sound file.

    Raises:
        AudioFileError: with the kind and the sentence of the contract.
    """
    _check_regular(path)
    try:
        return _open_soundfile(path)
    except _NotForSoundfileError as refused:
        return _open_av(path, str(refused))


class _NotForSoundfileError(Exception):
    """libsndfile does not read this file; another decoder may."""


def _check_regular(path: Path) -> None:
    try:
        status = path.stat()
    except FileNotFoundError:
        raise AudioFileError(
            "vanished", f"{path.name} is no longer there; it was moved or deleted."
        ) from None
    except (OSError, ValueError) as error:
        raise AudioFileError("unreadable", f"{path.name} cannot be opened: {error}.") from None
    if stat.S_ISDIR(status.st_mode):
        raise AudioFileError("unreadable", f"{path.name} is a folder that cannot be listed.")
    if not stat.S_ISREG(status.st_mode):
        raise AudioFileError("unreadable", f"{path.name} is not a file.")
    if status.st_size == 0:
        raise AudioFileError("empty", f"{path.name} is empty (0 bytes).")


def _check_rate(path: Path, rate_hz: int) -> None:
    if not LOWEST_RATE_HZ <= rate_hz <= HIGHEST_RATE_HZ:
        raise AudioFileError(
            "unreadable",
            f"{path.name} states a sample rate of {rate_hz} Hz; 1 kHz to 768 kHz can be read.",
        )


def open_bytes(path: Path) -> BinaryIO:
    """Open by descriptor: without a name in sight no decoder can guess by the suffix, and no name
    is too odd to be opened."""
    try:
        return os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0)), "rb")
    except OSError as error:
        raise AudioFileError(
            "unreadable", f"{path.name} cannot be opened: {error.strerror}."
        ) from None


def _open_soundfile(path: Path) -> AudioStream:
    handle = open_bytes(path)
    try:
        file = soundfile.SoundFile(handle)
    except (soundfile.LibsndfileError, TypeError) as error:
        handle.close()
        raise _NotForSoundfileError(str(error).rpartition(": ")[2]) from None
    if file.frames >= _NO_LENGTH:
        handle.close()
        raise _NotForSoundfileError("a stream that does not state its length")
    if _DATA_OF_NO_LENGTH.search(file.extra_info) and path.stat().st_size > _LARGEST_HEADER:
        handle.close()
        raise _NotForSoundfileError("a header that was never finished")
    _check_rate(path, file.samplerate)
    ogg = _OggEnds.of(path) if file.format == "OGG" else None
    if ogg and ogg.chained:
        handle.close()
        raise _NotForSoundfileError("several streams one after the other")
    # Without such a tag libsndfile guesses the length from the bit rate of the first frames.
    guessed = file.format in ("MP3", "MPEG") and not _mp3_states_length(path)
    stream = AudioStream(
        path=path,
        sample_rate_hz=file.samplerate,
        channels=file.channels,
        duration_s=None if guessed else file.frames / file.samplerate,
        format_name=f"{file.format} {file.subtype}",
        frames_stated=0 if guessed else file.frames,
        in_place=file.format in _IN_PLACE_FORMATS and file.subtype in _IN_PLACE_SUBTYPES,
        truncated=_header_promises_more(file) or bool(ogg and not ogg.ended),
    )
    stream._blocks = _soundfile_blocks(handle, file, stream, full_scale(file))
    return stream


def _soundfile_blocks(
    handle: BinaryIO, file: soundfile.SoundFile, stream: AudioStream, scale: float
) -> Iterator[NDArray[np.float32]]:
    n_frames = max(1, int(BLOCK_S * file.samplerate))
    n_read = 0
    with handle, file:
        while True:
            try:
                block = file.read(n_frames, dtype="float32", always_2d=True)
            except soundfile.LibsndfileError:
                # Damage in a compressed file. What came before it counts: go back and take it in
                # small steps, since a read that fails gives nothing.
                stream.truncated = True
                if n_frames == _STEP_BEFORE_DAMAGE or not _seek(file, n_read):
                    break
                n_frames = _STEP_BEFORE_DAMAGE
                continue
            if len(block) == 0:
                break
            n_read += len(block)
            yield block if scale == 1.0 else block / np.float32(scale)
    # The padding of an MP3's last frames may be counted or not: under a tenth of a second.
    stream.truncated |= stream.frames_stated - n_read > 0.1 * stream.sample_rate_hz
    if n_read == 0 and stream.truncated:
        raise AudioFileError("unreadable", f"{stream.path.name} is damaged and cannot be decoded.")


def _seek(file: soundfile.SoundFile, frame: int) -> bool:
    try:
        return bool(file.seek(frame) == frame)
    except soundfile.LibsndfileError:
        return False


def _header_promises_more(file: soundfile.SoundFile) -> bool:
    """Whether libsndfile noted that the file ends before its header says."""
    for stated, present in _HEADER_SIZE.findall(file.extra_info):
        if int(stated) not in _UNKNOWN_SIZES and int(stated) > int(present) + _PADDING_BYTES:
            return True
    return False


def _mp3_states_length(path: Path) -> bool:
    """Whether the first frame holds the tag with the number of frames (Xing, Info or VBRI), after
    an ID3v2 tag where there is one (its size: four bytes of seven bits)."""
    with open_bytes(path) as handle:
        head = handle.read(10)
        if head[:3] == b"ID3" and len(head) == 10:
            size = 0
            for byte in head[6:]:
                size = size << 7 | (byte & 0x7F)
            handle.seek(10 + size)
        else:
            handle.seek(0)
        first = handle.read(_FIRST_MP3_FRAME)
    return any(tag in first for tag in (b"Xing", b"Info", b"VBRI"))


@dataclass(frozen=True)
class _OggEnds:
    """The first and the last page of an Ogg file (RFC 3533, section 6)."""

    ended: bool
    """The last page is marked as the end of its stream."""
    chained: bool
    """The last page belongs to another stream than the first."""

    @classmethod
    def of(cls, path: Path) -> _OggEnds:
        with open_bytes(path) as handle:
            head = handle.read(27)
            handle.seek(0, 2)
            handle.seek(max(0, handle.tell() - 70_000))
            tail = handle.read()
        last = tail[max(0, tail.rfind(b"OggS")) :]
        return cls(ended=bool(last[5:6] and last[5] & 0x04), chained=last[14:18] != head[14:18])


def _open_av(path: Path, soundfile_says: str) -> AudioStream:
    import av  # tens of milliseconds, and few files need it
    import av.error

    unreadable = AudioFileError(
        "unreadable",
        f"{path.name} is not a sound file this program can read ({soundfile_says.rstrip('.')}).",
    )
    handle = open_bytes(path)
    try:
        container = av.open(
            handle,
            "r",
            metadata_errors="replace",
            options={"format_whitelist": _SAFE_FORMATS, "protocol_whitelist": ""},
        )
    except (av.error.FFmpegError, ValueError):
        handle.close()
        raise unreadable from None
    if not container.streams.audio:
        container.close()
        raise AudioFileError("unsupported", f"{path.name} has no sound in it.")
    source: Any = container.streams.audio[0]
    try:
        rate_hz, channels, codec = source.rate, source.channels, source.codec_context.name
    except (AttributeError, ValueError):
        rate_hz, channels, codec = 0, 0, "unknown"
    if not rate_hz or not channels or codec == "unknown":
        container.close()
        raise AudioFileError(
            "unsupported", f"{path.name} uses a codec that this program does not know."
        )
    _check_rate(path, rate_hz)
    stream = AudioStream(
        path=path,
        sample_rate_hz=rate_hz,
        channels=channels,
        duration_s=_stated_duration_s(container, source),
        format_name=f"{container.format.name.split(',')[0].upper()} {codec}",
        tracks=len(container.streams.audio),
    )
    stream._blocks = _av_blocks(handle, container, source, stream)
    return stream


def _stated_duration_s(container: av.container.InputContainer, source: Any) -> float | None:
    """How long the file says its sound is; a video's picture may be longer. None where FFmpeg
    would guess it from the bit rate."""
    if container.format.name in _WITHOUT_LENGTH:
        return None
    if source.duration:
        return float(source.duration * source.time_base)
    stated = re.fullmatch(r"(\d+):(\d\d):(\d\d(?:\.\d+)?)", source.metadata.get("DURATION", ""))
    if stated:  # Matroska
        return 3600 * int(stated[1]) + 60 * int(stated[2]) + float(stated[3])
    if container.duration and len(container.streams) == 1:
        return float(container.duration / 1e6)
    return None


def _av_blocks(
    handle: BinaryIO, container: av.container.InputContainer, source: Any, stream: AudioStream
) -> Iterator[NDArray[np.float32]]:
    pending: list[NDArray[np.float32]] = []
    n_pending = n_read = 0
    block_frames = int(BLOCK_S * stream.sample_rate_hz)
    with handle, container:
        for frames in _av_frames(container, source, stream):
            pending.append(frames)
            n_pending += len(frames)
            if n_pending >= block_frames:
                yield np.concatenate(pending)
                n_read, n_pending, pending = n_read + n_pending, 0, []
    if pending:
        n_read += n_pending
        yield np.concatenate(pending)
    if n_read == 0:
        raise AudioFileError("unreadable", f"{stream.path.name} is damaged and cannot be decoded.")
    if stream.duration_s is not None:
        stream.truncated |= stream.duration_s - n_read / stream.sample_rate_hz > 0.5


def _av_frames(
    container: av.container.InputContainer, source: Any, stream: AudioStream
) -> Iterator[NDArray[np.float32]]:
    """Decoded frames [frames, channels]; a damaged packet is passed over. Where the time stamps
    leave a gap there is silence, so that sound keeps its place beside the picture."""
    import av
    import av.error

    def convert(frame: Any) -> Iterator[NDArray[np.float32]]:
        for converted in to_float.resample(frame):
            yield converted.to_ndarray().T.astype(np.float32)

    # Planar float in the stream's own layout and rate: FFmpeg converts the sample type, and more
    # only where a stream changes its rate or channels on the way.
    layout, rate_hz = source.layout, stream.sample_rate_hz
    to_float = av.AudioResampler(format="fltp", layout=layout, rate=rate_hz)
    shape = None
    n_out = 0
    begins_s = (container.start_time or 0) / 1e6
    if begins_s < _LATEST_BEGIN_S and container.format.name.startswith(("matroska", "mov")):
        begins_s = 0.0  # their clocks begin there; a later one is of a stream that was captured
    packets = container.demux(source)
    while True:
        try:
            packet = next(packets)
            frames = packet.decode()
        except StopIteration:
            break
        except av.error.EOFError:
            break
        except av.error.FFmpegError:
            stream.truncated = True
            continue
        for frame in frames:
            found = (frame.format.name, frame.layout.name, frame.sample_rate)
            if shape not in (None, found):
                yield from convert(None)
                to_float = av.AudioResampler(format="fltp", layout=layout, rate=rate_hz)
            shape = found
            if frame.pts is not None and frame.time_base is not None:
                gap_s = float(frame.pts * frame.time_base) - begins_s - n_out / rate_hz
                if _LEAST_GAP_S < gap_s < _LONGEST_GAP_S:
                    for silence in _silence(round(gap_s * rate_hz), stream):
                        n_out += len(silence)
                        yield silence
            for samples in convert(frame):
                n_out += len(samples)
                yield samples
    if shape is not None:
        yield from convert(None)


def _silence(n_frames: int, stream: AudioStream) -> Iterator[NDArray[np.float32]]:
    """So many frames, a second at a time."""
    second = np.zeros((stream.sample_rate_hz, stream.channels), dtype=np.float32)
    for at in range(0, n_frames, len(second)):
        yield second[: n_frames - at]
