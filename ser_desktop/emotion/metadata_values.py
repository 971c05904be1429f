"""Parsers of single values in a model's metadata. A wrong value raises ValueError or TypeError."""

from __future__ import annotations

import json
import math
from typing import Any

from ser_desktop.emotion.model_info import RuntimeOptions


def share(text: str) -> float:
    """Parse a share, 0..1."""
    value = float(text)
    if not 0 <= value <= 1:
        raise ValueError(text)
    return value


def positive(text: str) -> float:
    """Parse a positive, finite number."""
    value = float(text)
    if not 0 < value < math.inf:
        raise ValueError(text)
    return value


def language_list(text: str) -> tuple[str, ...]:
    """Parse a JSON list of BCP 47 tags."""
    languages = json_list(text)
    if not all(isinstance(language, str) for language in languages):
        raise ValueError(text)
    return tuple(languages)


def runtime_options(text: str) -> RuntimeOptions:
    """Parse runtime options, a JSON object."""
    options = RuntimeOptions(**json_object(text))
    counts = (options.threads, options.parallel_calls, options.batch_windows)
    whole = all(type(count) is int and 1 <= count <= 64 for count in counts)
    if not whole or not (math.isfinite(options.block_s) and 0.5 <= options.block_s <= 600):
        raise ValueError(text)
    return options


def json_object(text: str) -> dict[str, Any]:
    """Parse a JSON object."""
    value = json.loads(text, parse_constant=_refuse_constant)
    if not isinstance(value, dict):
        raise ValueError(text)
    return value


def json_list(text: str) -> list[Any]:
    """Parse a JSON list."""
    value = json.loads(text)
    if not isinstance(value, list):
        raise ValueError(text)
    return value


def _refuse_constant(text: str) -> Any:
    raise ValueError(f"{text} is no number in JSON")
