"""The voice in use: what it has learned, and what it makes of the answers that are shown."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ser_desktop.emotion.model import ModelInfo
from ser_desktop.emotion.results import Analysis
from ser_desktop.emotion.voice import Correction, Voice, example_from, learn, new_voice
from ser_desktop.emotion.voice_file import (
    check_model,
    checked_name,
    delete_voice,
    load_voice,
    save_voice,
    voice_names,
)
from ser_desktop.errors import SerError, VoiceError
from ser_desktop.settings import Settings
from ser_desktop.ui.words import count_text

FIRST_NAME = "My voice"


class Voices(QObject):
    """One voice at a time, or none. Every change is on disk before it counts."""

    changed = Signal()
    """Another voice, or other examples: answers are shown anew."""
    said = Signal(str)
    """Good news."""
    problem = Signal(str)

    def __init__(self, folder: Path, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder, self._settings = folder, settings
        self.voice: Voice | None = None
        self.correction: Correction | None = None
        """None also where the voice has too few examples yet."""

    def names(self) -> list[str]:
        """Every voice at hand."""
        return voice_names(self._folder)

    def restore(self) -> None:
        """Use the voice of the last time; where it is gone, that is said once."""
        if self._settings["voice"]:
            self.choose(self._settings["voice"])

    def choose(self, name: str) -> None:
        """Use another one; none where ""."""
        voice = None
        try:
            voice = load_voice(name, self._folder) if name else None
        except SerError as error:
            self.problem.emit(str(error))
        self._use(voice)

    def create(self, name: str, model: ModelInfo) -> None:
        """Begin one for a model, and use it."""
        try:
            name = checked_name(name)
            if name.casefold() in map(str.casefold, self.names()):
                raise VoiceError(f"There is a voice '{name}' already.")
            self._keep(new_voice(name, model))
        except SerError as error:
            self.problem.emit(str(error))

    def delete(self) -> None:
        """Erase the one in use; from then on there is none."""
        if self.voice is not None:
            try:
                delete_voice(self.voice.name, self._folder)
            except SerError as error:
                self.problem.emit(str(error))
            else:
                self._use(None)

    def add_example(
        self, analysis: Analysis, emotion: str, span_s: tuple[float, float] | None
    ) -> None:
        """Learn that a recording, or a part of it, was this emotion. The first example begins a
        voice.

        Args:
            analysis: as it was made, by the model alone.
            emotion: what it was.
            span_s: the part; None is the whole.
        """
        try:
            example = example_from(analysis, emotion, span_s)
            voice = self.voice or new_voice(self._free_name(), analysis.model)
            check_model(voice, analysis.model)
            self._keep(voice.with_example(example))
        except SerError as error:
            self.problem.emit(str(error))
        else:
            self.said.emit(self._progress_text(emotion))

    def remove_example(self, index: int) -> None:
        """Forget one."""
        if self.voice is not None:
            try:
                self._keep(self.voice.without_example(index))
            except SerError as error:
                self.problem.emit(str(error))

    def _keep(self, voice: Voice) -> None:
        save_voice(voice, self._folder)
        self._use(voice)

    def _use(self, voice: Voice | None) -> None:
        self.voice = voice
        self.correction = None if voice is None else learn(voice)
        self._settings["voice"] = "" if voice is None else voice.name
        self.changed.emit()

    def _free_name(self) -> str:
        taken = {name.casefold() for name in self.names()}
        names = [FIRST_NAME, *(f"{FIRST_NAME} {n}" for n in range(2, len(taken) + 3))]
        return next(name for name in names if name.casefold() not in taken)

    def _progress_text(self, emotion: str) -> str:
        voice = self.voice
        assert voice is not None
        missing = [label for label, count in voice.counts().items() if not count]
        told = f"{voice.name} has {count_text(len(voice.examples), 'example')} now, this one of "
        told += f"{emotion}. "
        if not voice.is_usable:
            return told + "From two emotions on it corrects the answers."
        if missing:
            return told + f"It corrects the answers; still without: {', '.join(missing)}."
        return told + "It corrects the answers."
