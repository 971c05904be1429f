"""One line on where a recording stands: in its row, in full in the tool tip and in exports."""

from __future__ import annotations

from ser_desktop.emotion.course import is_long
from ser_desktop.emotion.labels import UNCERTAIN
from ser_desktop.emotion.moments import alternatives
from ser_desktop.texts.messages import Message, either, emotion_name, joined
from ser_desktop.ui.recordings.course_text import course_message
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.recordings.speech_shares import speech_shares
from ser_desktop.ui.toolkit.number_text import confidence_text, percent_text

_SHORT_ERRORS = ("unreadable", "empty", "unsupported", "too_short", "vanished", "internal")


def status_message(recording: Recording) -> Message:
    """The whole sentence: the result, the progress, or why there is no result."""
    if recording.job.error is not None:
        return recording.job.error
    progress = _progress_message(recording)
    if progress is not None:
        return progress
    if recording.analysis is None:
        return Message("recordings.cancelled")
    overall = recording.analysis.overall
    result = Message(
        "recordings.result" if overall.confidence is not None else "recordings.result_no_share",
        emotion=emotion_name(overall.label),
        confidence=confidence_text(overall.confidence),
    )
    labels = recording.document.assigned_labels
    if not labels:
        return result
    return Message("recordings.result_labelled", result=result, labels=_names(labels))


def row_message(recording: Recording) -> Message:
    """As few words as tell the state in a narrow row; an error is named, not explained."""
    if recording.job.error is not None:
        return short_error(recording)
    progress = _progress_message(recording)
    if progress is not None:
        return progress
    if recording.analysis is None:
        return Message("recordings.cancelled")
    overall = recording.analysis.overall
    emotion = emotion_name(overall.label)
    labels = recording.document.assigned_labels
    if is_long(recording.analysis):
        emotion = str(course_message(speech_shares(recording)))
    elif not labels and overall.label == UNCERTAIN and alternatives(overall):
        names = either([emotion_name(label) for label in alternatives(overall)])
        return Message("recordings.row_uncertain", emotions=names)
    if not labels:
        return Message("plain", sentence=emotion)
    return Message("recordings.row_labelled", emotion=emotion, labels=_names(labels))


def short_error(recording: Recording) -> Message:
    """The error of a recording in two or three words."""
    kind = recording.job.error_kind
    return Message(f"recordings.error_{kind if kind in _SHORT_ERRORS else 'other'}")


def _progress_message(recording: Recording) -> Message | None:
    job = recording.job
    if job.progress is None:
        return None
    if job.begun_at is None:
        return Message("recordings.waiting")
    if job.progress:
        return Message("recordings.analysing_share", share=percent_text(job.progress))
    return Message("recordings.analysing")


def _names(labels: tuple[str, ...]) -> str:
    return joined([emotion_name(label) for label in labels])
