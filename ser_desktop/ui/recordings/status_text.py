"""The status of a recording as text: short in its row, complete in tool tip and exports."""

from __future__ import annotations

from ser_desktop.emotion.course import LONG_S
from ser_desktop.emotion.doubt import VERY_SHORT_S
from ser_desktop.project.analyses import Answer
from ser_desktop.texts.messages import Message, emotion_name, joined
from ser_desktop.ui.recordings.people import recording_said
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.recordings.speech_shares import recording_headline, speech_shares
from ser_desktop.ui.toolkit.number_text import confidence_text, percent_text

MAX_SHARES = 3
_SHORT_ERRORS = ("unreadable", "empty", "unsupported", "too_short", "vanished", "internal")


def status_message(recording: Recording) -> Message:
    """The complete status: annotations, result, progress, or the error."""
    if recording.job.error is not None:
        return recording.job.error
    return _progress_message(recording) or _annotated(recording, _whole_answer(recording))


def row_message(recording: Recording, has_count: bool = True) -> Message:
    """The status in few words for a narrow row; errors are named without explanation.

    Args:
        recording: a row of the list.
        has_count: whether a few annotations are counted beside the answer.
    """
    if recording.job.error is not None:
        return short_error(recording)
    answer = _short_answer(recording)
    return _progress_message(recording) or _annotated(recording, answer, has_count)


def _annotated(recording: Recording, answer: Message, has_count: bool = True) -> Message:
    """The model's answer with the number of annotations; if they cover most, they come first."""
    said = recording_said(recording)
    if said is not None and said.comes_first:
        words = str(said.headline.message())
        return Message("recordings.row_annotated", annotated=words, answer=answer)
    n = sum(a.origin != "blind" for a in recording.document.annotations)
    if not n or not has_count:
        return answer
    return Message("recordings.row_partly_annotated", answer=answer, n=n)


def kept_answer(recording: Recording) -> Answer | None:
    """The answer of a project whose scores are being read; None without, and with the scores.

    A project keeps the label of the mean, which is not the headline of a long recording, nor of a
    very short one.
    """
    kept = recording.document.kept
    length_s = recording.duration_s
    has_other = length_s is not None and not VERY_SHORT_S <= length_s <= LONG_S
    return None if recording.analysis is not None or has_other else kept


def _whole_answer(recording: Recording) -> Message:
    kept = kept_answer(recording)
    headline = recording_headline(recording)
    if headline is not None and headline.is_course:
        result = Message("recordings.result_shares", shares=_shares(recording))
        return _with_taught(recording, result)
    if recording.analysis is not None and headline is not None:
        words, confidence = str(headline.message()), recording.analysis.overall.confidence
        if len(headline.labels) > 1:  # of the likelier one of two
            confidence = None
    elif kept is not None:
        words, confidence = emotion_name(kept.label), kept.confidence
    else:
        return _without_answer(recording)
    result = Message(
        "recordings.result" if confidence is not None else "recordings.result_no_share",
        emotion=words,
        confidence=confidence_text(confidence),
    )
    return _with_taught(recording, result)


def _with_taught(recording: Recording, result: Message) -> Message:
    """The result, and what a voice was taught with the recording."""
    labels = recording.document.assigned_labels
    if not labels:
        return result
    return Message("recordings.result_labelled", result=result, labels=_names(labels))


def _short_answer(recording: Recording) -> Message:
    kept = kept_answer(recording)
    if kept is not None:
        return Message("plain", sentence=emotion_name(kept.label))
    headline = recording_headline(recording)
    labels = recording.document.assigned_labels
    if headline is None:
        return _without_answer(recording)
    if not labels:
        return headline.message()
    return Message(
        "recordings.row_labelled", emotion=str(headline.message()), labels=_names(labels)
    )


def _without_answer(recording: Recording) -> Message:
    is_kept = recording.document.kept is not None
    return Message("recordings.reading" if is_kept else "recordings.cancelled")


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


def _shares(recording: Recording) -> str:
    """The largest shares of the speech, as the bars of the result show them."""
    shares = list(speech_shares(recording).items())[:MAX_SHARES]
    return joined([f"{emotion_name(label)} {percent_text(share)}" for label, share in shares])


def _names(labels: tuple[str, ...]) -> str:
    return joined([emotion_name(label) for label in labels])
