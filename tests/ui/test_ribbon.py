"""The ribbon over minutes: stretches above, the segments that they join below."""

from __future__ import annotations

from PySide6.QtCore import QRectF

from ser_desktop.emotion.labels import NO_SPEECH
from ser_desktop.emotion.results import Segment
from ser_desktop.emotion.stretches import stretches_of
from ser_desktop.ui.timeline.ribbon_layout import layout_of
from ser_desktop.ui.timeline.ribbon_place import place_in, place_text


def test_a_dense_ribbon_shows_stretches_above_their_segments() -> None:
    def segment(at: int, label: str) -> Segment:
        return Segment(float(at), float(at + 1), label, 0.8, 0.5)

    labels = ["happy", NO_SPEECH] * 50 + ["angry", NO_SPEECH] * 50
    segments = [segment(at, label) for at, label in enumerate(labels)]
    stretches = stretches_of(segments)
    whole = layout_of(segments, stretches, QRectF(0, 0, 200, 1), 2.0)
    assert whole.is_dense
    joined = [(s.label, s.start_s, s.end_s, s.n_segments) for s in whole.stretches]
    assert joined == [("happy", 0.0, 99.0, 50), ("angry", 100.0, 199.0, 50)], "pauses are bridged"
    assert list(whole.boxes) == [(s.start_s, s.end_s, s.label) for s in segments], "and shown"
    near = layout_of(segments, stretches, QRectF(0, 0, 10, 1), 50.0)
    assert not near.is_dense
    assert list(near.boxes) == [(s.start_s, s.end_s, s.label) for s in segments[:10]]
    hours = layout_of(segments, stretches, QRectF(0, 0, 200, 1), 0.5)
    assert len(hours.boxes) < len(segments), "columns, where segments are narrower than pixels"


def test_a_place_on_the_ribbon_is_what_is_drawn_there() -> None:
    labels = ["happy", NO_SPEECH] * 50 + ["angry", NO_SPEECH]
    segments = [
        Segment(float(i), float(i + 1), x, None if x == NO_SPEECH else 0.8, 0.5)
        for i, x in enumerate(labels)
    ]
    stretches = stretches_of(segments)
    dense = layout_of(segments, stretches, QRectF(0, 0, 102, 1), 4.0)
    stretch = place_in(dense, segments, 50.5, 0.8)
    assert stretch == stretches[0], "in the band of stretches"
    assert "50 segments" in place_text(stretch)
    assert place_in(dense, segments, 50.5, 0.2) == segments[50], "in the strip below it"
    assert place_text(segments[50]).startswith("happy 80")
    near = layout_of(segments, stretches, QRectF(50, 0, 4, 1), 100.0)
    assert place_in(near, segments, 50.5, 0.8) == segments[50], "no stretches, zoomed in"
    assert place_text(place_in(dense, segments, 51.5, 0.2)) == "no speech"
    assert place_in(dense, segments, 200.0, 0.2) is None
