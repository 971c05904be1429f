"""Errors whose text is for people: one sentence that says what happened and what to do."""

from __future__ import annotations

from typing import Any, Literal, get_args

from ser_desktop.texts.messages import Message

FailureKind = Literal["unreadable", "empty", "unsupported", "too_short", "vanished", "internal"]
FAILURE_KINDS: tuple[FailureKind, ...] = get_args(FailureKind)


class SerError(Exception):
    """Base of everything the application says instead of a traceback.

    Args:
        message: id and fields of the sentence; a plain text is kept as it is (id ``plain``).
    """

    def __init__(self, message: Message | str) -> None:
        self.message = message if isinstance(message, Message) else _plain(message)
        super().__init__(self.message)

    @property
    def message_id(self) -> str:
        """Stable name of the sentence, for tests and translations."""
        return self.message.id

    @property
    def fields(self) -> dict[str, Any]:
        """What the sentence names."""
        return self.message.fields

    def __str__(self) -> str:
        return str(self.message)


class AudioFileError(SerError):
    """A file that cannot be analysed.

    Args:
        kind: one of the kinds of the JSON contract.
        message: id and fields of the sentence.
    """

    def __init__(self, kind: FailureKind, message: Message | str) -> None:
        super().__init__(message)
        self.kind: FailureKind = kind
        self.args = (kind, self.message)  # by which a copy is made in another process


class ModelError(SerError):
    """A model file that cannot be used."""


class ProfileError(SerError):
    """A speaker profile that cannot be read, kept or learned from."""


class ProjectError(SerError):
    """A project file that cannot be read, kept or changed."""


class SettingsError(SerError):
    """Options of an analysis that do not go together."""


class DeviceError(SerError):
    """A microphone or loudspeaker that cannot be used."""


class OutputError(SerError):
    """A result or a recording that cannot be written."""


class WorkerError(SerError):
    """A process for a batch that cannot be started."""


class DiskFullError(OutputError):
    """No other file can be written there either."""


class WorkCancelledError(SerError):
    """The person stopped the work. Never shown."""

    def __init__(self) -> None:
        super().__init__(Message("cancelled"))
        self.args = ()


def _plain(sentence: str) -> Message:
    return Message("plain", sentence=sentence)
