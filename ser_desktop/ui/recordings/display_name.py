"""Names of recordings in lists; takes are named by time and result."""

from __future__ import annotations

import re

from ser_desktop.emotion.course import has_course
from ser_desktop.texts.messages import Message, emotion_name
from ser_desktop.ui.recordings.course_text import course_message
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.recordings.speech_shares import speech_shares

_TAKE = re.compile(r"Take (\d{4}-\d{2}-\d{2}) (\d{2})\.(\d{2})\.(\d{2})(.*)")
"""File names of takes: ``Take 2026-11-20 09.30.15``."""


def display_name(recording: Recording) -> str:
    """Return ``10:42:07 · happy`` for a take, and the file name for other recordings."""
    match = _TAKE.fullmatch(recording.path.stem)
    if match is None:
        return recording.path.name
    _, hour, minute, second, number = match.groups()
    time = f"{hour}:{minute}:{second}{number}"
    if recording.analysis is None:
        return str(Message("recordings.take", time=time))
    label = emotion_name(recording.analysis.overall.label)
    if has_course(recording.analysis):
        label = str(course_message(speech_shares(recording)))
    return str(Message("recordings.take_of", time=time, emotion=label))
