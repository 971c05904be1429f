"""The status of a recording as text: short in its row, complete in tool tip and exports."""

from __future__ import annotations

from ser_desktop.emotion.course import has_course
from ser_desktop.emotion.labels import UNCERTAIN
from ser_desktop.emotion.moments import alternatives
from ser_desktop.texts.messages import Message, either, emotion_name, joined
from ser_desktop.ui.annotations.annotation_text import annotated_as
from ser_desktop.ui.recordings.course_text import course_message
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.recordings.speech_shares import speech_shares
from ser_desktop.ui.toolkit.number_text import confidence_text, percent_text

MAX_NAMED = 2
"""Number of annotated emotions named in a row."""
_SHORT_ERRORS = ("unreadable", "empty", "unsupported", "too_short", "vanished", "internal")


def status_message(recording: Recording) -> Message:
    """The complete status: annotations, result, progress, or the error."""
    if recording.job.error is not None:
        return recording.job.error
    return _progress_message(recording) or _annotated(recording, _whole_answer(recording))


def row_message(recording: Recording) -> Message:
    """The status in few words for a narrow row; errors are named without explanation."""
    if recording.job.error is not None:
        return short_error(recording)
    return _progress_message(recording) or _annotated(recording, _short_answer(recording))


def _annotated(recording: Recording, answer: Message) -> Message:
    """Annotations followed by the model's answer; without annotations the answer alone."""
    labels = annotated_as(recording.document.annotations)
    if not labels:
        return answer
    names = _names(tuple(labels[:MAX_NAMED]))
    return Message("recordings.row_annotated", annotated=names, answer=answer)


def _whole_answer(recording: Recording) -> Message:
    kept = recording.document.kept
    if recording.analysis is not None:
        overall = recording.analysis.overall
        label, confidence = overall.label, overall.confidence
    elif kept is not None:
        label, confidence = kept.label, kept.confidence
    else:
        return Message("recordings.cancelled")
    result = Message(
        "recordings.result" if confidence is not None else "recordings.result_no_share",
        emotion=emotion_name(label),
        confidence=confidence_text(confidence),
    )
    labels = recording.document.assigned_labels
    if not labels:
        return result
    return Message("recordings.result_labelled", result=result, labels=_names(labels))


def _short_answer(recording: Recording) -> Message:
    kept = recording.document.kept
    if recording.analysis is None and kept is not None:
        return Message("plain", sentence=emotion_name(kept.label))
    if recording.analysis is None:
        return Message("recordings.cancelled")
    overall = recording.analysis.overall
    emotion = emotion_name(overall.label)
    labels = recording.document.assigned_labels
    if has_course(recording.analysis):
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
