"""Chunks of WAV and AIFF: finds the true end of the sound by the bytes that follow it.

Programs write the size of the sound at the end of a recording; in a cut or unfinished file it is
wrong. The bytes behind the stated end decide: further chunks up to the end of the file, another
file, padding, or more sound.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from ser_desktop.audio.decoding.source import Source

UNKNOWN_SIZES = {0x7FFFFFFF, 0x7FFFF000, 0xFFFFFFFF}
"""Sizes written by streaming programs that do not know the length; the file is not truncated."""
PADDING_BYTES = 16
MAX_CHUNKS = 4096
_PRINTABLE = re.compile(rb"[ -~]{4}")
_SEARCHED_BYTES = 1 << 20


@dataclass(frozen=True)
class Chunks:
    """The chunks of one kind of file.

    Args:
        source: the file.
        order: byte order of sizes.
        known: names of known chunks.
        sound: the name of the chunk that holds the sound.
        forms: the first four bytes of a file.
        kinds: bytes 8 to 11 of a file.
    """

    source: Source
    order: Literal["<", ">"]
    known: Collection[bytes]
    sound: bytes
    forms: Collection[bytes]
    kinds: Collection[bytes]

    def at(self, place: int) -> tuple[bytes, int] | None:
        """Return name and size of a chunk.

        Args:
            place: where the chunk begins.

        Returns:
            name and size; None at the end of the file.
        """
        head = self.source.read_at(place, 8)
        if len(head) < 8:
            return None
        return head[:4], int(struct.unpack(self.order + "I", head[4:])[0])

    def after(self, end: int, size: int) -> tuple[int | None, bool]:
        """Find the chunk behind one.

        A chunk of odd length has a byte of padding, which some programs leave out.

        Args:
            end: where the chunk ends by its size.
            size: size of the chunk.

        Returns:
            the position of the next chunk (None without one), and whether it is at the right place.
        """
        if size % 2 == 0:
            return (end if self._is_name(end) else None), True
        with_pad, without = self.source.read_at(end + 1, 4), self.source.read_at(end, 4)
        if without in self.known and with_pad not in self.known:
            return end, False
        if self._is_name(end + 1):
            return end + 1, True
        return (end, False) if self._is_name(end) else (None, True)

    def search_sound(self, at: int) -> int | None:
        """Search for the chunk of sound in the bytes that a wrong size would skip.

        Args:
            at: where to begin.

        Returns:
            the position of the chunk; None without one.
        """
        place = self.source.read_at(at, _SEARCHED_BYTES).find(self.sound)
        return None if place < 0 else at + place

    def end_of_sound(self, body: int, size: int) -> tuple[int, int | None]:
        """Find the end of the sound, and the position of another file behind it.

        Args:
            body: where the sound begins.
            size: stated size; for more than 4 GB, that of another chunk.
        """
        stated, last = body + size, self.source.end
        if size in UNKNOWN_SIZES or stated > last:
            return (last if stated > last else self._before_chunks(body, last)), None
        joined = self._joined(stated)
        if joined is not None:
            return stated, joined
        if last - stated < 8 or self._are_chunks(stated, last) or self.source.is_zero(stated, last):
            return stated, None
        return self._before_chunks(stated, last), None

    def _joined(self, at: int) -> int | None:
        for place in (at, at + 1, self.source.after_tag(at), self.source.after_tag(at + 1)):
            head = self.source.read_at(place, 12)
            if head[:4] in self.forms and head[8:12] in self.kinds:
                return place
        return None

    def _are_chunks(self, at: int, last: int) -> bool:
        return self._chain(at, last) or self._chain(at + 1, last)

    def _chain(self, at: int, last: int) -> bool:
        """Return whether the bytes from a place to the end are a chain of chunks."""
        for _ in range(MAX_CHUNKS):
            chunk = self.at(at)
            if chunk is None or not self._is_name(at):
                return False
            name, size = chunk
            end = at + 8 + size
            if end > last:
                return name in self.known  # the file is cut in it
            if last - end < 8:
                return True
            following, _ = self.after(end, size)
            if following is None:
                return self._joined(end) is not None or self.source.is_zero(end, last)
            at = following
        return False

    def _before_chunks(self, start: int, last: int) -> int:
        """Find the start of a chain of chunks up to the end, or else the end."""
        at = max(start, last - _SEARCHED_BYTES)
        data = self.source.read_at(at, last - at)
        names = b"|".join(re.escape(name) for name in sorted(set(self.known) - {self.sound}))
        for match in re.finditer(names, data):
            place = at + match.start()
            chunk = self.at(place)
            if chunk and place + 8 + chunk[1] <= last and self._chain(place, last):
                return place
        return last

    def _is_name(self, at: int) -> bool:
        name = self.source.read_at(at, 4)
        return len(name) == 4 and (name in self.known or bool(_PRINTABLE.fullmatch(name)))
