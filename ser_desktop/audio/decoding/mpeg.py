"""MP3, MP2, AAC in ADTS, AC-3 and AMR: streams of frames that state their length.

A tag in the first frame may state the number of frames, sometimes wrongly; without a tag libsndfile
estimates it from the bit rate. A walk from frame to frame counts the frames, and finds damage and
joined files.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from ser_desktop.audio.decoding.layout import AS_IT_IS, Frames, Layout, View
from ser_desktop.audio.decoding.mpeg_song import Song
from ser_desktop.audio.decoding.mpeg_walk import Walk, first_frame, frames_of
from ser_desktop.audio.decoding.packets import PacketDecoder
from ser_desktop.audio.decoding.pieces import Lost, Piece, trimmed
from ser_desktop.audio.decoding.source import Source


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
    return framed(source, Walk(source, *first))


def framed(source: Source, walk: Walk) -> Layout | None:
    """Return the layout of the frames that a walk finds.

    Args:
        source: the file.
        walk: at the first frame.

    Returns:
        its frames; None without any.
    """
    songs = [song for song in walk.songs() if song.runs]
    if not songs:
        return None
    only = songs[0]
    if len(songs) == 1 and len(only.runs) == 1 and not only.n_lost:
        as_it_is = _as_it_is(source, only)
        if as_it_is is not None:
            return as_it_is
    parts = []
    for song in songs:
        rate_hz, channels = song.rate_hz, song.channels
        if song.framing.decoder_knows_rate:
            rate_hz, channels = _as_decoded(source, song)
        n_samples = song.n_samples * rate_hz // song.rate_hz
        parts.append(
            Frames(rate_hz, channels, n_samples, partial(_pieces, source.path, song, n_samples))
        )
    return Layout(parts, truncated=songs[-1].ended_early, format_name=only.framing.name)


def _as_it_is(source: Source, song: Song) -> Layout | None:
    """Return the layout of a song that libsndfile or FFmpeg reads as it is; None otherwise."""
    run = song.runs[0]
    if song.framing.is_aac:
        return AS_IT_IS
    if not song.framing.has_tags:
        if run.end != source.size:
            return None
        return Layout((View(((source.start, source.size),)),)) if source.start else AS_IT_IS
    if not song.tag or not 0 <= song.tag.stated - run.n_frames <= 1 or run.end != source.end:
        return None
    total = song.n_samples
    return Layout(
        AS_IT_IS.parts,
        resume=lambda at: trimmed(_decoded(source.path, song), song.skip + at, total - at),
    )


def _as_decoded(source: Source, song: Song) -> tuple[int, int]:
    """Return the decoder's rate and channels: AAC may have twice the rate of its header."""
    decoder = _decoder(song)
    for data in frames_of(source, song.framing, song.runs[0]):
        sound = decoder.decode(data)
        if sound is not None and len(sound):
            return decoder.sample_rate_hz or song.rate_hz, max(1, song.channels)
    return song.rate_hz, max(1, song.channels)


def _decoder(song: Song) -> PacketDecoder:
    return PacketDecoder(song.framing.codec, max(1, song.channels), options=song.framing.options())


def _pieces(path: Path, song: Song, n_samples: int) -> Iterator[Piece]:
    """Decode a song, without the padding that the encoder added."""
    return trimmed(_decoded(path, song), song.skip, n_samples)


def _decoded(path: Path, song: Song) -> Iterator[Piece]:
    """Decode all frames; damaged frames become losses."""
    decoder = _decoder(song)
    factor = 1
    with Source(path) as source:
        for run in song.runs:
            if run.n_lost:
                decoder.reset()
                yield Lost(run.n_lost * song.frame * factor)
            for data in frames_of(source, song.framing, run):
                sound = decoder.decode(data)
                if sound is None:
                    yield Lost(song.frame * factor)
                    continue
                if decoder.sample_rate_hz:
                    factor = max(1, decoder.sample_rate_hz // song.rate_hz)
                yield sound
        if song.n_lost_behind:
            yield Lost(song.n_lost_behind * song.frame * factor)
