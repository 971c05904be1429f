"""Types of command line arguments: they convert text to a value, or raise an error."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ser_desktop.emotion.spoken_language import NOT_STATED, spoken_language
from ser_desktop.texts.messages import Message

MAX_RECORDING_S = 1_000_000
MAX_WORKERS = 256
MAX_SPEAKERS = 20
MAX_PORT = 65_535
MIN_INTERVAL_S = 0.05
"""Shortest time between two live results, in seconds."""
_ADDRESS = re.compile(r"(?:(?:\[(?P<six>[\w:.%]+)\]|(?P<host>[^\s:/\[\]]+)):)?(?P<port>[0-9]{1,5})")
_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*://(?:\[[0-9a-f:.]+\]|[^\s:/?#@*\[\]]+)(?::[0-9]{1,5})?")


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
    return _address(text, 1)


def local_host_and_port(text: str) -> tuple[str, int]:
    """Parse a server address: *[HOST:]PORT*; port 0 is any free port."""
    return _address(text, 0)


def _address(text: str, min_port: int) -> tuple[str, int]:
    found = _ADDRESS.fullmatch(text)
    if found is None or not min_port <= int(found["port"]) <= MAX_PORT:
        raise _refused("cli.not_an_address", value=text, minimum=min_port, maximum=MAX_PORT)
    return found["six"] or found["host"] or "localhost", int(found["port"])


def origin(text: str) -> str:
    """Parse the origin of web pages as browsers state it: *null*, or scheme, host and port."""
    stated = text.removesuffix("/").lower()
    if stated != "null" and _ORIGIN.fullmatch(stated) is None:
        raise _refused("cli.not_an_origin", value=text)
    return stated


def some_text(text: str) -> str:
    """Parse a text that must not be empty, since an unset variable of a script is."""
    if not text.strip():
        raise _refused("cli.empty")
    return text


def some_path(text: str) -> Path:
    """Parse a path that must not be empty, which would be the current folder."""
    return Path(some_text(text))


def wav_path(text: str) -> Path:
    """Parse the path of a recording, whose suffix must not promise another format."""
    path = some_path(text)
    if path.suffix.lower() != ".wav":
        raise _refused("cli.not_wav", value=text)
    return path


def _refused(id: str, **fields: Any) -> argparse.ArgumentTypeError:
    return argparse.ArgumentTypeError(str(Message(id, **fields)))
