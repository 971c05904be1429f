"""Examples added to or removed from a speaker profile, as a step that can be undone."""

from __future__ import annotations

from PySide6.QtGui import QUndoCommand

from ser_desktop.speakers.profile import SpeakerProfile
from ser_desktop.texts.messages import Message
from ser_desktop.ui.speakers.speaker_profiles import SpeakerProfiles


class ProfileChange(QUndoCommand):
    """The change is made before the command is created, since it can fail and then needs no undo.

    Args:
        speakers: the profiles.
        name: name of the profile.
        before: the profile before the change; None if it did not exist.
        after: the profile after the change.
    """

    def __init__(
        self,
        speakers: SpeakerProfiles,
        name: str,
        before: SpeakerProfile | None,
        after: SpeakerProfile,
    ) -> None:
        super().__init__(str(Message("undo.change_profile", name=name)))
        self._speakers, self._name, self._before, self._after = speakers, name, before, after
        self._is_made = True

    def redo(self) -> None:
        """Make the change again; Qt also calls this when the command is pushed."""
        if not self._is_made:
            self._speakers.put_back(self._name, self._after, may_create=self._before is None)
        self._is_made = True

    def undo(self) -> None:
        """Undo the change."""
        self._is_made = False
        self._speakers.put_back(self._name, self._before)
