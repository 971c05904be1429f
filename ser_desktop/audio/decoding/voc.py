"""VOC (Creative Voice): blocks of sound and silence, read to the true end.

libsndfile reads the first block as if it reached to the end of the file. A walk over the blocks
gives each its own header, as a WAV or as a VOC.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from ser_desktop.audio.decoding.layout import Frames, Layout, Part, View
from ser_desktop.audio.decoding.pieces import Piece, silence
from ser_desktop.audio.decoding.source import Source
from ser_desktop.audio.decoding.view import Stretch

_MAGIC = b"Creative Voice File\x1a"
_HEADER, _BLOCK = 26, 4
_END, _SOUND, _MORE, _SILENCE, _EXTENDED, _NEW_SOUND = 0, 1, 2, 3, 8, 9
_LAST_KIND = 9
_CODECS = {0: (1, 8, "PCM_U8"), 4: (1, 16, "PCM_16"), 6: (6, 8, "ALAW"), 7: (7, 8, "ULAW")}
"""Codec: its number in WAV, bits of a sample, and libsndfile's name."""
_MAX_BLOCKS = 1 << 16
_MAX_FRAMES = 1 << 16
_MAX_SIZE = (1 << 24) - 1
"""A block's size has three bytes. Longer recordings state a remainder of their size."""
_READ_BYTES = 1 << 20


@dataclass
class _Run:
    """Consecutive blocks of sound in one format."""

    rate_hz: int
    channels: int
    codec: int
    header: tuple[int, int]
    """Start and end of the first block's header, with its description of the sound."""
    bodies: list[tuple[int, int]] = field(default_factory=list)


@dataclass
class _Walk:
    """What the walk over one file found."""

    runs: list[_Run | Frames] = field(default_factory=list)
    end: int = 0
    is_whole: bool = True
    """Whether the blocks form a chain up to the end of the file."""
    truncated: bool = False


def examine(source: Source) -> Layout | None:
    """Walk over the blocks of a VOC file, and of joined files.

    Args:
        source: the file.

    Returns:
        its runs of sound; None for another format, and for one without blocks of sound.
    """
    if source.head(len(_MAGIC)) != _MAGIC:
        return None
    runs: list[_Run | Frames] = []
    at: int | None = source.start
    truncated = False
    while at is not None:
        walk = _walk(source, at)
        runs += walk.runs
        truncated = walk.truncated
        at = _joined(source, walk)
    sounds = [run for run in runs if isinstance(run, _Run)]
    if not sounds:
        return None
    parts: list[Part] = [run if isinstance(run, Frames) else _view(source, run) for run in runs]
    name = _CODECS[sounds[0].codec][2] if sounds[0].codec in _CODECS else "ADPCM"
    return Layout(parts, truncated=truncated, format_name=f"VOC {name}")


def _walk(source: Source, start: int) -> _Walk:
    """Walk from block to block of one file."""
    walk = _Walk()
    at = start + (int.from_bytes(source.read_at(start + 20, 2), "little") or _HEADER)
    extended: tuple[int, int] | None = None
    for _ in range(_MAX_BLOCKS):
        head = source.read_at(at, 16)
        if not head or head[0] == _END or head.startswith(_MAGIC[:_BLOCK]):
            walk.end = min(source.size, at + 1) if head[:1] == b"\0" else at
            walk.is_whole = _is_end(source, walk.end)
            break
        size = int.from_bytes(head[1:_BLOCK], "little")
        body, end = at + _BLOCK, at + _BLOCK + size
        if head[0] > _LAST_KIND or len(head) < _BLOCK:
            walk.end, walk.is_whole = at, False
            break
        if head[0] == _EXTENDED:
            extended = _extended(head)
        elif head[0] == _SILENCE and len(head) >= 7:
            walk.runs += _pause(head, walk)
        elif head[0] == _MORE and walk.runs and isinstance(walk.runs[-1], _Run):
            walk.runs[-1].bodies.append((body, end))
        elif head[0] in (_SOUND, _NEW_SOUND) and (run := _run(head, at, end, extended)):
            walk.runs.append(run)
            extended = None
        at = walk.end = end
        if end > source.end:
            walk.truncated = True
            break
    if not walk.is_whole or walk.truncated:
        _extend(source, walk)
    return walk


def _run(head: bytes, at: int, end: int, extended: tuple[int, int] | None) -> _Run | None:
    """Return the sound that begins with a block; None if its header is cut."""
    if head[0] == _SOUND and len(head) >= 6:
        rate_hz, channels = extended or (round(1_000_000 / (256 - head[4])), 1)
        return _Run(rate_hz, channels, head[5], (at, at + 6), [(at + 6, end)])
    if head[0] == _NEW_SOUND and len(head) == 16:
        rate_hz, _bits, channels, codec = struct.unpack("<IBBH", head[4:12])
        return _Run(rate_hz, max(1, channels), codec, (at, at + 16), [(at + 16, end)])
    return None


def _extended(head: bytes) -> tuple[int, int] | None:
    """Return rate and channels from the block before an old block of stereo sound."""
    if len(head) < 8:
        return None
    channels = 2 if head[7] else 1
    divisor = int.from_bytes(head[4:6], "little")
    return round(256_000_000 / (channels * (65_536 - divisor))), channels


def _pause(head: bytes, walk: _Walk) -> list[Frames]:
    """Return a block of silence as frames."""
    before = next((run for run in reversed(walk.runs) if isinstance(run, _Run)), None)
    channels = before.channels if before is not None else 1
    n_frames = int.from_bytes(head[4:6], "little") + 1
    rate_hz = round(1_000_000 / (256 - head[6]))

    def pieces() -> Iterator[Piece]:
        return silence(n_frames, channels, rate_hz)

    return [Frames(rate_hz, channels, n_frames, pieces)]


def _is_end(source: Source, at: int) -> bool:
    """Return whether a file ends at a position: nothing follows but zeros, a tag or a file."""
    behind = source.after_tag(at)
    if source.read_at(behind, len(_MAGIC)) == _MAGIC:
        return True
    return at >= source.end or source.is_zero(at, source.end)


def _extend(source: Source, walk: _Walk) -> None:
    """Continue the last sound to the end of the file or to the next file; its size is wrong."""
    if not walk.runs or not isinstance(walk.runs[-1], _Run):
        return
    bodies = walk.runs[-1].bodies
    start = bodies[-1][0]
    following = _search(source, start)
    end = source.end if following is None else following
    if not walk.truncated:  # a terminator of one byte is behind the sound
        end -= source.read_at(end - 1, 1) == b"\0" and (end - start) % 2
    bodies[-1] = (start, min(end, source.end))
    walk.truncated &= following is None
    walk.end = end


def _joined(source: Source, walk: _Walk) -> int | None:
    """Return the position of the file behind one."""
    for place in (walk.end, source.after_tag(walk.end), walk.end + 1):
        if place < source.size and source.read_at(place, len(_MAGIC)) == _MAGIC:
            return place
    return None


def _search(source: Source, at: int) -> int | None:
    """Find the next file."""
    while at < source.end:
        place = source.read_at(at, _READ_BYTES + len(_MAGIC)).find(_MAGIC)
        if place >= 0:
            return at + place
        at += _READ_BYTES
    return None


def _view(source: Source, run: _Run) -> View:
    """Return the view of a run: a WAV, or a VOC where a codec has no number in WAV."""
    bodies = [(start, min(end, source.size)) for start, end in run.bodies]
    n_bytes = sum(end - start for start, end in bodies)
    if run.codec not in _CODECS:
        return View(_voc(source, run, bodies))
    number, bits, _ = _CODECS[run.codec]
    align = run.channels * bits // 8
    byte_rate = min(run.rate_hz * align, 0xFFFFFFFF)  # a damaged rate may exceed the field
    sizes = (1, run.channels, run.rate_hz, byte_rate, align, bits)
    form = struct.pack("<HHIIHH", number, *sizes[1:])
    head = b"RIFF" + struct.pack("<I", min(36 + n_bytes, 0xFFFFFFFF)) + b"WAVEfmt "
    data = b"data" + struct.pack("<I", min(n_bytes, 0xFFFFFFFF))
    return View((head + struct.pack("<I", len(form)) + form + data, *bodies))


def _voc(source: Source, run: _Run, bodies: list[tuple[int, int]]) -> tuple[Stretch, ...]:
    n_bytes = sum(end - start for start, end in bodies)
    start, end = run.header
    size = min(n_bytes + end - start - _BLOCK, _MAX_SIZE).to_bytes(3, "little")
    head = _MAGIC + struct.pack("<HHH", _HEADER, 0x010A, 0x1129)
    return (head, (start, start + 1), size, (start + _BLOCK, end), *bodies, b"\0")
