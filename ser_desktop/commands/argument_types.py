"""Types of command line arguments: they convert text to a value, or raise an error."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from typing import Any

from ser_desktop.emotion.spoken_language import NOT_STATED, spoken_language
from ser_desktop.texts.messages import Message

MAX_RECORDING_S = 1_000_000
MAX_WORKERS = 256
MAX_SPEAKERS = 20


def number(text: str) -> float:
    """Parse a number."""
    try:
        return float(text)
    except ValueError:
        raise _refused("cli.not_a_number", value=text) from None


def recording_length(text: str) -> float:
    """Parse the length of a recording in seconds."""
    value = number(text)
    if not 0 < value <= MAX_RECORDING_S:
        raise _refused("cli.not_in_seconds", value=text, minimum=0, maximum=MAX_RECORDING_S)
    return value


def seconds(minimum: float, maximum: float) -> Callable[[str], float]:
    """Return a type for a time within limits, in seconds."""

    def checked(text: str) -> float:
        value = number(text)
        if not minimum <= value <= maximum:
            raise _refused(
                "cli.not_in_seconds", value=text, minimum=f"{minimum:g}", maximum=f"{maximum:g}"
            )
        return value

    return checked


def probability(text: str) -> float:
    """Parse a probability below 1."""
    value = number(text)
    if not 0 <= value < 1:
        raise _refused("cli.not_a_probability", value=text)
    return value


def share(text: str) -> float:
    """Parse a share above 0, at most 1."""
    value = number(text)
    if not 0 < value <= 1:
        raise _refused("cli.not_a_share", value=text)
    return value


def worker_count(text: str) -> int:
    """Parse a number of processes; *auto* is one for each processor."""
    if text == "auto":
        return os.cpu_count() or 1
    if not text.isdecimal() or not 1 <= int(text) <= MAX_WORKERS:
        raise _refused("cli.not_workers", value=text, maximum=MAX_WORKERS)
    return int(text)


def speaker_count(text: str) -> int:
    """Parse a number of speakers; *auto* is 0."""
    if text == "auto":
        return 0
    if not text.isdecimal() or not 1 <= int(text) <= MAX_SPEAKERS:
        raise _refused("cli.not_speakers", value=text, maximum=MAX_SPEAKERS)
    return int(text)


def language(text: str) -> str:
    """Return the language of a tag of BCP 47, ``pt`` of ``pt-BR``; nothing is not stated."""
    language = spoken_language(text) if text else NOT_STATED
    if language is None:
        raise _refused("cli.not_a_language", value=text)
    return language


def whole_number(minimum: int, maximum: int) -> Callable[[str], int]:
    """Return a type for a whole number within limits."""

    def checked(text: str) -> int:
        if not text.isdecimal() or not minimum <= int(text) <= maximum:
            raise _refused("cli.not_in_range", value=text, minimum=minimum, maximum=maximum)
        return int(text)

    return checked


def host_and_port(text: str) -> tuple[str, int]:
    """Parse a destination: *HOST:PORT*, or a port of this computer."""
    host, _, port = text.rpartition(":")
    return host.strip("[]") or "localhost", whole_number(1, 65_535)(port)


def local_host_and_port(text: str) -> tuple[str, int]:
    """Parse a server address: *[HOST:]PORT*; port 0 is any free port."""
    host, _, port = text.rpartition(":")
    return host.strip("[]") or "localhost", whole_number(0, 65_535)(port)


def _refused(id: str, **fields: Any) -> argparse.ArgumentTypeError:
    return argparse.ArgumentTypeError(str(Message(id, **fields)))
