"""Numbers as the window writes them: times, shares, frequencies, levels."""

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
    """Time with tenths, for play head and pointer; a tenth that is not over is not counted."""
    return clock_text(int(max(0.0, seconds) * 10) / 10, 1)


def clock_text(seconds: float, digits: int) -> str:
    """``1:02:03.25``, hours only where there are any, rounded to so many digits."""
    units = 10**digits
    whole, part = divmod(round(seconds * units), units)
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    fraction = localised(f".{part:0{digits}d}") if digits else ""
    clock = f"{hours}:{minutes:02d}" if hours else f"{minutes}"
    return f"{clock}:{rest:02d}{fraction}"


def shortened(name: str, max_length: int = 18) -> str:
    """A name that leaves room for what stands beside it."""
    return name if len(name) <= max_length else f"{name[: max_length - 1]}…"


def percent_text(share: float) -> str:
    """``88 %`` with a thin space."""
    return f"{round(100 * share)}\u2009%"


def confidence_text(confidence: float | None) -> str:
    """``88 %`` with a thin space, or "" where there is none."""
    return "" if confidence is None else percent_text(confidence)


def frequency_text(hz: float) -> str:
    """``1.38 kHz`` from 1 kHz up, ``440 Hz`` below."""
    return localised(f"{hz / 1000:.2f} kHz") if hz >= 1000 else f"{hz:.0f} Hz"


def signed_text(value: float, unit: str, digits: int = 0) -> str:
    """``−18 dB``, with a minus sign instead of a hyphen."""
    return localised(f"{value:.{digits}f}").replace("-", "−") + f" {unit}"


def breakable(text: str) -> str:
    """Text whose long words, file names above all, may break at their joints."""
    joint = "\u200b"
    return re.sub(r"\S{25,}", lambda word: re.sub(r"([_\-./\\])", rf"\1{joint}", word[0]), text)
