"""What the options of an analysis may be: the limits for library, commands and window."""

from __future__ import annotations

import math
from collections.abc import Sequence
from numbers import Integral, Real
from typing import Any

from ser_desktop.emotion.speaker_turns import SpeakerTurn
from ser_desktop.errors import SettingsError
from ser_desktop.texts.messages import Message

WINDOW_LIMITS_S = (0.1, 60.0)
HOP_LIMITS_S = (0.01, 60.0)
MIN_SEGMENT_LIMITS_S = (0.0, 600.0)
THRESHOLD_LIMITS = (0.0, 1.0)
SMOOTHING_WINDOWS = (1, 3, 5, 7, 9)
"""Numbers of windows that are averaged: odd, so that the middle one stays in the middle."""


def check_number(name: str, value: Any, limits: tuple[float, float]) -> None:
    """Refuse what is no number between two limits, which are allowed themselves.

    Args:
        name: name of the option, for the message.
        value: its value.
        limits: the smallest and the largest value.

    Raises:
        SettingsError: it is no number, not finite, or beyond a limit.
    """
    smallest, largest = limits
    if not (_is_number(value) and smallest <= value <= largest):  # false for NaN
        raise SettingsError(
            Message(
                "settings.not_in_range",
                name=name,
                value=repr(value),
                minimum=f"{smallest:g}",
                maximum=f"{largest:g}",
            )
        )


def check_count(name: str, value: Any, smallest: int) -> None:
    """Refuse what is no whole number of at least ``smallest``.

    Raises:
        SettingsError: it is no whole number, or too small.
    """
    is_whole = isinstance(value, Integral) and not isinstance(value, bool)
    if not is_whole or value < smallest:
        raise SettingsError(
            Message("settings.not_a_count", name=name, value=repr(value), minimum=smallest)
        )


def check_choice(name: str, value: Any, choices: Sequence[Any]) -> None:
    """Refuse what is none of the choices.

    Raises:
        SettingsError: it is none of them.
    """
    if isinstance(value, bool) or value not in choices:
        shown = ", ".join(map(str, choices))
        raise SettingsError(
            Message("settings.not_a_choice", name=name, value=repr(value), choices=shown)
        )


def check_span(span_s: Any) -> None:
    """Refuse what is no span: start and end in seconds, finite, the end not before the start.

    Raises:
        SettingsError: it is none.
    """
    try:
        start_s, end_s = span_s
        is_span = _is_number(start_s) and _is_number(end_s) and 0 <= start_s <= end_s < math.inf
    except (TypeError, ValueError):
        is_span = False
    if not is_span:
        raise SettingsError(Message("settings.not_a_span", value=repr(span_s)))


def check_turns(turns: Any) -> None:
    """Refuse what is no sequence of speaker turns.

    Raises:
        SettingsError: it is none; the message names what was given.
    """
    is_turns = isinstance(turns, Sequence) and all(isinstance(t, SpeakerTurn) for t in turns)
    if not is_turns:
        raise SettingsError(Message("settings.not_turns", type=type(turns).__name__))


def check_channel(channel: int, n_channels: int) -> None:
    """Refuse a channel that the sound does not have.

    Args:
        channel: number of the channel, from 0.
        n_channels: channels of the sound.

    Raises:
        SettingsError: there is no such channel.
    """
    if channel >= n_channels:
        raise SettingsError(Message("settings.no_channel", channel=channel, n=n_channels))


def check_kind(name: str, value: Any, kind: type) -> None:
    """Refuse an argument of another class.

    Raises:
        SettingsError: the message names the argument and both classes.
    """
    if not isinstance(value, kind):
        raise SettingsError(
            Message(
                "settings.wrong_kind", name=name, type=type(value).__name__, wanted=kind.__name__
            )
        )


def _is_number(value: Any) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)
