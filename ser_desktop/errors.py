"""Errors whose text is for people: one sentence that says what happened and what to do."""

from __future__ import annotations

from typing import Literal

FailureKind = Literal["unreadable", "empty", "unsupported", "too_short", "vanished", "internal"]


class SerError(Exception):
    """Base of everything the application says instead of a traceback."""


class AudioFileError(SerError):
    """A file that cannot be analysed.

    Args:
        kind: one of the kinds of the JSON contract.
        message: the sentence for people.
    """

    def __init__(self, kind: FailureKind, message: str) -> None:
        super().__init__(message)
        self.kind: FailureKind = kind


class ModelError(SerError):
    """A model file that cannot be used."""


class VoiceError(SerError):
    """Examples of a voice that cannot be read, kept or learned from."""


class SettingsError(SerError):
    """Options of an analysis that do not go together."""


class DeviceError(SerError):
    """A microphone or loudspeaker that cannot be used."""


class OutputError(SerError):
    """A result or a recording that cannot be written."""


class DiskFullError(OutputError):
    """No other file can be written there either."""


class WorkCancelledError(SerError):
    """The person stopped the work. Never shown."""

    def __init__(self) -> None:
        super().__init__("Cancelled.")
