"""Finds moments of an emotion, and goes to places of any recording.

A place is a stretch of time. Going to a place selects it, moves the play head, scrolls to it and,
depending on a setting, plays it with some seconds before. Every list of the window uses the finder,
so that a click has the same effect everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from ser_desktop.emotion.doubt import is_guess
from ser_desktop.emotion.labels import NO_SPEECH
from ser_desktop.emotion.moments import Moment, ranked_moments, strongest_moments
from ser_desktop.emotion.places import is_same_span
from ser_desktop.emotion.results import Analysis, Segment
from ser_desktop.emotion.stretches import Stretch, stretches_of
from ser_desktop.project.annotated_spans import Said, visible_to
from ser_desktop.texts.messages import Message, emotion_name
from ser_desktop.ui.recordings.course_text import joined_message
from ser_desktop.ui.recordings.people import place_said
from ser_desktop.ui.recordings.recording import Recording, Span
from ser_desktop.ui.result.moments import moment_message, with_said
from ser_desktop.ui.shell.controller import Controller
from ser_desktop.ui.toolkit.number_text import confidence_text, position_text

MAX_STRONGEST = 10
_NONE_YET = -1


class Finder(QObject):
    """One for each window."""

    place_shown = Signal(object)
    """(start, end) in seconds to scroll to."""
    moments_changed = Signal(object, int)
    """The moments in order of rank, and the index of the current one, or -1."""
    spoken = Signal(object)
    """A message for screen readers."""

    def __init__(self, controller: Controller, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._control = controller
        self.emotion = ""
        """The selected emotion; "" stands for any emotion."""
        self.moments: Sequence[Moment] = ()
        self.at = _NONE_YET
        self._recording: Recording | None = None
        self._analysis: Analysis | None = None
        self._wanted: tuple[Recording, Span] | None = None
        """A place to go to once the recording's sound is decoded."""
        controller.current_changed.connect(self._on_current)
        controller.clip_shown.connect(lambda _clip: self._go_where_wanted())
        controller.transport.selection_changed.connect(self._mark_selected)

    # Moments ---------------------------------------------------------------------------------

    def choose_emotion(self, emotion: str) -> None:
        """Rank the moments of one emotion; "" ranks those of any."""
        if emotion != self.emotion:
            self.emotion = emotion
            self._rank()

    def step(self, by: int) -> None:
        """Go to the next moment (1) or the previous one (-1); after the last comes the first."""
        if self.moments:
            at = by - 1 if by > 0 and self.at == _NONE_YET else self.at + by
            self.go_to_moment(at % len(self.moments))

    def go_to_moment(self, at: int) -> None:
        """Go to one of the moments."""
        if self._analysis is None or not 0 <= at < len(self.moments):
            return
        self.at = at
        self.moments_changed.emit(self.moments, at)
        moment = self.moments[at]
        self.go_to(moment.span_s)
        message = Message(
            "result.moment_spoken",
            number=at + 1,
            n=len(self.moments),
            time=position_text(moment.start_s),
            answer=with_said(moment_message(moment), self._said(moment.span_s)),
        )
        self.spoken.emit(message)

    def _mark_selected(self, span_s: Span | None) -> None:
        """Make a moment the current one if it was selected in the table or the pictures."""
        if span_s is None:
            return
        found = (i for i, m in enumerate(self.moments) if is_same_span(m.span_s, span_s))
        at = next(found, self.at)
        if at != self.at:
            self.at = at
            self.moments_changed.emit(self.moments, at)

    def _on_current(self, recording: Recording | None) -> None:
        if recording is not self._recording:
            self._recording, self.moments, self.at = recording, (), _NONE_YET
        analysis = recording.focused if recording else None
        if analysis is not self._analysis:
            self._analysis = analysis
            self._rank()

    def _rank(self) -> None:
        before = self.moments
        if self._analysis is None:
            self.moments = ()
        elif self.emotion:
            self.moments = ranked_moments(self._analysis, self.emotion)
        else:
            strongest = strongest_moments(self._analysis, MAX_STRONGEST)
            self.moments = sorted(strongest, key=lambda moment: -moment.confidence)
        if self.moments != before:  # else the same places: the next one is still the next
            self.at = _NONE_YET
        self.moments_changed.emit(self.moments, self.at)

    # Places ----------------------------------------------------------------------------------

    def go_to(self, span_s: Span) -> None:
        """Select a place, scroll to it, and play it if the setting is on."""
        transport, settings = self._control.transport, self._control.settings
        transport.stop()
        transport.choose_span(span_s)
        transport.seek(span_s[0])
        self.place_shown.emit(span_s)
        if settings["play_moments"]:
            transport.play_with_lead(span_s, settings["moment_lead_s"])

    def open(self, recording: Recording, span_s: Span | None = None) -> None:
        """Show a recording, and go to a place as soon as its sound is decoded."""
        self._wanted = None if span_s is None else (recording, span_s)
        self._control.select(recording)
        self._go_where_wanted()

    def _go_where_wanted(self) -> None:
        current = self._control.current
        if self._wanted is None or current is None:
            return
        recording, span_s = self._wanted
        if current is recording and recording.view.clip is not None:
            self._wanted = None
            self.go_to(span_s)

    # Segments --------------------------------------------------------------------------------

    def step_segment(self, by: int) -> None:
        """Go to the segment after (1) or before (-1) the play head and announce it."""
        current = self._control.current
        if current is None or self._analysis is None or current.view.clip is None:
            return
        segments = self._analysis.segments
        position_s = current.view.position_s
        here = next((i for i, s in enumerate(segments) if s.end_s > position_s), len(segments) - 1)
        at = min(max(0, here + by), len(segments) - 1)
        self.go_to_segment(segments[at])

    def go_to_segment(self, segment: Segment) -> None:
        """Go to a segment of the shown recording, show the track it is of, and announce it."""
        self._show_track_with(lambda segments: any(other is segment for other in segments))
        self.go_to(segment.span_s)
        self.spoken.emit(self._spoken(segment))

    def go_to_stretch(self, stretch: Stretch) -> None:
        """Go to a stretch of the timeline, show the track it is of, and announce it."""
        self._show_track_with(lambda segments: stretch in stretches_of(segments))
        self.go_to(stretch.span_s)
        self.spoken.emit(joined_message(stretch))

    def _show_track_with(self, is_in: Callable[[Sequence[Segment]], bool]) -> None:
        """Show the answers of the channel or the speaker whose segments hold a place.

        Result, table and moments would give another track's answer for it otherwise.
        """
        recording = self._control.current
        if recording is None or (self._analysis and is_in(self._analysis.segments)):
            return
        for channel, analysis in enumerate(recording.document.displayed_analyses):
            for track in analysis.tracks:
                if is_in(track.segments):
                    if channel != recording.view.channel:
                        self._control.choose_channel(channel)
                    self._control.choose_speaker(track.speaker or "")
                    return

    def say_position(self, position_s: float) -> None:
        """Announce the position of the play head and the segment there."""
        segments = self._analysis.segments if self._analysis else ()
        here = next((s for s in segments if s.start_s <= position_s < s.end_s), None)
        if here is None:
            self.spoken.emit(Message("plain", sentence=position_text(position_s)))
        else:
            self.spoken.emit(self._spoken(here, position_s))

    def _spoken(self, segment: Segment, position_s: float | None = None) -> Message:
        """Describe a segment: what people said of it, and the model's answer."""
        said, answer = self._said(segment.span_s), segment_spoken(segment, position_s)
        if said is None or not said.comes_first:
            return answer
        words = str(said.headline.message())
        return Message("segments.spoken_annotated", annotated=words, answer=answer)

    def _said(self, span_s: Span) -> Said | None:
        current = self._control.current
        if current is None:
            return None
        seen = visible_to(current.document.annotations, self._control.settings["rater"])
        return place_said(current, seen, span_s)


def segment_spoken(segment: Segment, position_s: float | None = None) -> Message:
    """Describe a segment: start, label, confidence."""
    time_s = segment.start_s if position_s is None else position_s
    if segment.label == NO_SPEECH or segment.confidence is None:
        return Message(
            "segments.spoken_silence",
            time=position_text(time_s),
            emotion=emotion_name(segment.label),
        )
    place = {
        "time": position_text(time_s),
        "end": position_text(segment.end_s),
        "emotion": emotion_name(segment.label),
    }
    if is_guess(segment):
        return Message("segments.spoken_guess", **place)
    return Message("segments.spoken", confidence=confidence_text(segment.confidence), **place)
