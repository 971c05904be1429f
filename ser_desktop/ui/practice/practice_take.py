"""One take of the list: its stored entry, and its analysis of this session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ser_desktop.practice.measures import Measures
from ser_desktop.practice.progress_entry import ProgressEntry
from ser_desktop.practice.score import Score
from ser_desktop.practice.study import StudiedTake
from ser_desktop.practice.target import Target
from ser_desktop.practice.unscored_file import UnscoredTake
from ser_desktop.texts.messages import Message


@dataclass(eq=False)
class PracticeTake:
    """A recording against a target.

    Args:
        path: the recording.
        number: against its target, from 1.
        target: the target of the take.
        at: time at which it ended.
        sentence: the sentence to speak.
        model, voice: model and voice of the score; "" without a score.
        score: its score; None until it is computed.
        measures: acoustic measures; None until they are computed.
        microphone: the microphone, "" if that is unknown; None for a file that was added.
        studied: pictures and sound; None until they are needed.
        is_studying: whether they are being computed.
        problem: reason why it could not be analysed.
    """

    path: Path
    number: int
    target: Target
    at: datetime
    sentence: str = ""
    model: str = ""
    voice: str = ""
    score: Score | None = None
    measures: Measures | None = None
    studied: StudiedTake | None = None
    is_studying: bool = False
    problem: Message | None = None
    microphone: str | None = ""

    @property
    def is_measured_later(self) -> bool:
        """Whether its pictures are being computed, or wait for the model."""
        return self.studied is None and self.problem is None

    @classmethod
    def noted(cls, entry: ProgressEntry) -> PracticeTake:
        """Make a take from a stored entry."""
        return cls(
            path=Path(entry.recording),
            number=entry.number,
            target=entry.score.target,
            at=entry.at,
            sentence=entry.sentence,
            model=entry.model,
            voice=entry.voice,
            score=entry.score,
            measures=entry.measures,
            microphone=entry.microphone,
        )

    @classmethod
    def unscored(cls, take: UnscoredTake) -> PracticeTake:
        """Make a take whose analysis did not end."""
        return cls(
            path=Path(take.recording),
            number=take.number,
            target=take.target,
            at=take.at,
            sentence=take.sentence,
            microphone=take.microphone,
        )

    def as_unscored(self) -> UnscoredTake:
        """What is stored until the take has its score."""
        return UnscoredTake(
            self.at, self.number, self.target, self.sentence, str(self.path), self.microphone
        )

    def entry(self) -> ProgressEntry | None:
        """The entry to store, once it is complete."""
        if self.score is None or self.measures is None:
            return None
        return ProgressEntry(
            at=self.at,
            number=self.number,
            score=self.score,
            measures=self.measures,
            sentence=self.sentence,
            recording=str(self.path),
            model=self.model,
            voice=self.voice,
            microphone=self.microphone,
        )
