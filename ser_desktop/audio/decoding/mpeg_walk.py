"""Walks through the frames of MPEG audio: counts them, and finds gaps and joined files."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from ser_desktop.audio.decoding.ac3_header import AC3
from ser_desktop.audio.decoding.mpeg_header import (
    ADTS,
    MP3,
    TAG_BYTES,
    Framing,
    Tag,
    framing_of,
    tag_in,
)
from ser_desktop.audio.decoding.mpeg_song import MIN_LOST_FRAMES, Run, Song
from ser_desktop.audio.decoding.source import Source

_READ_BYTES = 1 << 20
_MAX_FRAME = 8192
_CHAIN = 3
"""Consecutive frames that confirm a start behind a gap..."""
_LONG_CHAIN = 6
"""... and without any other evidence."""
_JUNK_BYTES = 1 << 14
"""Largest amount of junk before the first frame: the rest of a tag or of a cut frame."""
_HOLE_BYTES = 1 << 18
"""Largest hole that is searched for the first frames behind it."""
_EVEN = (b"\0", b"\xff")
"""Bytes that fill a hole at the start of a file."""
_MIN_TAIL_BYTES, _TAIL_FRAMES = 2, 17
"""Least equal bytes at the end of a frame that a hole may have left, and number of frames that are
compared."""
_MAGICS = (b"RIFF", b"RIFX", b"RF64", b"OggS", b"fLaC", b"FORM", b".snd", b"caff", b"FLV")
_OTHER_MAGICS = (
    b"\x1a\x45\xdf\xa3",
    b"\x30\x26\xb2\x75",
    b"\x00\x00\x01",
    b"wvpk",
    b"MAC ",
    b"TTA1",
)


def first_frame(source: Source) -> tuple[Framing, int] | None:
    """Find the first frame of MPEG audio, AAC or AC-3, after possible junk or a hole.

    Args:
        source: the file.

    Returns:
        the framing and the position of the frame; None for another format.
    """
    head = source.head(_JUNK_BYTES + TAG_BYTES)
    if head[4:8] == b"ftyp" or head.startswith((*_MAGICS, *_OTHER_MAGICS)):
        return None
    framings = (MP3, ADTS, AC3)
    for framing in framings:
        if framing.length(head, 0) and chain_length(source, framing, source.start, _CHAIN):
            return framing_of(framing, head, 0), source.start
    for framing in framings:
        if (at := _behind_junk(source, framing, head, _JUNK_BYTES)) is not None:
            return framing_of(framing, head, at - source.start), at
    head = source.head(_HOLE_BYTES + TAG_BYTES)
    for framing in framings:
        begins = bool(framing.length(head, 0))
        if (not begins and head[:64].strip(head[:1])) or (not begins and head[:1] not in _EVEN):
            continue
        at = _behind_junk(source, framing, head, _HOLE_BYTES)
        if at is not None:
            if begins and framing.same(head, 0) == framing.same(head, at - source.start):
                at = source.start
            return framing_of(framing, head, at - source.start), at
    return None


def _behind_junk(source: Source, framing: Framing, head: bytes, n_bytes: int) -> int | None:
    """Find the start of a long chain of frames in the first bytes; None without one."""
    for match in framing.sync.finditer(head, 1, min(source.end - source.start, n_bytes)):
        at = match.start()
        if framing.length(head, at) and chain_length(
            source, framing, source.start + at, _LONG_CHAIN
        ):
            return source.start + at
    return None


def chain_length(source: Source, framing: Framing, at: int, wanted: int) -> bool:
    """Return whether enough consecutive frames start here, or frames up to the end.

    Args:
        source: the file.
        framing: recognises the frames.
        at: where the first frame begins.
        wanted: number of frames.
    """
    kind = None
    for number in range(wanted * framing.certain):
        if at == source.end:
            return number >= framing.certain
        head = source.read_at(at, 8)
        length = framing.length(head, 0)
        if not length or kind not in (None, framing.same(head, 0)):
            return False
        kind = framing.same(head, 0)
        at += length
    return at <= source.end


class Walk:
    """A walk from frame to frame through a file."""

    def __init__(self, source: Source, framing: Framing, at: int) -> None:
        self._source, self._framing, self._at = source, framing, at
        self._songs: list[Song] = []
        self._open = False
        """Whether the next frame directly follows the last one."""
        self._gap_bytes = at - source.start if self._is_hole(at) else 0

    def songs(self) -> list[Song]:
        """Return all songs, in order."""
        base, data = self._at, b""
        while self._at < self._source.end:
            if not data or self._at + _MAX_FRAME > base + len(data):
                base = self._at
                data = self._source.read_at(base, min(_READ_BYTES, self._source.end - base))
            if not self._frames(data, base) and not self._break():
                break
        for song in self._songs:
            song.measure()
        return self._songs

    def _is_hole(self, at: int) -> bool:
        """Return whether the bytes before the first frame are a hole.

        The remainder of a cut frame is shorter, and the remainder of a tag begins with its name.
        """
        n_bytes, head = at - self._source.start, self._source.read_at(at, 8)
        is_long = n_bytes > MIN_LOST_FRAMES * max(1, self._framing.length(head, 0))
        return is_long and self._source.head(3) != b"ID3"

    def _frames(self, data: bytes, base: int) -> bool:
        """Count the frames in these bytes. Returns whether there were any."""
        framing, before = self._framing, self._at
        tags = framing.tag_places(data)
        end = self._source.end
        while True:
            at = self._at - base
            length = framing.length(data, at)
            if not length or self._at + length > end:
                break
            tag = tag_in(data[at : at + TAG_BYTES]) if tags and at in tags else None
            kind = framing.same(data, at)
            if tag is not None or not self._songs or kind != self._songs[-1].kind:
                if not self._begin(data, at, kind, tag):
                    break
                if tag is not None:
                    self._at += length
                    if self._at + 8 > base + len(data):
                        break
                    continue
            song = self._songs[-1]
            if not self._open or not song.runs:
                song.runs.append(Run(self._at, self._at, gap_bytes=self._gap_bytes))
                self._open, self._gap_bytes = True, 0
            run = song.runs[-1]
            # Frames of one stream, up to the end of these bytes.
            n_frames, at = framing.count(data, at, kind, tags, min(len(data), end - base))
            run.n_frames += n_frames
            self._at = run.end = base + at
            if at + 8 > len(data) or n_frames == 0:
                break
        return self._at > before

    def _begin(self, data: bytes, at: int, kind: int, tag: Tag | None) -> bool:
        """Start another song if enough frames confirm it."""
        certain = tag is not None or not self._songs
        if not certain and not chain_length(self._source, self._framing, self._at, _CHAIN):
            return False
        framing = self._framing
        self._songs.append(
            Song(
                framing_of(framing, data, at),
                kind,
                framing.rate_hz(data, at),
                framing.channels(data, at),
                framing.n_samples(data, at),
                tag,
            )
        )
        self._open = False
        return True

    def _break(self) -> bool:
        """Handle a gap: skip a tag, or find the next frame. Returns False at the end."""
        behind = self._source.after_tag(self._at)
        if behind > self._at:
            self._at = behind
            self._open = self._open and behind >= self._source.end
            return behind < self._source.end
        mark = self._framing.mark_at(self._source, self._at)
        if mark:
            self._at, self._open = self._at + mark, False
            return self._at < self._source.end
        song = self._songs[-1] if self._songs else None
        next_at = self._next_frame(song.kind if song else None)
        n_bytes = (self._source.end if next_at is None else next_at) - self._at
        if song is not None and song.runs:
            run = song.runs[-1]
            is_long = n_bytes >= (MIN_LOST_FRAMES - 0.5) * (run.end - run.start) / run.n_frames
            if next_at is not None:
                self._gap_bytes, self._open = n_bytes, False
            elif is_long and not (self._is_padding() and self._ends_whole(run)):
                song.gap_bytes_behind = n_bytes
        if next_at is None:
            return False
        self._at = next_at
        return True

    def _next_frame(self, kind: int | None) -> int | None:
        """Find the next frame of the same stream, or the start of a long chain of others."""
        at, source, framing = self._at + 1, self._source, self._framing
        while at < source.end:
            data = source.read_at(at, min(_READ_BYTES, source.end - at))
            for match in framing.sync.finditer(data):
                place = match.start()
                if place + 8 > len(data) and at + len(data) < source.end:
                    break
                if not framing.length(data, place):
                    continue
                wanted = _CHAIN if kind in (None, framing.same(data, place)) else _LONG_CHAIN
                if chain_length(source, framing, at + place, wanted):
                    return at + place
            at += max(1, len(data) - 8)
        return None

    def _is_padding(self) -> bool:
        """Return whether the rest of the file repeats a single byte."""
        at = self._at
        first = self._source.read_at(at, 1)
        while at < self._source.end:
            data = self._source.read_at(at, min(_READ_BYTES, self._source.end - at))
            if not data or data.strip(first):
                return not data
            at += len(data)
        return True

    def _ends_whole(self, run: Run) -> bool:
        """Return whether the last frame of a run ends before the padding behind it.

        A hole begins within a frame, whose end repeats the hole's byte more often than the
        frames before it.
        """
        padding = self._source.read_at(run.end, 1)
        tails: deque[int] = deque(maxlen=_TAIL_FRAMES)
        for frame in frames_of(self._source, self._framing, run):
            tails.append(len(frame) - len(frame.rstrip(padding)))
        last = tails.pop() if tails else 0
        return last < _MIN_TAIL_BYTES or last <= max(tails, default=0)


def frames_of(source: Source, framing: Framing, run: Run) -> Iterator[bytes]:
    """Yield the bytes of each frame.

    Args:
        source: the file.
        framing: recognises the frames.
        run: consecutive frames.
    """
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
