"""The takes of every target: scored, stored, and analysed again when they are shown."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ser_desktop.emotion.interpretation import InterpretationSettings
from ser_desktop.emotion.results import Analysis, SegmentOptions
from ser_desktop.errors import OutputError, SerError
from ser_desktop.practice.progress_entry import ProgressEntry
from ser_desktop.practice.progress_file import ProgressFile, of_target
from ser_desktop.practice.score import score_take
from ser_desktop.practice.study import StudiedTake, study_take
from ser_desktop.practice.target import Target
from ser_desktop.practice.unscored_file import UnscoredFile
from ser_desktop.settings import Settings, stated_language
from ser_desktop.texts.messages import Message
from ser_desktop.ui.models.model_text import model_title
from ser_desktop.ui.practice.practice_parts import PracticeParts
from ser_desktop.ui.practice.practice_take import PracticeTake
from ser_desktop.ui.toolkit.error_message import error_message
from ser_desktop.ui.toolkit.workers import Job

_LOG = logging.getLogger(__name__)

MAX_LISTED = 100
"""Takes of a target that are listed; all of them are in the chart and in the table."""


class PracticeTakes(QObject):
    """Scores each take once, with the current model and voice, and stores the score."""

    changed = Signal(object)
    """A take whose score, pictures or problem changed."""
    refused = Signal(object)
    """An added file that is no take, since it cannot be heard. It is not in the list any more."""
    problem = Signal(object)
    """A message."""

    def __init__(self, parts: PracticeParts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self._file = ProgressFile(parts.profile.practice)
        self._unscored_file = UnscoredFile(parts.profile.practice)
        self._takes: list[PracticeTake] = []
        self._waiting: list[PracticeTake] = []
        """Takes that no model could hear yet."""
        self._unnoted: list[PracticeTake] = []
        """Takes whose score is not stored yet."""
        self.entries: tuple[ProgressEntry, ...] = ()
        """Everything that is noted, of every target."""
        parts.model_in_use.loaded.connect(lambda _info: self._study_waiting())

    @property
    def voice(self) -> str:
        """Name of the voice that corrects the answers of the model in use, or ""."""
        info, adapter = self._parts.model_in_use.info, self._parts.speakers.adapter
        if info is None or adapter is None or not adapter.profile.fits(info):
            return ""
        return adapter.profile.name

    def load(self) -> None:
        """Read the stored takes, and those whose analysis was interrupted."""
        try:
            progress = self._file.read()
        except OutputError as error:
            self.problem.emit(error_message(error))
            return
        self.entries = progress.entries
        noted = [PracticeTake.noted(entry) for entry in self.entries]
        known = {(take.path, take.target) for take in noted}
        unscored = map(PracticeTake.unscored, self._unscored_file.read())
        left = (take for take in unscored if take.path.exists())
        self._unnoted = [take for take in left if (take.path, take.target) not in known]
        self._takes = [*noted, *self._unnoted]
        for take in self._unnoted:
            self.study(take)
        if progress.n_unreadable:
            n, path = progress.n_unreadable, self._file.path
            self.problem.emit(Message("practice.unreadable_lines", n=n, path=path))

    def listed(self, target: Target) -> list[PracticeTake]:
        """Return the takes for a target, oldest first; of many, only the last ones."""
        return [take for take in self._takes if take.target == target][-MAX_LISTED:]

    def noted(self, target: Target) -> list[ProgressEntry]:
        """Return the stored entries for a target, oldest first."""
        return of_target(self.entries, target)

    def add(
        self, path: Path, target: Target, sentence: str, microphone: str | None = ""
    ) -> PracticeTake:
        """Number a new take and analyse it.

        Args:
            path: the recording.
            target: the target of the take.
            sentence: the sentence to speak.
            microphone: the microphone, "" if that is unknown; None for a file that was added.
        """
        numbers = [take.number for take in self._takes if take.target == target]
        number, now = max(numbers, default=0) + 1, datetime.now().astimezone()
        take = PracticeTake(path, number, target, now, sentence, microphone=microphone)
        self._takes.append(take)
        self._unnoted.append(take)
        self._keep_unnoted()
        self.study(take)
        return take

    def add_files(self, paths: Sequence[Path], target: Target, sentence: str) -> list[PracticeTake]:
        """Make takes of files, which stay where they are. One that is a take already stays it."""
        known = {take.path: take for take in self._takes if take.target == target}
        unique = dict.fromkeys(path.absolute() for path in paths)
        return [known.get(path) or self.add(path, target, sentence, None) for path in unique]

    def study(self, take: PracticeTake) -> None:
        """Analyse a take unless that is done or running; without a model it waits."""
        if take.studied is not None or take.is_studying:
            return
        model = None if take.score is not None else self._parts.model_in_use.ready_model
        take.is_studying, take.problem = True, None
        if model is None and take.score is None:
            self._waiting.append(take)
            return
        title, voice = "" if model is None else model_title(model.info), self.voice
        adapter = self._parts.speakers.adapter
        settings = interpretation_settings(self._parts.settings)

        def work(job: Job) -> StudiedTake:
            return study_take(take.path, model, settings, adapter, job.tell, job.cancelled)

        def analysed(analysis: Analysis) -> None:
            if take.score is None:
                take.score = score_take(analysis, take.target)
                take.model, take.voice = title, voice
                self.changed.emit(take)

        def done(studied: StudiedTake) -> None:
            take.is_studying, take.studied = False, studied
            if take.measures is None:
                take.measures = studied.measured.measures
                self._note(take)
            self.changed.emit(take)

        def failed(error: Exception) -> None:
            if not isinstance(error, SerError):
                _LOG.error("%s", take.path, exc_info=error)
            take.is_studying = False
            gone = not take.path.exists()
            message = Message("practice.gone", path=take.path) if gone else error_message(error)
            take.problem = message
            if take.microphone is None and take.score is None:
                self._refuse(take)
            else:
                self.changed.emit(take)

        self._parts.workers.start("details", work, done, failed, on_part=analysed)

    def release(self, but: list[PracticeTake]) -> None:
        """Release the sound of all other takes."""
        for take in self._takes:
            if take.studied is not None and take not in but:
                take.studied.clip.close()
                take.studied = None

    def _refuse(self, take: PracticeTake) -> None:
        self._takes.remove(take)
        self._unnoted.remove(take)
        self._keep_unnoted()
        self.refused.emit(take)

    def _study_waiting(self) -> None:
        waiting, self._waiting = self._waiting, []
        for take in waiting:
            take.is_studying = False
            self.study(take)

    def _note(self, take: PracticeTake) -> None:
        entry = take.entry()
        if entry is None:
            return
        self.entries = (*self.entries, entry)
        try:
            self._file.append(entry)
        except OutputError as error:
            self.problem.emit(error_message(error))
        else:
            self._unnoted.remove(take)
            self._keep_unnoted()

    def _keep_unnoted(self) -> None:
        """Store the takes without a stored score, so that none is lost with the window."""
        try:
            self._unscored_file.write([take.as_unscored() for take in self._unnoted])
        except OutputError as error:
            self.problem.emit(error_message(error))


def interpretation_settings(settings: Settings) -> InterpretationSettings:
    """Return the settings of the interpretation, the same as in the main window."""
    below: float = settings["uncertain_below"]
    options = SegmentOptions(settings["smoothing_windows"], settings["min_segment_s"])
    spoken = stated_language(settings)
    return InterpretationSettings(None if below < 0 else below, options, spoken)
