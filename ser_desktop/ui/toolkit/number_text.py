"""Formats numbers for the window: times, shares, frequencies, levels."""

from __future__ import annotations

import re

from ser_desktop.texts.messages import localised


def duration_text(seconds: float | None) -> str:
    """``0:03.5`` below a minute, ``24:10`` and ``1:02:03`` above."""
    if seconds is None:
        return ""
    if seconds < 60:
        return localised(f"0:{int(seconds * 10) / 10:04.1f}")
    return clock_text(int(seconds), 0)


def position_text(seconds: float) -> str:
    """Time with tenths, rounded down, for play head and pointer."""
    return clock_text(int(max(0.0, seconds) * 10) / 10, 1)


def clock_text(seconds: float, digits: int) -> str:
    """``1:02:03.25``, with hours if there are any, rounded to a number of digits."""
    units = 10**digits
    whole, part = divmod(round(seconds * units), units)
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    fraction = localised(f".{part:0{digits}d}") if digits else ""
    clock = f"{hours}:{minutes:02d}" if hours else f"{minutes}"
    return f"{clock}:{rest:02d}{fraction}"


def shortened(name: str, max_length: int = 18) -> str:
    """Shorten a long name to leave room for the text beside it."""
    return name if len(name) <= max_length else f"{name[: max_length - 1]}…"


def percent_text(share: float) -> str:
    """``88 %`` with a narrow space that no line breaks at."""
    return f"{round(100 * share)}\u202f%"


def confidence_text(confidence: float | None) -> str:
    """``88 %`` with a narrow space that no line breaks at, or "" for None."""
    return "" if confidence is None else percent_text(confidence)


def unbroken(html: str) -> str:
    """Keep numbers and units on a line: Qt breaks the lines of HTML at a narrow space."""
    return html.replace("\u202f", "&nbsp;")


def frequency_text(hz: float) -> str:
    """``1.38 kHz`` from 1 kHz up, ``440 Hz`` below."""
    return localised(f"{hz / 1000:.2f} kHz") if hz >= 1000 else f"{hz:.0f} Hz"


def signed_text(value: float, unit: str, digits: int = 0) -> str:
    """``−18 dB``, with a minus sign instead of a hyphen."""
    return localised(f"{value:.{digits}f}").replace("-", "−") + f" {unit}"


def breakable(text: str) -> str:
    """Allow line breaks inside long words such as file names."""
    joint = "\u200b"
    return re.sub(r"\S{25,}", lambda word: re.sub(r"([_\-./\\])", rf"\1{joint}", word[0]), text)
