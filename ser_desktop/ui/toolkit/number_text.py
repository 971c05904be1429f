"""Numbers as the window writes them."""

from __future__ import annotations

import re

from ser_desktop.audio.level import CLIPPED_AT
from ser_desktop.emotion.results import Analysis

HIGH_ABOVE, MEDIUM_ABOVE = 0.8, 0.6
QUIET_BELOW_DBFS = -40.0
CLIPPED_SHARE = 1e-4
SHORT_BELOW_S = 1.0


def duration_text(seconds: float | None) -> str:
    """``0:03.5`` below a minute, ``24:10`` and ``1:02:03`` above."""
    if seconds is None:
        return ""
    if seconds < 60:
        return f"0:{int(seconds * 10) / 10:04.1f}"
    return clock_text(int(seconds), 0)


def position_text(seconds: float) -> str:
    """Time with tenths, for play head and pointer; a tenth that is not over does not count."""
    return clock_text(int(max(0.0, seconds) * 10) / 10, 1)


def clock_text(seconds: float, digits: int) -> str:
    """``1:02:03.25``, hours only where there are any, rounded to so many digits."""
    units = 10**digits
    whole, part = divmod(round(seconds * units), units)
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    fraction = f".{part:0{digits}d}" if digits else ""
    clock = f"{hours}:{minutes:02d}" if hours else f"{minutes}"
    return f"{clock}:{rest:02d}{fraction}"


def remaining_text(seconds: float | None) -> str:
    """``About 12 s left.``, rounded as people guess; "" where that cannot be told."""
    if seconds is None:
        return ""
    if seconds >= 90:
        return f"About {round(seconds / 60)} min left."
    step = 5 if seconds > 10 else 1
    return f"About {max(1, round(seconds / step) * step)} s left."


def count_text(n: int, what: str) -> str:
    """``1 file``, ``2 files``."""
    return f"{n} {what}" if n == 1 else f"{n} {what}s"


def shortened(name: str, most: int = 18) -> str:
    """A name that leaves room for what stands beside it."""
    return name if len(name) <= most else f"{name[: most - 1]}…"


def confidence_text(confidence: float | None) -> str:
    """``88 %`` with a thin space."""
    return "" if confidence is None else f"{round(100 * confidence)}\u2009%"


def confidence_word(confidence: float) -> str:
    """High above 0.8, medium above 0.6, else low."""
    if confidence > HIGH_ABOVE:
        return "high"
    return "medium" if confidence > MEDIUM_ABOVE else "low"


def intensity_word(intensity: float) -> str:
    """Strong from a probability of 0.5 up."""
    return "strong" if intensity >= 0.5 else "normal"


def frequency_text(hz: float) -> str:
    """``1.38 kHz`` from 1 kHz up, ``440 Hz`` below."""
    return f"{hz / 1000:.2f} kHz" if hz >= 1000 else f"{hz:.0f} Hz"


def tip(analysis: Analysis) -> str | None:
    """What would make the answer better, if anything stands in its way."""
    file = analysis.file
    if remarks := file.remarks():
        return " ".join(remarks)
    if file.peak == 0:
        return (
            "The recording is digital silence: the microphone gave nothing. Check that the system "
            "lets this program use it, and that it is not muted."
        )
    if file.peak >= CLIPPED_AT and file.clipped_share > CLIPPED_SHARE:
        return "The recording is clipped. Lower the input level or move away from the microphone."
    if analysis.overall.probabilities is None:
        return "Nobody was heard to speak, so no emotion is given."
    if file.speech_level_dbfs < QUIET_BELOW_DBFS:
        return "The recording is very quiet. Speak closer to the microphone or raise its level."
    if file.duration_s < SHORT_BELOW_S:
        return "The recording is short. Two or three seconds of speech give a surer answer."
    return None


def breakable(text: str) -> str:
    """Text whose long words, file names above all, may break at their joints."""
    joint = "\u200b"
    return re.sub(r"\S{25,}", lambda word: re.sub(r"([_\-./\\])", rf"\1{joint}", word[0]), text)
