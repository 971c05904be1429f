"""Tasks that other processes can import."""

from __future__ import annotations

import os
import signal
import threading
from dataclasses import dataclass
from pathlib import Path

from ser_desktop.batch.task import Cancelled
from ser_desktop.errors import AudioFileError, ModelError
from ser_desktop.texts.messages import Message


@dataclass(frozen=True)
class Square:
    """Squares a number; 3 is a bad file, 5 a fault of the program."""

    number: int

    def __call__(self, _cancelled: Cancelled, /) -> int:
        if self.number == 3:
            # An exception as a field, as libraries hand them over.
            raise AudioFileError("empty", Message("plain", sentence=OSError("bad")))
        if self.number == 5:
            raise ValueError("five")
        return self.number**2


@dataclass(frozen=True)
class Die:
    """Notes in a file that it was begun, and ends its process the first ``times`` times."""

    log: Path
    times: int

    def __call__(self, _cancelled: Cancelled, /) -> int:
        with self.log.open("a") as handle:
            handle.write("begun\n")
        if self.log.read_text().count("begun") <= self.times:
            os._exit(9)
        return 0


@dataclass(frozen=True)
class ProcessId:
    """Tells which process does it."""

    def __call__(self, _cancelled: Cancelled, /) -> int:
        return os.getpid()


@dataclass(frozen=True)
class Unusable:
    """Nothing can be done."""

    def __call__(self, _cancelled: Cancelled, /) -> int:
        raise ModelError(Message("plain", sentence="no model"))


@dataclass(frozen=True)
class InterruptParent:
    """Presses Ctrl+C for the process that started this one, and goes on working."""

    def __call__(self, _cancelled: Cancelled, /) -> int:
        os.kill(os.getppid(), signal.SIGINT)
        threading.Event().wait(60)
        return 0


@dataclass(frozen=True)
class Exit:
    """A preparation that ends the process."""

    def __call__(self) -> None:
        os._exit(1)


@dataclass(frozen=True)
class NotePreparation:
    """What a worker does before its first task: leaves a line in a file."""

    log: Path

    def __call__(self) -> None:
        with self.log.open("a") as handle:
            handle.write(f"{os.getpid()}\n")
