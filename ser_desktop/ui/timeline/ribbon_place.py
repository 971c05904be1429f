"""What a ribbon shows at a place: a segment or a stretch, and how it is told."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from ser_desktop.emotion.doubt import is_guess
from ser_desktop.emotion.results import Segment
from ser_desktop.emotion.stretches import Stretch
from ser_desktop.texts.messages import Message, emotion_name
from ser_desktop.ui.recordings.course_text import joined_message
from ser_desktop.ui.timeline.ribbon_layout import STRIP_SHARE, RibbonLayout
from ser_desktop.ui.toolkit.number_text import confidence_text, position_text


def place_in(
    layout: RibbonLayout, segments: Sequence[Segment], seconds: float, height: float
) -> Segment | Stretch | None:
    """Return what is drawn at a place.

    Args:
        layout: what is drawn.
        segments: the segments of the track.
        seconds: the time.
        height: height above the bottom of the lane, 0..1.
    """
    if layout.is_dense and height > STRIP_SHARE:
        stretches = (s for s in layout.stretches if s.start_s <= seconds < s.end_s)
        stretch = next(stretches, None)
        if stretch is not None and stretch.n_segments > 1:
            return stretch
    return segment_at(segments, seconds)


def segment_at(segments: Sequence[Segment], seconds: float) -> Segment | None:
    """Return the segment at a time."""
    after = bisect_right(segments, seconds, key=lambda segment: segment.start_s)
    segment = segments[after - 1] if after else None
    return segment if segment is not None and seconds < segment.end_s else None


def place_text(place: Segment | Stretch | None) -> str:
    """Return what is told of a place under the pointer; "" for none."""
    if place is None:
        return ""
    if isinstance(place, Stretch):
        return str(joined_message(place))
    if place.confidence is None:
        return emotion_name(place.label)
    if is_guess(place):
        times = {"start": position_text(place.start_s), "end": position_text(place.end_s)}
        return str(Message("timeline.guess", emotion=emotion_name(place.label), **times))
    return str(
        Message(
            "timeline.segment",
            emotion=emotion_name(place.label),
            confidence=confidence_text(place.confidence),
            start=position_text(place.start_s),
            end=position_text(place.end_s),
        )
    )
