"""The message of an error that is shown to a person."""

from __future__ import annotations

from ser_desktop.errors import SerError
from ser_desktop.texts.messages import Message


def error_message(error: Exception) -> Message:
    """The error's own message; an unexpected error is named as one.

    Args:
        error: what was raised. A :class:`SerError` speaks for itself.
    """
    if not isinstance(error, SerError):
        return Message("error.internal", detail=str(error))
    message = getattr(error, "message", None)
    return message if isinstance(message, Message) else Message("plain", sentence=str(error))
