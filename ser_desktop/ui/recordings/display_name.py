"""Names of recordings in lists; takes are named by time and result."""

from __future__ import annotations

import re

from ser_desktop.texts.messages import Message
from ser_desktop.ui.recordings.people import recording_said
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.recordings.speech_shares import recording_headline

_TAKE = re.compile(r"Take (\d{4}-\d{2}-\d{2}) (\d{2})\.(\d{2})\.(\d{2})(.*)")
"""File names of takes: ``Take 2026-11-20 09.30.15``."""


def display_name(recording: Recording) -> str:
    """Return ``10:42:07 · happy`` for a take, and the file name for other recordings.

    An annotation of most of a take names it before the model does.
    """
    match = _TAKE.fullmatch(recording.path.stem)
    if match is None:
        return recording.path.name
    _, hour, minute, second, number = match.groups()
    time = f"{hour}:{minute}:{second}{number}"
    said = recording_said(recording)
    headline = recording_headline(recording)
    if said is not None and said.comes_first:
        headline = said.headline
    if headline is None:
        return str(Message("recordings.take", time=time))
    return str(Message("recordings.take_of", time=time, emotion=headline.message()))
