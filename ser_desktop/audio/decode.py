"""Decodes sound files to float32 blocks. The content decides the format, not the suffix.

libsndfile reads WAV, RF64, AIFF, FLAC, OGG, Opus and MP3 with correct headers. PyAV (FFmpeg) reads
other formats: M4A/AAC, WMA, WebM, FLV, AC-3 and the sound of video files. A walk through the file
(:mod:`ser_desktop.audio.decoding`) chooses the decoder, and corrects wrong headers. Files are read
in blocks, so that neither a long file nor a header with a wrong length takes memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ser_desktop.audio.decoding import (
    aiff,
    amr,
    asf,
    avi,
    flac,
    flv,
    matroska,
    mp4,
    mpeg,
    mpegts,
    ogg,
    plain,
    riff,
    tta,
    voc,
    wavpack,
)
from ser_desktop.audio.decoding.by_ffmpeg import FfmpegReader, open_ffmpeg
from ser_desktop.audio.decoding.by_soundfile import (
    NotForSoundfileError,
    SoundfileReader,
    is_in_place,
    open_soundfile,
)
from ser_desktop.audio.decoding.joining import adapted
from ser_desktop.audio.decoding.layout import AS_IT_IS, Examine, Frames, Layout, Part, View
from ser_desktop.audio.decoding.pieces import Lost, Piece
from ser_desktop.audio.decoding.source import Source, check_regular
from ser_desktop.audio.decoding.stream import AudioStream, check_rate
from ser_desktop.audio.decoding.view import open_view
from ser_desktop.audio.full_scale import full_scale
from ser_desktop.errors import AudioFileError

__all__ = ["AUDIO_SUFFIXES", "AudioStream", "open_audio"]

AUDIO_SUFFIXES = frozenset(
    (
        *(".wav", ".wave", ".rf64", ".w64", ".aif", ".aiff", ".aifc", ".au", ".snd", ".caf"),
        *(".flac", ".ogg", ".oga", ".opus", ".mp3", ".m4a", ".m4b", ".aac", ".mp4", ".mov"),
        *(".wma", ".asf", ".wmv", ".webm", ".mka", ".mkv", ".avi", ".amr", ".3gp", ".3ga"),
        *(".m4v", ".mpg", ".mpeg", ".mts", ".m2ts", ".ts", ".mp2", ".ogv", ".ogx", ".ac3", ".eac3"),
        *(".ape", ".tta", ".voc", ".wv", ".spx", ".flv", ".f4a", ".bwf"),
    )
)
"""Suffixes of sound files in folders and file dialogs; decoding ignores the suffix."""

_CONTAINERS: tuple[Examine, ...] = (
    *(riff.examine, aiff.examine, plain.examine, flac.examine, ogg.examine, flv.examine),
    *(avi.examine, mp4.examine, matroska.examine, amr.examine, tta.examine, wavpack.examine),
    *(asf.examine, voc.examine, mpegts.examine),
    mpeg.examine,  # last, since its files have no magic number
)


def open_audio(path: Path) -> AudioStream:
    """Open a sound file.

    Args:
        path: the file; its suffix does not matter.

    Returns:
        the stream; reading starts with :meth:`AudioStream.blocks`.

    Raises:
        AudioFileError: the file cannot be decoded, with one of the kinds of the contract.
    """
    check_regular(path)
    with Source(path) as source:
        walked = next(filter(None, (examine(source) for examine in _CONTAINERS)), None)
        layout = walked or _behind_tags(source)
    return _opened(path, layout)


def _behind_tags(source: Source) -> Layout:
    """Return the layout of a container without a walk of its own.

    An ID3v2 tag in front is skipped: positions in the file count from its end, since the tag was
    added later.
    """
    return Layout((View(((source.start, source.size),)),)) if source.start else AS_IT_IS


def _opened(path: Path, layout: Layout) -> AudioStream:
    first = _open_part(path, layout.parts[0], layout)
    rest = layout.parts[1:]
    lengths_s = [first.duration_s, *(_length_s(path, part, layout) for part in rest)]
    known_s = [length_s for length_s in lengths_s if length_s is not None]
    only = layout.parts[0]
    stream = AudioStream(
        path=path,
        sample_rate_hz=first.sample_rate_hz,
        channels=first.channels,
        duration_s=sum(known_s) if len(known_s) == len(lengths_s) else None,
        format_name=layout.format_name or first.format_name,
        truncated=layout.truncated,
        in_place=first.in_place and not rest,
        stretches=only.stretches if isinstance(only, View) else None,
        tracks=first.tracks,
        divided_by=first.divided_by,
    )
    stream.pieces = _pieces(stream, first, layout)
    return stream


@dataclass
class _Opened:
    """An opened part of a file."""

    sample_rate_hz: int
    channels: int
    duration_s: float | None
    format_name: str
    pieces: Iterator[Piece]
    reader: SoundfileReader | FfmpegReader | None = None
    in_place: bool = False
    tracks: int = 1
    divided_by: float = 1.0


def _open_part(path: Path, part: Part, layout: Layout, is_joined: bool = False) -> _Opened:
    if isinstance(part, Frames):
        check_rate(path, part.sample_rate_hz)
        length_s = part.n_frames / part.sample_rate_hz
        return _Opened(part.sample_rate_hz, part.channels, length_s, "", part.pieces())
    handle = open_view(path, part.stretches)
    try:
        file = open_soundfile(handle)
    except NotForSoundfileError as refused:
        opened = _open_with_ffmpeg(path, part, str(refused), layout.gaps_are_losses)
        if isinstance(opened.reader, FfmpegReader):
            opened.reader.is_joined = is_joined
        return opened
    scale = full_scale(file)
    reader = SoundfileReader(handle, file, scale, layout.resume)
    opened = _Opened(
        sample_rate_hz=file.samplerate,
        channels=file.channels,
        duration_s=file.frames / file.samplerate if file.samplerate else None,
        format_name=f"{file.format} {file.subtype}",
        pieces=reader.pieces(),
        reader=reader,
        in_place=is_in_place(file),
        divided_by=scale,
    )
    return _with_possible_rate(path, opened)


def _open_with_ffmpeg(
    path: Path, part: View, soundfile_says: str, gaps_are_losses: bool
) -> _Opened:
    handle = open_view(path, part.stretches)
    reader = open_ffmpeg(path, handle, soundfile_says, gaps_are_losses)
    opened = _Opened(
        sample_rate_hz=reader.sample_rate_hz,
        channels=reader.channels,
        duration_s=reader.duration_s,
        format_name=reader.format_name,
        pieces=reader.pieces(),
        reader=reader,
        tracks=reader.tracks,
    )
    return _with_possible_rate(path, opened)


def _with_possible_rate(path: Path, opened: _Opened) -> _Opened:
    try:
        check_rate(path, opened.sample_rate_hz)
    except AudioFileError:
        if opened.reader is not None:
            opened.reader.close()
        raise
    return opened


def _length_s(path: Path, part: Part, layout: Layout) -> float | None:
    """Return the length of a later part, which is opened again when it is read."""
    try:
        opened = _open_part(path, part, layout)
    except AudioFileError:
        return None
    if opened.reader is not None:
        opened.reader.close()
    return opened.duration_s


def _pieces(stream: AudioStream, first: _Opened, layout: Layout) -> Iterator[Piece]:
    rate_hz, channels = stream.sample_rate_hz, stream.channels
    opened = first
    for number, part in enumerate(layout.parts):
        if number:
            try:
                opened = _open_part(stream.path, part, layout, is_joined=True)
            except AudioFileError:
                yield Lost(0)  # of unknown length
                continue
        if opened.sample_rate_hz == rate_hz and opened.channels == channels:
            yield from opened.pieces
        else:
            yield from adapted(opened.pieces, opened.sample_rate_hz, rate_hz, channels)
    if opened.reader is not None:
        stream.truncated |= opened.reader.ended_early
