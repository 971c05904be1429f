"""The speaker profile in use and the operations on its examples."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ser_desktop.emotion.classifier import EmotionClassifier
from ser_desktop.emotion.model_info import ModelInfo
from ser_desktop.emotion.results import Analysis
from ser_desktop.errors import SerError
from ser_desktop.settings import Settings
from ser_desktop.speakers import profile_file
from ser_desktop.speakers.adapter import SpeakerAdapter, learn
from ser_desktop.speakers.judging import Verdict, can_be_harmful, judge
from ser_desktop.speakers.profile import Example, SpeakerProfile, example_from, new_profile
from ser_desktop.texts.messages import Message
from ser_desktop.ui.models.model_text import model_title
from ser_desktop.ui.speakers.profile_text import taught_message
from ser_desktop.ui.toolkit.error_message import error_message
from ser_desktop.ui.toolkit.workers import Job, Workers

if TYPE_CHECKING:
    from ser_desktop.speakers.relearning import Relearned

Part = tuple[Analysis, tuple[float, float] | None]
"""An uncorrected analysis and its span in the recording; None is the whole recording."""


class SpeakerProfiles(QObject):
    """One profile in use, or none. Every change is saved before it takes effect."""

    changed = Signal()
    """The profile or its examples changed, so results are interpreted again."""
    taught = Signal(str, object, object)
    """Examples of a profile changed: its name, the profile before (or None) and after."""
    news = Signal(object, bool)
    """A message of success, and whether the step can be undone."""
    problem = Signal(object)
    """A message."""

    def __init__(
        self, folder: Path, settings: Settings, workers: Workers, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._folder, self._settings, self._workers = folder, settings, workers
        self.profile: SpeakerProfile | None = None
        self.adapter: SpeakerAdapter | None = None
        """None also if the profile has too few examples, or makes results worse."""
        self._judging: Job | None = None

    # Which profiles there are ----------------------------------------------------------------

    def names(self) -> list[str]:
        """Return the names of all profiles on disk."""
        return profile_file.profile_names(self._folder)

    def fitting(self, model: ModelInfo) -> list[str]:
        """Return the profiles whose examples are of this model."""
        return [name for name in self.names() if self.made_for(name) == model_title(model)]

    def made_for(self, name: str) -> str:
        """Name and version of the model of a profile; "" if its file is damaged."""
        try:
            profile = profile_file.load_profile(name, self._folder)
        except SerError:
            return ""
        return f"{profile.model_name} {profile.model_version}"

    def free_name(self) -> str:
        """Return a name for a new profile; it stays the same until it is used."""
        names = [
            str(Message("profile.first_name")),
            *(str(Message("profile.next_name", n=n)) for n in range(2, len(self.names()) + 3)),
        ]
        return next(name for name in names if not self._exists(name))

    def n_examples(self, emotion: str) -> int:
        """Number of examples of an emotion in the profile in use."""
        return 0 if self.profile is None else self.profile.counts().get(emotion, 0)

    # Which one is used -----------------------------------------------------------------------

    def restore(self) -> None:
        """Use the profile of the last session; if it is missing, this is reported once."""
        name = self._settings["voice"]
        if name and not self.choose(name):
            self._settings["voice"] = ""

    def choose(self, name: str) -> bool:
        """Use another profile, or none (""). A profile that cannot be read changes nothing."""
        try:
            profile = profile_file.load_profile(name, self._folder) if name else None
        except SerError as error:
            self.problem.emit(error_message(error))
            return False
        self._use(profile)
        return True

    def create(self, name: str, model: ModelInfo) -> Message | None:
        """Create a profile for a model, and use it. Returns a message if the name is invalid."""
        try:
            name = profile_file.valid_profile_name(name)
            if self._exists(name):
                return Message("profile.name_taken", name=name)
            self._keep(new_profile(name, model))
        except SerError as error:
            return error_message(error)
        return None

    def delete(self, name: str) -> None:
        """Delete a profile; if it was in use, none is used from then on."""
        try:
            profile_file.delete_profile(name, self._folder)
        except SerError as error:
            self.problem.emit(error_message(error))
        else:
            is_other = self.profile is not None and self.profile.name != name
            self._use(self.profile if is_other else None)

    def refresh(self) -> None:
        """Read the profile in use again: a command may have changed or deleted it."""
        now = self._on_disk()
        if self.profile is not None and (now is None or now.digest() != self.profile.digest()):
            self._use(now)

    # Examples --------------------------------------------------------------------------------

    def teach(self, parts: Sequence[Part], emotion: str, name: str) -> None:
        """Add examples.

        Args:
            parts: uncorrected analyses and their spans.
            emotion: the emotion that the user assigned to them.
            name: name of the profile; it is created if it does not exist.
        """
        model = parts[0][0].model
        try:
            before = profile_file.load_profile(name, self._folder) if self._exists(name) else None
            profile = before or new_profile(name, model)
            examples: list[Example] = []
            replaced: list[Example] = []
            for analysis, span_s in parts:
                profile_file.check_model(profile, analysis.model)
                example = example_from(analysis, emotion, span_s)
                replaced += profile.replaced_by(example)
                profile = profile.with_example(example)
                examples.append(example)
            self._keep(profile)
        except SerError as error:
            self.problem.emit(error_message(error))
            return
        self.taught.emit(profile.name, before, profile)
        self.news.emit(taught_message(profile, examples, replaced), True)

    def teach_selection(
        self,
        analysis: Analysis,
        span_s: tuple[float, float],
        model: EmotionClassifier,
        emotion: str,
        name: str,
    ) -> None:
        """Add a part of a recording, analysed by itself, since windows would reach beyond it."""

        def work(job: Job) -> Analysis:
            from ser_desktop.emotion.analysis import AnalysisOptions, analyze  # after first paint

            options = AnalysisOptions(channel=analysis.settings.channel, span_s=span_s)
            return analyze(analysis.file.path, model, options, cancelled=job.cancelled)

        def failed(error: Exception) -> None:
            if not isinstance(error, SerError):
                raise error
            self.problem.emit(error_message(error))

        def done(part: Analysis) -> None:
            self.teach([(part, span_s)], emotion, name)

        self.news.emit(Message("profile.analysing_selection"), False)
        self._workers.start("details", work, done, failed)

    def relearn(self, model: EmotionClassifier) -> None:
        """Analyse the examples of the profile in use again, with another model."""
        before = self._on_disk()
        if before is None:
            return

        def work(job: Job) -> Relearned:
            from ser_desktop.speakers.relearning import relearn  # after first paint

            return relearn(before, model, job.cancelled)

        def done(relearned: Relearned) -> None:
            after, lost = relearned.profile, len(relearned.lost)
            fields = {
                "name": before.name,
                "learned_with": f"{before.model_name} {before.model_version}",
                "model": model_title(model.info),
                "n": len(after.examples),
            }
            if not after.examples:
                self.problem.emit(Message("profile.not_relearned", **fields))
                return
            try:
                self._keep(after)
            except SerError as error:
                self.problem.emit(error_message(error))
                return
            self.taught.emit(before.name, before, after)
            self.news.emit(Message("profile.relearned", **fields), True)
            if lost:
                self.problem.emit(Message("profile.examples_lost", name=before.name, n=lost))

        self._workers.start("details", work, done)

    def remove_example(self, index: int) -> None:
        """Remove one example of the profile in use."""
        before = self._on_disk()
        if before is None or index >= len(before.examples):
            return
        after = before.without_example(index)
        try:
            self._keep(after)
        except SerError as error:
            self.problem.emit(error_message(error))
        else:
            self.taught.emit(before.name, before, after)

    def put_back(self, name: str, profile: SpeakerProfile | None, may_create: bool = False) -> None:
        """Restore a profile as it was before or after a step; None deletes it.

        A profile that was deleted meanwhile stays deleted, unless the step created it.
        """
        if not self._exists(name) and not may_create:
            return
        if profile is None:
            self.delete(name)
            return
        try:
            self._keep(profile)
        except SerError as error:
            self.problem.emit(error_message(error))

    # On disk ---------------------------------------------------------------------------------

    def _exists(self, name: str) -> bool:
        return profile_file.find_profile_name(name, self._folder) is not None

    def _on_disk(self) -> SpeakerProfile | None:
        if self.profile is None or not self._exists(self.profile.name):
            return None
        try:
            return profile_file.load_profile(self.profile.name, self._folder)
        except SerError as error:
            self.problem.emit(error_message(error))
            return None

    def _keep(self, profile: SpeakerProfile) -> None:
        profile_file.save_profile(profile, self._folder)
        self._use(profile)

    def _use(self, profile: SpeakerProfile | None) -> None:
        self.profile = profile
        self.adapter = None if profile is None else learn(profile)
        self._settings["voice"] = "" if profile is None else profile.name
        self.changed.emit()
        self._leave_out_if_harmful()

    # What it is worth ------------------------------------------------------------------------

    def judge_again(self) -> None:
        """Apply or leave out the profile in use, after a change of the setting on harmful ones."""
        self._use(self.profile)

    def _leave_out_if_harmful(self) -> None:
        if self._judging is not None:
            self._judging.cancel()
            self._judging = None
        profile = self.profile
        if self.adapter is None or profile is None or self._settings["apply_harmful_voice"]:
            return
        if not can_be_harmful(profile):
            return

        def judged(verdict: Verdict) -> None:
            if self.profile is not profile or not verdict.is_harmful:
                return
            self.adapter = None
            self.changed.emit()
            n, alone = verdict.n_judged, verdict.right_alone
            fields = {"n": n, "alone": alone, "corrected": verdict.right_corrected}
            self.news.emit(Message("profile.left_out", name=profile.name, **fields), False)

        self._judging = self._workers.start(
            "details", lambda job: judge(profile, job.cancelled), judged
        )
