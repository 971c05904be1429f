"""What the file of one result is called."""

from __future__ import annotations

from pathlib import Path

CHANNEL_NAMES = ("Left", "Right")

Source = tuple[Path, int | None]
"""A recording, and which of its channels was heard alone, if one was."""


def target_beside(source: Source, suffix: str) -> Path:
    """Return a file beside the recording, under its name; of one channel, with that one's name."""
    return source[0].with_name(stem(source) + suffix)


def stem(source: Source, name: str = "") -> str:
    """Return the file's name without suffix.

    Args:
        source: the recording.
        name: stands for the recording's own; "" takes that.
    """
    path, channel = source
    if channel is None:
        return name or path.stem
    known = channel < len(CHANNEL_NAMES)
    return f"{name or path.stem} {CHANNEL_NAMES[channel].lower() if known else channel + 1}"
