"""Teaching a voice: adds examples, and updates the window after a changed profile."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ser_desktop.speakers.profile import SpeakerProfile
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.speakers.profile_change import ProfileChange

if TYPE_CHECKING:
    from ser_desktop.ui.shell.controller import Controller


class Teaching(QObject):
    """Part of the controller."""

    def __init__(self, control: Controller) -> None:
        super().__init__(control)
        self._control = control
        control.speakers.changed.connect(self._on_profile_changed)
        control.speakers.taught.connect(self._on_taught)

    def label_as(self, recordings: Sequence[Recording], emotion: str, profile: str) -> None:
        """Make recordings examples of an emotion; if only the shown one is given, its selection."""
        control = self._control
        is_shown_alone = list(recordings) == [control.current]
        span_s = recordings[0].view.selection_s if is_shown_alone else None
        raw = [recording.document.raw_analyses[recording.view.channel] for recording in recordings]
        if span_s is None:
            control.speakers.teach([(analysis, None) for analysis in raw], emotion, profile)
        elif control.model is not None:
            control.speakers.teach_selection(raw[0], span_s, control.model, emotion, profile)

    def _on_profile_changed(self) -> None:
        control = self._control
        control.library.interpret_all(control.current)
        control.listening.live.adapter = control.speakers.adapter

    def _on_taught(self, name: str, before: SpeakerProfile | None, after: SpeakerProfile) -> None:
        control = self._control
        control.undo_stack.push(ProfileChange(control.speakers, name, before, after))
        control.current_changed.emit(control.current)
