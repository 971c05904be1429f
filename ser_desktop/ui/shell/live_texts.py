"""Texts of the window while the microphone is open."""

from __future__ import annotations

from ser_desktop.texts.messages import Message
from ser_desktop.ui.toolkit.state import State

_IDS = {State.RECORDING: "recording", State.PAUSED: "paused", State.MONITORING: "monitoring"}


def live_headline(state: State) -> Message:
    """Return the headline in place of an emotion."""
    return Message(f"live.{_IDS[state]}")


def live_hint(state: State) -> Message:
    """Return a hint on what the user can do."""
    return Message(f"live.{_IDS[state]}_hint")
