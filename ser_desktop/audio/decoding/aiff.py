"""AIFF and AIFC, read to the true end of their sound."""

from __future__ import annotations

import struct

from ser_desktop.audio.decoding.chunks import MAX_CHUNKS, PADDING_BYTES, UNKNOWN_SIZES, Chunks
from ser_desktop.audio.decoding.layout import AS_IT_IS, Layout, Part, View
from ser_desktop.audio.decoding.source import Source
from ser_desktop.audio.decoding.view import Stretch
from ser_desktop.errors import AudioFileError
from ser_desktop.texts.messages import Message

_FORMS, _KINDS = (b"FORM",), (b"AIFF", b"AIFC")
_KNOWN = frozenset(
    (
        *(b"COMM", b"SSND", b"FVER", b"MARK", b"INST", b"COMT", b"NAME", b"AUTH", b"(c) ", b"ANNO"),
        *(b"MIDI", b"AESD", b"APPL", b"SAXL", b"ID3 ", b"PEAK", b"CHAN", b"basc", b"trns", b"cate"),
        *(b"FLLR", b"iXML", b"JUNK"),
    )
)
_UNCOMPRESSED = (b"NONE", b"sowt", b"twos", b"raw ", b"fl32", b"FL32", b"fl64", b"FL64", b"in24")
_SSND_HEAD = 8
_MAX_FORM = 0xFFFF_0000


def examine(source: Source) -> Layout | None:
    """Walk over the chunks of an AIFF file.

    Args:
        source: the file.

    Returns:
        the layout of its sound; None for another format.

    Raises:
        AudioFileError: the file contains no sound.
    """
    at: int | None = source.start
    views: list[Part] = []
    truncated = straight = False
    n_sounds = 0
    while at is not None:
        head = source.read_at(at, 12)
        if head[:4] not in _FORMS or head[8:] not in _KINDS:
            if n_sounds:
                break
            return None
        first = at
        stretches, straight, truncated, at = _sound(source, first)
        n_sounds += 1
        if stretches is None:
            return AS_IT_IS
        if stretches:
            views.append(View(stretches))
    if n_sounds == 1 and straight and source.start == 0:
        return Layout(AS_IT_IS.parts, truncated=truncated)
    if not views:
        raise AudioFileError("empty", Message("audio.no_sound", file=source.path.name))
    return Layout(views, truncated=truncated)


def _sound(source: Source, start: int) -> tuple[tuple[Stretch, ...] | None, bool, bool, int | None]:
    """Find the sound of one AIFF.

    Returns:
        stretches of an AIFF with correct header (None if the original header has to be used, empty
        without sound), whether the original header is correct, whether it states too much, and the
        position of another file behind it.
    """
    chunks = Chunks(source, ">", _KNOWN, b"SSND", _FORMS, _KINDS)
    kind = source.read_at(start + 8, 4)
    at, comm, straight = start + 12, b"", True
    for _ in range(MAX_CHUNKS):
        chunk = chunks.at(at)
        if chunk is None:
            return None, True, False, None
        (name, size), body = chunk, at + 8
        if name == b"SSND" and comm:
            break
        if name == b"COMM":
            comm = source.read_at(body, min(size, 1024))
        following, in_place = chunks.after(body + size, size)
        if following is None and comm:
            following, in_place = chunks.search_sound(at + 4), False
        if following is None:
            return None, True, False, None
        straight &= in_place
        at = following
    else:
        return None, True, False, None
    if len(comm) < 18:
        return None, True, False, None
    channels, n_stated, bits = struct.unpack(">HIH", comm[:8])
    codec = comm[18:22] if kind == b"AIFC" else b"NONE"
    frame_bytes = channels * ((bits + 7) // 8)
    if codec not in _UNCOMPRESSED or frame_bytes == 0 or size < _SSND_HEAD:
        return None, True, size not in UNKNOWN_SIZES and body + size > source.size, None
    offset = int.from_bytes(source.read_at(body, 4), "big")
    end, joined = chunks.end_of_sound(body, size)
    first = min(body + _SSND_HEAD + offset, end)
    n_frames = (end - first) // frame_bytes
    cut = size not in UNKNOWN_SIZES and body + size > source.size + PADDING_BYTES
    as_stated = n_frames == n_stated and end == body + size and joined is None
    if n_frames == 0:
        return (), False, cut, joined
    if cut and straight and joined is None:
        return (), True, True, None  # libsndfile reads the existing samples
    n_bytes = n_frames * frame_bytes
    padded = comm[:2] + n_frames.to_bytes(4, "big") + comm[6:] + bytes(len(comm) % 2)
    body_bytes = b"COMM" + struct.pack(">I", len(comm)) + padded
    body_bytes += b"SSND" + struct.pack(">I", n_bytes + _SSND_HEAD) + bytes(_SSND_HEAD)
    whole = 4 + len(body_bytes) + n_bytes
    if whole > _MAX_FORM:
        return None, True, cut, None
    head = b"FORM" + struct.pack(">I", whole) + kind + body_bytes
    return (head, (first, first + n_bytes)), straight and as_stated, cut, joined
