"""A worker process: receives tasks through a pipe, one at a time, and returns their results."""

from __future__ import annotations

import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from ser_desktop.batch.task import Task, attempt
from ser_desktop.errors import AudioFileError, SerError
from ser_desktop.texts.messages import Message

Prepare = Callable[[], object]
"""Called once before the first task, for example to load the model."""


@dataclass(frozen=True)
class Ready:
    """The first message: the worker is ready."""


@dataclass(frozen=True)
class Result:
    """The result of a task, or the error of its file."""

    value: Any


@dataclass(frozen=True)
class Ended:
    """The error that ends the run."""

    error: SerError


def work(pipe: Connection, prepare: Prepare | None) -> None:
    """Run tasks until the pipe is closed, also by the end of the parent process."""
    # Ctrl+C reaches every process of a terminal; the parent process ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(EOFError, OSError):
        pipe.send(_prepared(prepare))
        while True:
            pipe.send(reply_to(pipe.recv()))


def reply_to(task: Task[Any]) -> Result | Ended:
    """Do one task; what comes of it can be sent to another process, and is never raised."""
    try:
        return Result(_portable(attempt(task, lambda: False)))
    except SerError as error:
        return Ended(_portable(error))


def _prepared(prepare: Prepare | None) -> Ready | Ended:
    try:
        if prepare is not None:
            prepare()
    except SerError as error:
        return Ended(_portable(error))
    return Ready()


def _portable(value: Any) -> Any:
    """Return an error with plain fields, since exceptions of libraries may not be picklable."""
    if not isinstance(value, SerError):
        return value
    message = value.message
    fields = {name: _plain(field) for name, field in message.fields.items()}
    portable = Message(message.id, **fields)
    if isinstance(value, AudioFileError):
        return AudioFileError(value.kind, portable)
    value.message, value.args = portable, (portable,)
    return value


def _plain(field: Any) -> Any:
    if field is None or isinstance(field, (int, float, str, Path, Message)):
        return field
    if isinstance(field, (list, tuple)):
        return [_plain(item) for item in field]
    return str(field)
