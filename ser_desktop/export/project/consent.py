"""What an export says of the consent of the people in a recording."""

from __future__ import annotations

from ser_desktop.project.items import Recording
from ser_desktop.texts.messages import ENGLISH, Message


def has_consent(recording: Recording) -> bool:
    """Return whether something is noted of the consent of the people in a recording."""
    return recording.consent != "unknown" or bool(recording.consent_note)


def notice() -> str:
    """Return the notice for the people in a recording, as exports have it."""
    return Message("welcome.notice").written_in(ENGLISH)
