"""Walks through the frames of MPEG audio: counts them, and finds gaps and joined files."""

from __future__ import annotations

from dataclasses import dataclass, field

from ser_desktop.audio.decoding.mpeg_header import (
    ADTS,
    MP3,
    TAG_BYTES,
    Framing,
    Tag,
    framing_of,
    tag_in,
)
from ser_desktop.audio.decoding.source import Source

_READ_BYTES = 1 << 20
_MAX_FRAME = 8192
_CHAIN = 3
"""Consecutive frames that confirm a start behind a gap..."""
_LONG_CHAIN = 6
"""... and without any other evidence."""
_JUNK_BYTES = 1 << 14
"""Largest amount of junk before the first frame: the rest of a tag or of a cut frame."""
_MIN_LOST_FRAMES = 4
"""Fewer bytes at the end of a file are padding or an unknown tag."""
_MAGICS = (b"RIFF", b"RIFX", b"RF64", b"OggS", b"fLaC", b"FORM", b".snd", b"caff", b"FLV")
_OTHER_MAGICS = (
    b"\x1a\x45\xdf\xa3",
    b"\x30\x26\xb2\x75",
    b"\x00\x00\x01",
    b"wvPk",
    b"MAC ",
    b"TTA1",
)


@dataclass
class Run:
    """Consecutive frames of one stream."""

    start: int
    end: int
    n_frames: int = 0
    n_lost: int = 0
    """Number of frames missing before it."""

    @property
    def frame_bytes(self) -> float:
        """Mean bytes of a frame."""
        return (self.end - self.start) / max(1, self.n_frames)


@dataclass
class Song:
    """One of the files that were joined."""

    framing: Framing
    kind: int
    rate_hz: int
    channels: int
    frame: int
    """Samples per channel of a frame."""
    tag: Tag | None = None
    runs: list[Run] = field(default_factory=list)
    n_lost_behind: int = 0

    @property
    def n_frames(self) -> int:
        """Number of existing frames."""
        return sum(run.n_frames for run in self.runs)

    @property
    def n_lost(self) -> int:
        """Number of missing frames."""
        return sum(run.n_lost for run in self.runs) + self.n_lost_behind

    @property
    def ended_early(self) -> bool:
        """Whether the tag states more frames than exist; LAME may count its own frame."""
        # The number of frames lost in a hole is an estimate.
        there = self.n_frames + 1.5 * self.n_lost + 1
        return self.tag is not None and self.tag.stated > there

    @property
    def skip(self) -> int:
        """Samples at the start that the encoder added."""
        return self.tag.skip if self.tag else 0

    @property
    def n_samples(self) -> int:
        """Samples per channel, including losses."""
        drop = self.tag.drop if self.tag and not self.ended_early else 0
        return max(0, (self.n_frames + self.n_lost) * self.frame - self.skip - drop)


def first_frame(source: Source) -> tuple[Framing, int] | None:
    """Find the first frame of MPEG audio, after possible junk.

    Args:
        source: the file.

    Returns:
        the framing and the position of the frame; None for another format.
    """
    head = source.head(_JUNK_BYTES + TAG_BYTES)
    if head[4:8] == b"ftyp" or head.startswith((*_MAGICS, *_OTHER_MAGICS)):
        return None
    n_left = source.end - source.start
    for framing in (MP3, ADTS):
        if framing.length(head, 0) and _chain_length(source, framing, source.start, _CHAIN):
            return framing_of(framing, head, 0), source.start
    for framing in (MP3, ADTS):
        for match in framing.sync.finditer(head, 1, min(n_left, _JUNK_BYTES)):
            at = match.start()
            if framing.length(head, at) and _chain_length(
                source, framing, source.start + at, _LONG_CHAIN
            ):
                return framing_of(framing, head, at), source.start + at
    return None


def _chain_length(source: Source, framing: Framing, at: int, wanted: int) -> bool:
    """Return whether enough consecutive frames start here, or frames up to the end."""
    kind = None
    for number in range(wanted):
        if at == source.end:
            return number > 0
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
        self._n_lost = 0

    def songs(self) -> list[Song]:
        """Return all songs, in order."""
        base, data = self._at, b""
        while self._at < self._source.end:
            if not data or self._at + _MAX_FRAME > base + len(data):
                base = self._at
                data = self._source.read_at(base, min(_READ_BYTES, self._source.end - base))
            if not self._frames(data, base) and not self._break():
                break
        return self._songs

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
                song.runs.append(Run(self._at, self._at, n_lost=self._n_lost))
                self._open, self._n_lost = True, 0
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
        if not certain and not _chain_length(self._source, self._framing, self._at, _CHAIN):
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
        song = self._songs[-1] if self._songs else None
        next_at = self._next_frame(song.kind if song else None)
        n_bytes = (self._source.end if next_at is None else next_at) - self._at
        if song is not None and song.runs:
            n_lost = max(1, round(n_bytes / song.runs[-1].frame_bytes))
            if next_at is not None:
                self._n_lost, self._open = n_lost, False
            elif n_lost >= _MIN_LOST_FRAMES and not self._is_padding():
                song.n_lost_behind = n_lost
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
                if _chain_length(source, framing, at + place, wanted):
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
