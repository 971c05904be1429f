"""WAV (RIFF, RIFX, RF64, BW64), read to the true end of its sound."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from ser_desktop.audio.decoding.chunks import MAX_CHUNKS, PADDING_BYTES, UNKNOWN_SIZES, Chunks
from ser_desktop.audio.decoding.layout import AS_IT_IS, Layout, Part, View
from ser_desktop.audio.decoding.source import Source
from ser_desktop.audio.decoding.view import Stretch
from ser_desktop.errors import AudioFileError
from ser_desktop.texts.messages import Message

_FORMS = (b"RIFF", b"RF64", b"BW64", b"RIFX")
_KNOWN = frozenset(
    (
        *(b"fmt ", b"data", b"fact", b"LIST", b"list", b"bext", b"iXML", b"axml", b"cue ", b"smpl"),
        *(b"id3 ", b"ID3 ", b"JUNK", b"junk", b"PAD ", b"FLLR", b"ds64", b"inst", b"acid", b"DISP"),
        *(b"afsp", b"PEAK", b"cart", b"_PMX", b"levl", b"plst", b"chna", b"LGWV", b"minf", b"elm1"),
        *(b"regn", b"umid", b"SyLp", b"Cr8r", b"strc", b"wavl", b"slnt", b"note", b"labl", b"ltxt"),
        *(b"INFO", b"IDIT", b"APIC", b"guan", b"wamd"),
    )
)
_MAX_RIFF = 0xFFFF_0000


@dataclass(frozen=True)
class _Sound:
    """The sound of one WAV, compared with its header."""

    chunks: Chunks
    needed: tuple[tuple[int, int], ...]
    """Start and end of the chunks before the sound that a decoder needs."""
    start: int
    end: int
    header_is_true: bool
    """Whether the header is correct for libsndfile."""
    cut: bool
    """Whether the header states more sound than exists."""


def examine(source: Source) -> Layout | None:
    """Walk over the chunks of a WAV file.

    Args:
        source: the file.

    Returns:
        the layout of its sound; None for another format.

    Raises:
        AudioFileError: the file contains no sound.
    """
    if source.head(4) not in _FORMS or source.read_at(source.start + 8, 4) != b"WAVE":
        return None
    sounds: list[_Sound] = []
    at: int | None = source.start
    while at is not None:
        sound, at = _sound(source, at)
        if sound is not None:
            sounds.append(sound)
            sounds += _further_sounds(source, sound)
    if not sounds:
        return AS_IT_IS
    cut = sounds[-1].cut
    if len(sounds) == 1 and source.start == 0 and sounds[0].header_is_true:
        return Layout(AS_IT_IS.parts, truncated=cut)
    kept = [sound for sound in sounds if sound.end > sound.start]
    if not kept:
        raise AudioFileError("empty", Message("audio.no_sound", file=source.path.name))
    parts: list[Part] = [View(_stretches(sound)) for sound in kept]
    return Layout(parts, truncated=cut)


def _sound(source: Source, start: int) -> tuple[_Sound | None, int | None]:
    """Find the sound of the WAV at a position, and the position of another WAV behind it."""
    big = source.read_at(start, 4) == b"RIFX"
    chunks = Chunks(source, ">" if big else "<", _KNOWN, b"data", _FORMS, (b"WAVE",))
    at, needed, size64, straight = start + 12, [], None, True
    has_format = False
    for _ in range(MAX_CHUNKS):
        chunk = chunks.at(at)
        if chunk is None:
            return None, None
        (name, size), body = chunk, at + 8
        if name == b"data" and has_format:
            break
        if name == b"ds64":
            size64 = int.from_bytes(source.read_at(body + 8, 8), "little")
        if name in (b"fmt ", b"fact"):
            needed.append((at, min(body + size, source.size)))
            has_format |= name == b"fmt "
        following, in_place = chunks.after(body + size, size)
        if following is None and has_format:
            following, in_place = chunks.search_sound(at + 4), False
        if following is None:
            return None, None
        straight &= in_place
        at = following
    else:
        return None, None
    if size64 is not None and size == 0xFFFFFFFF:
        size = size64
    end, joined = chunks.end_of_sound(body, size)
    as_stated = end == min(body + size, source.size) and joined is None
    unknown = size in UNKNOWN_SIZES
    cut = not unknown and body + size > source.size + PADDING_BYTES
    is_true = straight and (as_stated or (unknown and end == source.size))
    return _Sound(chunks, tuple(needed), body, end, is_true, cut), joined


def _further_sounds(source: Source, first: _Sound) -> list[_Sound]:
    """Find further chunks of sound, which recorders write after a pause."""
    sounds: list[_Sound] = []
    at = first.end + (first.end - first.start) % 2
    for _ in range(MAX_CHUNKS):
        chunk = first.chunks.at(at)
        if chunk is None or chunk[0] not in _KNOWN:
            break
        (name, size), body = chunk, at + 8
        if name == b"data" and 0 < size <= source.end - body:
            sounds.append(_Sound(first.chunks, first.needed, body, body + size, False, False))
        at = body + size + size % 2
    return sounds


def _stretches(sound: _Sound) -> tuple[Stretch, ...]:
    """Return the stretches of a WAV with a correct header."""
    n_bytes, order = sound.end - sound.start, sound.chunks.order
    head: list[Stretch] = []
    n_head = 0
    for start, end in sound.needed:
        padding = bytes((end - start) % 2)
        head += [(start, end), padding]
        n_head += end - start + len(padding)
    if n_bytes + n_head < _MAX_RIFF:
        form = b"RIFF" if order == "<" else b"RIFX"
        first = form + struct.pack(order + "I", 4 + n_head + 8 + n_bytes) + b"WAVE"
        data = b"data" + struct.pack(order + "I", n_bytes)
    else:
        sizes = struct.pack("<QQQI", 4 + 36 + n_head + 8 + n_bytes, n_bytes, 0, 0)
        first = b"RF64\xff\xff\xff\xffWAVEds64" + struct.pack("<I", len(sizes)) + sizes
        data = b"data\xff\xff\xff\xff"
    return (first, *head, data, (sound.start, sound.end))
