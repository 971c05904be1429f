"""MP3, MP2 and AAC in ADTS: streams of frames that state their length.

A tag in the first frame may state the number of frames, sometimes wrongly; without a tag libsndfile
estimates it from the bit rate. A walk from frame to frame counts the frames, and finds damage and
joined files.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from ser_desktop.audio.decoding.layout import AS_IT_IS, Frames, Layout
from ser_desktop.audio.decoding.mpeg_header import Framing
from ser_desktop.audio.decoding.mpeg_walk import Run, Song, Walk, first_frame
from ser_desktop.audio.decoding.packets import PacketDecoder
from ser_desktop.audio.decoding.pieces import Lost, Piece, trimmed
from ser_desktop.audio.decoding.source import Source

_READ_BYTES = 1 << 20


def examine(source: Source) -> Layout | None:
    """Walk over the frames of MPEG audio.

    Args:
        source: the file.

    Returns:
        its frames; None for another format.
    """
    first = first_frame(source)
    if first is None:
        return None
    songs = Walk(source, *first).songs()
    songs = [song for song in songs if song.runs]
    if not songs:
        return None
    only = songs[0]
    run = only.runs[0]
    if len(songs) == 1 and len(only.runs) == 1 and not only.n_lost:
        if only.framing.is_aac:
            return AS_IT_IS
        if only.tag and 0 <= only.tag.stated - run.n_frames <= 1 and run.end == source.end:
            total = only.n_samples
            return Layout(
                AS_IT_IS.parts,
                resume=lambda at: trimmed(_decoded(source.path, only), only.skip + at, total - at),
            )
    parts = []
    for song in songs:
        rate_hz, channels = song.rate_hz, song.channels
        if song.framing.is_aac:
            rate_hz, channels = _as_decoded(source, song)
        n_samples = song.n_samples * rate_hz // song.rate_hz
        parts.append(
            Frames(rate_hz, channels, n_samples, partial(_pieces, source.path, song, n_samples))
        )
    name = "AAC" if only.framing.is_aac else f"MP3 MPEG_LAYER_{only.framing.layer}"
    return Layout(parts, truncated=songs[-1].ended_early, format_name=name)


def _as_decoded(source: Source, song: Song) -> tuple[int, int]:
    """Return the decoder's rate and channels: AAC may have twice the rate of its header."""
    decoder = PacketDecoder(song.framing.codec, max(1, song.channels))
    for data in _frames_of(source, song.framing, song.runs[0]):
        sound = decoder.decode(data)
        if sound is not None and len(sound):
            return decoder.sample_rate_hz or song.rate_hz, max(1, song.channels)
    return song.rate_hz, max(1, song.channels)


def _frames_of(source: Source, framing: Framing, run: Run) -> Iterator[bytes]:
    at = base = run.start
    data = b""
    while at < run.end:
        length = framing.length(data, at - base) if at - base + 8 <= len(data) else 0
        if not length or at + length > base + len(data):
            base = at
            data = source.read_at(base, min(_READ_BYTES, run.end - base))
            length = framing.length(data, 0)
            if not length:
                return  # the file changed
        yield data[at - base : at - base + length]
        at += length


def _pieces(path: Path, song: Song, n_samples: int) -> Iterator[Piece]:
    """Decode a song, without the padding that the encoder added."""
    return trimmed(_decoded(path, song), song.skip, n_samples)


def _decoded(path: Path, song: Song) -> Iterator[Piece]:
    """Decode all frames; damaged frames become losses."""
    decoder = PacketDecoder(song.framing.codec, max(1, song.channels))
    factor = 1
    with Source(path) as source:
        for run in song.runs:
            if run.n_lost:
                decoder.reset()
                yield Lost(run.n_lost * song.frame * factor)
            for data in _frames_of(source, song.framing, run):
                sound = decoder.decode(data)
                if sound is None:
                    yield Lost(song.frame * factor)
                    continue
                if decoder.sample_rate_hz:
                    factor = max(1, decoder.sample_rate_hz // song.rate_hz)
                yield sound
        if song.n_lost_behind:
            yield Lost(song.n_lost_behind * song.frame * factor)
