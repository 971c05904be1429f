"""The message that the window shows for an error."""

from __future__ import annotations

from ser_desktop.errors import SerError
from ser_desktop.texts.error_reasons import reason_of
from ser_desktop.texts.messages import Message


def error_message(error: Exception) -> Message:
    """Return the error's own message, or a general one for an unexpected error.

    Args:
        error: the exception. A :class:`SerError` has a message.
    """
    if not isinstance(error, SerError):
        return Message("error.internal", detail=reason_of(error))
    message = getattr(error, "message", None)
    return message if isinstance(message, Message) else Message("plain", sentence=str(error))
