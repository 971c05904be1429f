"""AVI: finds joined files, and a file that ends before its stated size.

FFmpeg counts only existing sound, so a cut file has the length of its remaining part.
"""

from __future__ import annotations

from ser_desktop.audio.decoding.chunks import PADDING_BYTES, UNKNOWN_SIZES
from ser_desktop.audio.decoding.layout import Layout, View
from ser_desktop.audio.decoding.source import Source

_MAX_FORMS = 4096
"""A file over 1 GB has several forms (AVIX)."""


def examine(source: Source) -> Layout | None:
    """Find the files in an AVI file by its outer chunks.

    Args:
        source: the file.

    Returns:
        its files, one after the other; None for another format.
    """
    if not _begins(source, source.start, b"AVI "):
        return None
    begins, at, truncated = [source.start], source.start, False
    for _ in range(_MAX_FORMS):
        size = int.from_bytes(source.read_at(at + 4, 4), "little")
        end = at + 8 + size + size % 2
        truncated = size not in UNKNOWN_SIZES and end > source.size + PADDING_BYTES
        at = source.after_tag(end)
        if _begins(source, at, b"AVI "):
            begins.append(at)
        elif not _begins(source, at, b"AVIX"):
            break
    ends = [*begins[1:], source.size]
    parts = [View((stretch,)) for stretch in zip(begins, ends, strict=True)]
    return Layout(parts, truncated=truncated)


def _begins(source: Source, at: int, kind: bytes) -> bool:
    head = source.read_at(at, 12)
    return head[:4] == b"RIFF" and head[8:] == kind
