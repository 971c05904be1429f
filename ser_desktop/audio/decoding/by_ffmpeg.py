"""Decodes M4A, WMA, WebM, FLV and the sound of videos with FFmpeg, frame by frame."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from ser_desktop.audio.decoding.pieces import Lost, Piece, silence
from ser_desktop.audio.decoding.to_float import ToFloat
from ser_desktop.errors import AudioFileError
from ser_desktop.texts.messages import Message

if TYPE_CHECKING:
    import av.container

_LOG = logging.getLogger(__name__)
# FFmpeg formats that play lists or scripts could otherwise turn into reads of other files or hosts.
_SAFE_FORMATS = (
    "aac,ac3,aiff,amr,ape,asf,au,avi,caf,eac3,flac,flv,matroska,webm,mov,mp4,m4a,mp3,mpeg,mpegts,"
    "ogg,tta,voc,w64,wav,wv"
)
_WITHOUT_LENGTH = {"aac", "ac3", "eac3", "amr", "mp3"}
_MIN_PAUSE_S, _MAX_GAP_S = 0.1, 3600.0
"""Gaps in time stamps, in seconds: shorter ones are rounding, longer ones are wrong."""
_MIN_LOSS_S = 0.01
"""The same after a packet that could not be decoded."""
_MAX_ERRORS = 100
"""Consecutive errors of the demuxer before reading stops."""
_MAX_BEGIN_S = 60.0
_SPARE_S = 0.5
"""Tolerated difference, in seconds, from the stated length, which may include padding."""


@dataclass
class FfmpegReader:
    """An open container and its first sound track. ``ended_early`` is valid after reading."""

    handle: BinaryIO
    container: av.container.InputContainer
    source: Any
    sample_rate_hz: int
    channels: int
    duration_s: float | None
    format_name: str
    gaps_are_losses: bool = False
    is_joined: bool = False
    """The file follows another one; its time starts at its own first sound."""
    ended_early: bool = False

    @property
    def tracks(self) -> int:
        """Number of sound tracks."""
        return len(self.container.streams.audio)

    def close(self) -> None:
        """Close the file without reading it."""
        self.container.close()
        self.handle.close()

    def pieces(self) -> Iterator[Piece]:
        """Yield frames [frames, channels], and losses."""
        n_out = 0
        with self.handle, self.container:
            for piece in self._pieces():
                n_out += piece.n_frames if isinstance(piece, Lost) else len(piece)
                yield piece
        if self.duration_s is not None:
            self.ended_early |= self.duration_s - n_out / self.sample_rate_hz > _SPARE_S

    def _pieces(self) -> Iterator[Piece]:
        """Yield decoded frames; a damaged packet becomes a loss.

        A gap in the time stamps becomes silence, so that the sound stays synchronous with the
        picture.
        """
        import av.error

        rate_hz = self.sample_rate_hz
        to_float = ToFloat(self.source.layout, rate_hz)
        n_out, failed = 0, False
        begins_s = self._begins_s()
        for packet in self._packets():
            try:
                frames = packet.decode() if packet is not None else []
            except av.error.EOFError:
                break
            except (av.error.FFmpegError, OSError):
                failed = True
                continue
            failed |= packet is None
            for frame in frames:
                converted = to_float.convert(frame)
                if converted is None:
                    failed = True
                    continue
                if frame.pts is not None and frame.time_base is not None:
                    gap_s = float(frame.pts * frame.time_base) - begins_s - n_out / rate_hz
                    n_gap = round(gap_s * rate_hz)
                    if n_out == 0 and not failed and 0 < gap_s <= _MIN_PAUSE_S:
                        begins_s += gap_s  # a codec with a delay
                        gap_s, n_gap = 0.0, 0
                    if (failed or self.gaps_are_losses) and _MIN_LOSS_S < gap_s < _MAX_GAP_S:
                        n_out += n_gap
                        yield Lost(n_gap)
                    elif _MIN_PAUSE_S < gap_s < _MAX_GAP_S:
                        n_out += n_gap
                        yield from silence(n_gap, self.channels, rate_hz)
                failed = False
                n_out += sum(map(len, converted))
                yield from converted
        yield from to_float.rest()
        self.ended_early |= failed

    def _packets(self) -> Iterator[Any]:
        """Yield packets of the sound track, and None where the demuxer skipped damage."""
        import av.error

        packets = self.container.demux(self.source)
        n_errors = 0
        while n_errors < _MAX_ERRORS:
            try:
                packet = next(packets)
            except (StopIteration, av.error.EOFError):
                return
            except IndexError:  # PyAV found a packet of an undeclared track
                packets = self.container.demux(self.source)
            except (av.error.FFmpegError, OSError):
                packets = self.container.demux(self.source)  # an error ends PyAV's generator
                n_errors += 1
                yield None
            else:
                n_errors = 0
                yield packet

    def _begins_s(self) -> float:
        begins_s = (self.container.start_time or 0) / 1e6
        is_captured = begins_s >= _MAX_BEGIN_S or self.is_joined
        if not is_captured and self.container.format.name.startswith(("matroska", "mov")):
            return 0.0  # time starts at 0; a late start belongs to a captured stream
        return begins_s


def open_ffmpeg(
    path: Path, handle: BinaryIO, soundfile_says: str, gaps_are_losses: bool = False
) -> FfmpegReader:
    """Open a file with FFmpeg.

    Args:
        path: the file, for messages.
        handle: the bytes; closed when it cannot be read.
        soundfile_says: libsndfile's reason for refusing the file.
        gaps_are_losses: whether a gap in the time stamps is damage; otherwise it is a pause.

    Raises:
        AudioFileError: FFmpeg cannot read it either, or it has no sound track.
    """
    import av  # a slow import that few files need
    import av.error

    unreadable = AudioFileError("unreadable", Message("audio.not_sound", file=path.name))
    _LOG.debug("%s: libsndfile says %s", path, soundfile_says)
    try:
        container = av.open(
            handle,
            "r",
            metadata_errors="replace",
            options={"format_whitelist": _SAFE_FORMATS, "protocol_whitelist": ""},
        )
    except (av.error.FFmpegError, ValueError, OSError):  # a size in the file may be impossible
        handle.close()
        raise unreadable from None
    if not container.streams.audio:
        container.close()
        handle.close()
        raise AudioFileError("unsupported", Message("audio.no_track", file=path.name))
    source: Any = container.streams.audio[0]
    try:
        rate_hz, channels, codec = source.rate, source.channels, source.codec_context.name
    except (AttributeError, ValueError):
        rate_hz, channels, codec = 0, 0, "unknown"
    if not rate_hz or not channels or codec == "unknown":
        container.close()
        handle.close()
        raise AudioFileError("unsupported", Message("audio.unknown_codec", file=path.name))
    name = f"{container.format.name.split(',')[0].upper()} {codec}"
    stated_s = _stated_duration_s(container, source)
    return FfmpegReader(
        handle, container, source, rate_hz, channels, stated_s, name, gaps_are_losses
    )


def _stated_duration_s(container: av.container.InputContainer, source: Any) -> float | None:
    """Return the stated length of the sound in seconds.

    The picture of a video may be longer. None if FFmpeg would estimate it from the bit rate.
    """
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
