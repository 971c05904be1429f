"""The voice in use: what it has learned, and what it makes of the answers that are shown."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ser_desktop.emotion.classifier import EmotionClassifier
from ser_desktop.emotion.model_info import ModelInfo
from ser_desktop.emotion.results import AdapterMark, Analysis
from ser_desktop.errors import ProfileError, SerError
from ser_desktop.settings import Settings
from ser_desktop.speakers.adapter import SpeakerAdapter, learn
from ser_desktop.speakers.profile import Example, SpeakerProfile, example_from, new_profile
from ser_desktop.speakers.profile_file import (
    check_model,
    delete_profile,
    find_profile_name,
    load_profile,
    profile_names,
    save_profile,
    valid_profile_name,
)
from ser_desktop.ui.words import count_text, position_text, shortened
from ser_desktop.ui.workers import Job, Workers

FIRST_NAME = "My voice"

Part = tuple[Analysis, tuple[float, float] | None]
"""What the model alone heard, and where in the recording that lies; None is the whole."""


class Voices(QObject):
    """One voice at a time, or none. Every change is on disk before it counts."""

    changed = Signal()
    """Another voice, or other examples: answers are shown anew."""
    learned = Signal(str, object)
    """A voice learned or forgot something: its name, and what it was before, or None."""
    said = Signal(str)
    """Good news."""
    problem = Signal(str)

    def __init__(
        self, folder: Path, settings: Settings, workers: Workers, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._folder, self._settings, self._workers = folder, settings, workers
        self.voice: SpeakerProfile | None = None
        self.correction: SpeakerAdapter | None = None
        """None also where the voice has too few examples yet."""

    def names(self) -> list[str]:
        """Every voice at hand."""
        return profile_names(self._folder)

    def fitting(self, model: ModelInfo) -> list[str]:
        """Those that were learned with this model."""
        return [name for name in self.names() if self.made_for(name) == _title(model)]

    def made_for(self, name: str) -> str:
        """Name and version of the model a voice belongs to; "" where its file is damaged."""
        try:
            voice = load_profile(name, self._folder)
        except SerError:
            return ""
        return f"{voice.model_name} {voice.model_version}"

    def restore(self) -> None:
        """Use the voice of the last time; where it is gone, that is said once."""
        name = self._settings["voice"]
        if name and not self.choose(name):
            self._settings["voice"] = ""

    def choose(self, name: str) -> bool:
        """Use another one, none where "". One that cannot be read leaves things as they are."""
        try:
            voice = load_profile(name, self._folder) if name else None
        except SerError as error:
            self.problem.emit(str(error))
            return False
        self._use(voice)
        return True

    def create(self, name: str, model: ModelInfo) -> str:
        """Begin one for a model, and use it. Returns what is wrong with the name, or ""."""
        try:
            name = valid_profile_name(name)
            if find_profile_name(name, self._folder) is not None:
                raise ProfileError(f"There is a voice '{name}' already.")
            self._keep(new_profile(name, model))
        except SerError as error:
            return str(error)
        return ""

    def delete(self, name: str) -> None:
        """Erase one; was it in use, there is none from then on."""
        try:
            delete_profile(name, self._folder)
        except SerError as error:
            self.problem.emit(str(error))
        else:
            in_use = self.voice is not None and self.voice.name != name
            self._use(self.voice if in_use else None)

    def refresh(self) -> None:
        """Somebody else may have written or deleted the voice in use."""
        now = self._on_disk()
        if self.voice is not None and (now is None or now.digest() != self.voice.digest()):
            self._use(now)

    def learn_from(self, parts: Sequence[Part], emotion: str, into: str) -> None:
        """Learn that these were this emotion.

        Args:
            parts: what was heard.
            emotion: what it was.
            into: the voice; one that is not there begins.
        """
        model = parts[0][0].model
        try:
            known = find_profile_name(into, self._folder) is not None
            before = load_profile(into, self._folder) if known else None
            voice = before or new_profile(into, model)
            examples: list[Example] = []
            replaced: list[Example] = []
            for analysis, span_s in parts:
                check_model(voice, analysis.model)
                example = example_from(analysis, emotion, span_s)
                replaced += voice.replaced_by(example)
                voice = voice.with_example(example)
                examples.append(example)
            self._keep(voice)
        except SerError as error:
            self.problem.emit(str(error))
            return
        self.learned.emit(voice.name, before)
        self.said.emit(_what_was_learned(voice, examples, replaced))

    def learn_from_part(
        self,
        found: Analysis,
        span_s: tuple[float, float],
        model: EmotionClassifier,
        emotion: str,
        into: str,
    ) -> None:
        """The same of a part of a recording, which is heard anew: its windows reach beyond it."""

        def work(job: Job) -> Analysis:
            from ser_desktop.emotion.analysis import AnalysisOptions, analyze  # after first paint

            options = AnalysisOptions(channel=found.settings.channel, span_s=span_s)
            return analyze(found.file.path, model, options, cancelled=job.cancelled)

        def failed(error: Exception) -> None:
            if not isinstance(error, SerError):
                raise error
            self.problem.emit(str(error))

        def done(part: Analysis) -> None:
            self.learn_from([(part, span_s)], emotion, into)

        self.said.emit("Hearing the selection by itself…")
        self._workers.start("details", work, done, failed)

    def forget(self, index: int) -> None:
        """One example less."""
        before = self._on_disk()
        if before is None or index >= len(before.examples):
            return
        try:
            self._keep(before.without_example(index))
        except SerError as error:
            self.problem.emit(str(error))
        else:
            self.learned.emit(before.name, before)

    def take_back(self, name: str, before: SpeakerProfile | None) -> None:
        """A voice as it was before it learned something; one that was deleted stays so."""
        if find_profile_name(name, self._folder) is None:
            return
        if before is None:
            self.delete(name)
            return
        try:
            self._keep(before)
        except SerError as error:
            self.problem.emit(str(error))

    def assigned_labels(self, found: Sequence[Analysis]) -> tuple[str, ...]:
        """What the voice in use was told of a recording."""
        if self.voice is None or not found:
            return ()
        return self.voice.assigned_labels(found[0].file.sha256)

    def count(self, emotion: str) -> int:
        """Examples of an emotion."""
        return 0 if self.voice is None else self.voice.counts().get(emotion, 0)

    def state_text(self, model: ModelInfo | None) -> str:
        """In one or a few words, for answers of a model."""
        voice = self.voice
        if voice is None:
            return "none"
        if model is not None and not voice.fits(model):
            return f"{shortened(voice.name)}, for another model"
        if not voice.is_usable:
            return f"{shortened(voice.name)} ({len(voice.examples)}), too few"
        return mark_text(AdapterMark(voice.name, len(voice.examples), ""))

    def _on_disk(self) -> SpeakerProfile | None:
        """The voice in use as it is now: a command may have taught it meanwhile."""
        if self.voice is None or find_profile_name(self.voice.name, self._folder) is None:
            return None
        try:
            return load_profile(self.voice.name, self._folder)
        except SerError as error:
            self.problem.emit(str(error))
            return None

    def _keep(self, voice: SpeakerProfile) -> None:
        save_profile(voice, self._folder)
        self._use(voice)

    def _use(self, voice: SpeakerProfile | None) -> None:
        self.voice = voice
        self.correction = None if voice is None else learn(voice)
        self._settings["voice"] = "" if voice is None else voice.name
        self.changed.emit()

    def free_name(self) -> str:
        """For a new voice. Until that is on disk it is the same one again."""
        names = [FIRST_NAME, *(f"{FIRST_NAME} {n}" for n in range(2, len(self.names()) + 3))]
        return next(name for name in names if find_profile_name(name, self._folder) is None)


def mark_text(voice: AdapterMark) -> str:
    """Name and number of examples of the voice that corrected an answer."""
    return f"{shortened(voice.name)} ({voice.n_examples})"


def _title(model: ModelInfo) -> str:
    return f"{model.name} {model.version}"


def _what_was_learned(
    voice: SpeakerProfile, examples: Sequence[Example], replaced: Sequence[Example]
) -> str:
    example = examples[0]
    if len(examples) == 1:
        part = f"{position_text(example.start_s)} – {position_text(example.end_s)}"
        told = (
            f"{voice.name} learned: {Path(example.recording).name}, {part}, was {example.emotion}"
        )
    else:
        told = f"{voice.name} learned that {len(examples)} recordings were {example.emotion}"
    if before := ", ".join(dict.fromkeys(e.emotion for e in replaced)):
        told += f" (in place of {before})"
    told += f". It has {count_text(len(voice.examples), 'example')}"
    missing = [label for label, count in voice.counts().items() if not count]
    if not voice.is_usable:
        told += " and corrects answers from two emotions on"
    elif missing:
        told += f", of {', '.join(missing)} none"
    return told + ". Ctrl+Z takes it back."
