"""Takes that have no score yet, on disk: a take survives a crash or a closed window.

A take leaves the file when its score is noted (:mod:`.progress_file`).
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from ser_desktop.errors import OutputError
from ser_desktop.practice.target import Target
from ser_desktop.regular_file import refuse_special
from ser_desktop.texts.error_reasons import writing_reason
from ser_desktop.texts.messages import Message

FILE_NAME = "unscored.json"


@dataclass(frozen=True)
class UnscoredTake:
    """A take whose analysis has not ended.

    Args:
        at: time of its end, with UTC offset.
        number: number of the take against its target, from 1.
        target: what was aimed at.
        sentence: the spoken sentence; "" without one.
        recording: path of the file.
        microphone: as in :class:`.ProgressEntry`.
    """

    at: datetime
    number: int
    target: Target
    sentence: str
    recording: str
    microphone: str | None


class UnscoredFile:
    """The file of one profile.

    Args:
        folder: its folder; created with the first take.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME

    def read(self) -> tuple[UnscoredTake, ...]:
        """Return the takes; none if the file is missing or damaged, since the sound remains."""
        try:
            refuse_special(self.path)
            return tuple(map(_take, json.loads(self.path.read_text(encoding="utf-8"))))
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return ()

    def write(self, takes: Sequence[UnscoredTake]) -> None:
        """Write the takes to a temporary file and rename it; without takes, delete the file.

        Raises:
            OutputError: the file cannot be written.
        """
        part = self.path.with_name(f".{FILE_NAME}.{uuid.uuid4().hex}.part")
        try:
            if not takes:
                self.path.unlink(missing_ok=True)
                return
            self.path.parent.mkdir(parents=True, exist_ok=True)
            text = json.dumps([_item(take) for take in takes], ensure_ascii=False)
            part.write_text(text, encoding="utf-8")
            part.replace(self.path)
        except OSError as error:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise OutputError(
                Message("file.cannot_write", path=self.path, reason=writing_reason(error))
            ) from None


def _item(take: UnscoredTake) -> dict[str, Any]:
    return {
        "at": take.at.isoformat(timespec="seconds"),
        "number": take.number,
        "emotion": take.target.emotion,
        "strength": take.target.strength,
        "sentence": take.sentence,
        "recording": take.recording,
        "microphone": take.microphone,
    }


def _take(item: dict[str, Any]) -> UnscoredTake:
    microphone = item["microphone"]
    at = datetime.fromisoformat(item["at"])
    if at.tzinfo is None:
        raise ValueError("a time without its offset")
    return UnscoredTake(
        at=at,
        number=int(item["number"]),
        target=Target(item["emotion"], item["strength"]),
        sentence=str(item["sentence"]),
        recording=str(item["recording"]),
        microphone=None if microphone is None else str(microphone),
    )
