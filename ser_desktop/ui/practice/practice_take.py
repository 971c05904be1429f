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
from ser_desktop.texts.messages import Message


@dataclass(eq=False)
class PracticeTake:
    """A recording against a target.

    Args:
        path: the recording.
        number: against its target, from 1.
        target: what was aimed at.
        at: when it ended.
        sentence: what was to be spoken.
        model, voice: what scored it; "" while nothing has.
        score: what it is worth; None until it is known.
        measures: how it sounds; None until it is known.
        studied: pictures and sound; None until they are asked for.
        is_studying: whether that is under way.
        problem: why it could not be heard.
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

    @classmethod
    def noted(cls, entry: ProgressEntry) -> PracticeTake:
        """A take of an earlier time, as it was noted."""
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
        )

    def entry(self) -> ProgressEntry | None:
        """What is noted of it, once all of that is known."""
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
        )
