"""AU, W64 and CAF: a header, and sound to the end of the file, whatever size the header states."""

from __future__ import annotations

from ser_desktop.audio.decoding.chunks import PADDING_BYTES
from ser_desktop.audio.decoding.layout import AS_IT_IS, Layout, View
from ser_desktop.audio.decoding.source import Source

_AU_UNKNOWN = 0xFFFFFFFF
_W64_RIFF = bytes.fromhex("726966662e91cf11a5d628db04c10000")
_W64_DATA = bytes.fromhex("64617461f3acd3118cd100c04f8edb8a")
_W64_HEAD = 24
_CAF_HEAD, _CAF_CHUNK = 8, 12
_CAF_UNKNOWN = (1 << 64) - 1
_CAF_NAMES = (b"desc", b"kuki", b"chan", b"info", b"free", b"uuid", b"pakt", b"mark", b"strg")
_CAF_NAMES_MORE = (b"peak", b"ovvw", b"regn", b"inst", b"midi", b"umid", b"edct")
_MOST_CHUNKS = 4096
_LARGEST_32 = 0xFFFF_0000


def examine(source: Source) -> Layout | None:
    """Look at the header of one of these; None where the file is of another kind."""
    head = source.head(24)
    if head[:4] in (b".snd", b"dns."):
        return _au(source, "big" if head[:4] == b".snd" else "little")
    if head[:16] == _W64_RIFF:
        return _w64(source)
    if head[:4] == b"caff":
        return _caf(source)
    return None


def _layout(source: Source, size_at: int, size: bytes, body: int, stated: int | None) -> Layout:
    """Of a file whose sound goes to its end.

    Args:
        source: the file.
        size_at: where its size stands.
        size: what has to stand there.
        body: where its sound begins.
        stated: what stands there; None is unknown.
    """
    n_bytes = source.end - body
    if stated is not None and stated > n_bytes:
        cut = stated > source.size - body + PADDING_BYTES
        parts = AS_IT_IS.parts if source.start == 0 else (View(((source.start, source.end),)),)
        return Layout(parts, truncated=cut)
    if source.start == 0 and stated in (None, n_bytes):
        return AS_IT_IS
    before, after = (source.start, size_at), (size_at + len(size), body)
    return Layout((View((before, size, after, (body, source.end))),))


def _au(source: Source, order: str) -> Layout:
    head = source.head(12)
    byteorder = "big" if order == "big" else "little"
    body = source.start + int.from_bytes(head[4:8], byteorder)  # type: ignore[arg-type]
    size = int.from_bytes(head[8:12], byteorder)  # type: ignore[arg-type]
    n_bytes = source.end - body
    if not source.start + 24 <= body <= source.end or n_bytes > _LARGEST_32:
        return AS_IT_IS
    new = n_bytes.to_bytes(4, byteorder)  # type: ignore[arg-type]
    return _layout(source, source.start + 8, new, body, None if size == _AU_UNKNOWN else size)


def _w64(source: Source) -> Layout:
    at = source.start + 40
    for _ in range(_MOST_CHUNKS):
        head = source.read_at(at, _W64_HEAD)
        size = int.from_bytes(head[16:], "little")
        if len(head) < _W64_HEAD or size < _W64_HEAD:
            return AS_IT_IS
        if head[:16] == _W64_DATA:
            break
        at += (size + 7) // 8 * 8
    body = at + _W64_HEAD
    follows = source.read_at(at + (size + 7) // 8 * 8, _W64_HEAD)
    n_left = source.end - at - (size + 7) // 8 * 8
    if len(follows) == _W64_HEAD and _W64_HEAD <= int.from_bytes(follows[16:], "little") <= n_left:
        return AS_IT_IS  # another chunk
    new = (source.end - body + _W64_HEAD).to_bytes(8, "little")
    return _layout(source, at + 16, new, body, size - _W64_HEAD)


def _caf(source: Source) -> Layout:
    at = source.start + _CAF_HEAD
    for _ in range(_MOST_CHUNKS):
        head = source.read_at(at, _CAF_CHUNK)
        size = int.from_bytes(head[4:], "big")
        if len(head) < _CAF_CHUNK:
            return AS_IT_IS
        if head[:4] == b"data":
            break
        at += _CAF_CHUNK + size
    body = at + _CAF_CHUNK
    follows = source.read_at(body + size, 4) if size < source.size else b""
    if follows in (*_CAF_NAMES, *_CAF_NAMES_MORE):
        return AS_IT_IS
    new = (source.end - body).to_bytes(8, "big")
    return _layout(source, at + 4, new, body, None if size == _CAF_UNKNOWN else size)
