"""Signals that end a command: Ctrl+C, a time limit, a closed terminal."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import FrameType


class EndedError(KeyboardInterrupt):
    """SIGTERM or SIGHUP arrived; it is handled like Ctrl+C."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def exit_code(stop: KeyboardInterrupt) -> int:
    """Return 128 plus the signal, as shells do: 130 for Ctrl+C."""
    return 128 + (stop.number if isinstance(stop, EndedError) else int(signal.SIGINT))


def _raise(number: int, _frame: FrameType | None) -> None:
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    raise EndedError(number)


_NUMBERS = (
    signal.SIGINT,
    signal.SIGTERM,
    *((signal.SIGHUP,) if hasattr(signal, "SIGHUP") else ()),
)


@contextmanager
def signals_end_the_command() -> Iterator[None]:
    """Raise on these signals within the block; ignored ones (``nohup``) stay ignored."""
    with ExitStack() as restored:
        if threading.current_thread() is threading.main_thread():
            for number in _NUMBERS:
                before = signal.getsignal(number)
                if before in (signal.SIG_DFL, signal.default_int_handler):
                    signal.signal(number, _raise)
                    restored.callback(signal.signal, number, before)
        yield


class DeferredSignal:
    """The signal that :func:`deferred_signals` held back."""

    def __init__(self) -> None:
        self.number: int | None = None

    def __bool__(self) -> bool:
        return self.number is not None

    def raise_pending(self) -> None:
        """Raise the exception of a held back signal."""
        if self.number is not None:
            _raise(self.number, None)


@contextmanager
def deferred_signals() -> Iterator[DeferredSignal]:
    """Hold back signals within the block.

    libsndfile reads through callbacks, in which exceptions are lost. A second signal raises at
    once.
    """
    noted = DeferredSignal()

    def note(number: int, frame: FrameType | None) -> None:
        if noted:
            _raise(number, frame)
        noted.number = number

    with ExitStack() as restored:
        if threading.current_thread() is threading.main_thread():
            for number in _NUMBERS:
                before = signal.getsignal(number)
                if before in (_raise, signal.default_int_handler):
                    signal.signal(number, note)
                    restored.callback(signal.signal, number, before)
        yield noted
