"""The state of a recording without a result, in words for the panel."""

from __future__ import annotations

from ser_desktop.texts.messages import Message
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.result.advice import remaining_message


def state_messages(recording: Recording | None, has_model: bool) -> tuple[Message, ...]:
    """Return a headline and hints.

    Args:
        recording: None if no recording is shown.
        has_model: whether a model is loaded, so that waiting means that others are first.
    """
    if recording is None:
        return Message("result.no_recording"), Message("result.no_recording_hint")
    job = recording.job
    if job.error is not None:
        reason = () if recording.view.clip is None else (job.error,)  # or in place of the pictures
        return Message("result.not_analysed"), *reason
    if not job.is_active:
        return Message("result.cancelled"), Message("result.cancelled_hint")
    if job.begun_at is not None:
        left = remaining_message(job.remaining_s)
        return Message("result.analysing"), *([] if left is None else [left])
    hints = (Message("result.waiting_hint"),) if has_model else ()
    return Message("result.waiting"), *hints
