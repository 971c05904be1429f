"""Messages of the engine that name what only the window has, in the words of a command."""

from __future__ import annotations

from ser_desktop.texts.messages import Message

_IN_COMMANDS = {
    "device.none_input": "cli.no_microphone",
    "microphone.cannot_open": "cli.cannot_open_microphone",
}


def for_command(message: Message) -> Message:
    """Return a message as a command says it."""
    return Message(_IN_COMMANDS.get(message.id, message.id), **message.fields)
