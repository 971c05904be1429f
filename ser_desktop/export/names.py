"""File names of results."""

from __future__ import annotations

from pathlib import Path

CHANNEL_NAMES = ("Left", "Right")

Source = tuple[Path, int | None]
"""A recording, and its separately analysed channel or None."""


def target_beside(source: Source, suffix: str) -> Path:
    """Return the path of a file beside the recording, with the name of the channel if any."""
    return source[0].with_name(stem(source) + suffix)


def stem(source: Source, name: str = "") -> str:
    """Return the file's name without suffix.

    Args:
        source: the recording.
        name: replaces the recording's name; "" keeps it.
    """
    path, channel = source
    if channel is None:
        return name or path.stem
    known = channel < len(CHANNEL_NAMES)
    return f"{name or path.stem} {CHANNEL_NAMES[channel].lower() if known else channel + 1}"
