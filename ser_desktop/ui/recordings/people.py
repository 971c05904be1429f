"""What people said of recordings and of places in them, as the window shows it."""

from __future__ import annotations

from collections.abc import Sequence

from ser_desktop.emotion.summary import spoken_spans
from ser_desktop.project import annotated_spans
from ser_desktop.project.annotated_spans import Said, said_of
from ser_desktop.project.items import Annotation
from ser_desktop.ui.recordings.recording import Recording, Span


def recording_said(recording: Recording) -> Said | None:
    """Return what people said of a whole recording of the list; None if nobody named it."""
    annotations = recording.document.annotations
    if not annotations:
        return None
    return annotated_spans.recording_said(annotations, recording.analysis, recording.duration_s)


def place_said(
    recording: Recording, annotations: Sequence[Annotation], span_s: Span | None
) -> Said | None:
    """Return what people said of a place in the shown recording, of the chosen speaker if any.

    Args:
        recording: the shown recording.
        annotations: those that the user of the window may see.
        span_s: start and end in seconds; None is the whole recording.
    """
    seen, analysis = recording.of_focus(annotations), recording.focused
    if not seen:
        return None
    if span_s is None:
        return annotated_spans.recording_said(seen, analysis, recording.duration_s)
    speech = spoken_spans(analysis.segments) if analysis is not None else []
    return said_of(seen, span_s, speech)
