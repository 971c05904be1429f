"""Errors with a message for users: one sentence on what happened and what to do."""

from __future__ import annotations

from typing import Any, Literal, get_args

from ser_desktop.texts.messages import Message

FailureKind = Literal["unreadable", "empty", "unsupported", "too_short", "vanished", "internal"]
FAILURE_KINDS: tuple[FailureKind, ...] = get_args(FailureKind)


class SerError(Exception):
    """Base class of errors that are shown as a message instead of a traceback.

    Args:
        message: message with id and fields; a plain text gets the id ``plain``.
    """

    def __init__(self, message: Message | str) -> None:
        self.message = message if isinstance(message, Message) else _plain(message)
        super().__init__(self.message)

    @property
    def message_id(self) -> str:
        """Id of the message, for tests and translations."""
        return self.message.id

    @property
    def fields(self) -> dict[str, Any]:
        """Fields of the message."""
        return self.message.fields

    def __str__(self) -> str:
        return str(self.message)


class AudioFileError(SerError):
    """A file that cannot be analysed.

    Args:
        kind: one of the kinds of the JSON contract.
        message: message with id and fields.
    """

    def __init__(self, kind: FailureKind, message: Message | str) -> None:
        super().__init__(message)
        self.kind: FailureKind = kind
        self.args = (kind, self.message)  # arguments for unpickling in another process


class ModelError(SerError):
    """A model file that cannot be used."""


class ProfileError(SerError):
    """A speaker profile that cannot be read, stored or learned from."""


class ProjectError(SerError):
    """A project file that cannot be read, stored or changed."""


class SettingsError(SerError):
    """Options of an analysis that contradict each other."""


class DeviceError(SerError):
    """A microphone or loudspeaker that cannot be used."""


class OutputError(SerError):
    """A result or a recording that cannot be written."""


class WorkerError(SerError):
    """A worker process that cannot be started."""


class DiskFullError(OutputError):
    """The disk is full, so that no other file can be written either."""


class OutputGoneError(OutputError):
    """Results were removed while others were written, so that the run is no longer whole."""


class WorkCancelledError(SerError):
    """The user cancelled the work. Never shown."""

    def __init__(self) -> None:
        super().__init__(Message("cancelled"))
        self.args = ()


def _plain(sentence: str) -> Message:
    return Message("plain", sentence=sentence)
