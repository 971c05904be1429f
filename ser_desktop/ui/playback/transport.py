"""Play head and selection of the shown recording, and which part of it is played."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from ser_desktop.settings import Settings
from ser_desktop.ui.playback.playback import Playback
from ser_desktop.ui.recordings.recording import Recording, Span

END_TOLERANCE_S = 0.05
"""A play head nearer to the end than this restarts at the beginning, in seconds."""


class Transport(QObject):
    """Play head and selection are stored with each recording."""

    position_changed = Signal(float)
    selection_changed = Signal(object)
    """(start, end) in seconds, or None."""
    changed = Signal()
    """Playing started or ended."""
    problem = Signal(object)
    """A message."""

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._recording: Recording | None = None
        self._playback = Playback(settings, self)
        self._playback.changed.connect(self.changed)
        self._playback.moved.connect(self._on_played)
        self._playback.problem.connect(self.problem)

    @property
    def playing(self) -> bool:
        """Whether something is played."""
        return self._playback.active

    def show(self, recording: Recording | None) -> None:
        """Stop playing and switch to another recording."""
        self.stop()
        self._recording = recording

    def emit_all(self) -> None:
        """Emit signals for the selection and the play head."""
        self.clamp_to_clip()
        self.position_changed.emit(self._recording.view.position_s if self._recording else 0.0)

    def clamp_to_clip(self) -> None:
        """Move head and selection inside a recording that turned out shorter."""
        recording = self._recording
        if recording is not None and recording.view.clip is not None:
            duration_s = recording.view.clip.duration_s
            if (
                recording.view.selection_s is not None
                and recording.view.selection_s[1] > duration_s
            ):
                recording.view.selection_s = None
            recording.view.position_s = min(recording.view.position_s, duration_s)
        self.selection_changed.emit(recording.view.selection_s if recording else None)

    # Playing ---------------------------------------------------------------------------------

    def toggle(self) -> None:
        """Play or pause. With the play head in the selection, play only the selection."""
        if self._playback.active:
            self.stop()
            return
        recording = self._recording
        if recording is None or recording.view.clip is None:
            return
        duration_s, span_s = recording.view.clip.duration_s, recording.view.selection_s
        at_end = recording.view.position_s >= duration_s - END_TOLERANCE_S
        if span_s and (at_end or _lies_in(recording.view.position_s, span_s)):
            if not span_s[0] <= recording.view.position_s < span_s[1] - END_TOLERANCE_S:
                recording.view.position_s = span_s[0]
        else:
            # A user who moved the play head elsewhere wants to hear what is there.
            span_s = (0.0, duration_s)
            recording.view.position_s = 0.0 if at_end else recording.view.position_s
        self._playback.start(recording.view.clip, recording.view.position_s, span_s)

    def play_with_lead(self, span_s: Span, lead_s: float) -> None:
        """Play a part and some seconds before it, for comparison."""
        recording = self._recording
        if recording is None or recording.view.clip is None:
            return
        start_s = max(0.0, span_s[0] - lead_s)
        recording.view.position_s = start_s
        self._playback.start(recording.view.clip, start_s, (start_s, span_s[1]))

    def stop(self) -> None:
        """Stop; the play head stays."""
        self._playback.stop()

    def set_loop(self, loop: bool) -> None:
        """Start again at the end, or not."""
        self._playback.set_loop(loop)

    def apply_setting(self, key: str) -> None:
        """Apply a changed speed at once, a changed loudspeaker at the next start."""
        if key == "playback_speed":
            self._playback.apply_speed()
        elif key == "output_device":
            self.stop()

    def close(self) -> None:
        """Stop without a signal."""
        self._playback.close()

    # The play head ---------------------------------------------------------------------------

    def seek(self, position_s: float) -> None:
        """Move the play head."""
        recording = self._recording
        if recording is None or recording.view.clip is None:
            return
        recording.view.position_s = min(max(0.0, position_s), recording.view.clip.duration_s)
        span_s = recording.view.selection_s
        if span_s and not span_s[0] <= recording.view.position_s <= span_s[1]:
            self._playback.set_span((0.0, recording.view.clip.duration_s))
        self._playback.seek(recording.view.position_s)
        self.position_changed.emit(recording.view.position_s)

    def seek_by(self, seconds: float) -> None:
        """Move the play head by some seconds."""
        if self._recording:
            self.seek(self._recording.view.position_s + seconds)

    def _on_played(self, position_s: float) -> None:
        if self._recording is not None and self._recording.view.clip is not None:
            self._recording.view.position_s = position_s
            self.position_changed.emit(position_s)

    # The selection ---------------------------------------------------------------------------

    def choose_span(self, span_s: Span | None) -> None:
        """Select a part, or none. Running playback stays in the part if the head is inside."""
        recording = self._recording
        if recording is None or recording.view.selection_s == span_s:
            return
        recording.view.selection_s = span_s
        self.selection_changed.emit(span_s)
        if not self._playback.active and span_s is not None:
            self.seek(span_s[0])
        elif recording.view.clip is not None:
            whole_s = (0.0, recording.view.clip.duration_s)
            self._playback.keep_to(span_s or whole_s, whole_s)

    def select_from_head(self) -> None:
        """Start the selection at the play head; without a selection it ends with the recording."""
        recording = self._recording
        if recording is not None and recording.view.clip is not None:
            end_s = recording.view.selection_s[1] if recording.view.selection_s else 0.0
            if end_s <= recording.view.position_s:
                end_s = recording.view.clip.duration_s
            self._choose_around_head(recording, (recording.view.position_s, end_s))

    def select_to_head(self) -> None:
        """End the selection at the play head; without a selection it starts with the recording."""
        recording = self._recording
        if recording is not None:
            start_s = recording.view.selection_s[0] if recording.view.selection_s else 0.0
            if start_s >= recording.view.position_s:
                start_s = 0.0
            self._choose_around_head(recording, (start_s, recording.view.position_s))

    def _choose_around_head(self, recording: Recording, span_s: Span) -> None:
        head_s = recording.view.position_s
        if span_s[1] > span_s[0]:
            self.choose_span(span_s)
            if not self._playback.active:
                self.seek(head_s)  # stays, so that the other end can be set from here


def _lies_in(position_s: float, span_s: Span) -> bool:
    """Whether a position lies in a part, or just behind its end after playing it."""
    return span_s[0] <= position_s <= span_s[1] + END_TOLERANCE_S
