"""The lanes below the sound in their fixed order: which are open, and how high they are.

Every recording has every lane, whether it has something to show or not, so that the rows stay where
the eye looks for them (decision 46).
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ser_desktop.texts.messages import Message
from ser_desktop.ui.timeline.annotation_track import AnnotationTrack
from ser_desktop.ui.timeline.emotion_tracks import (
    MIN_RIBBON_HEIGHT,
    MIN_STACK_HEIGHT,
    RIBBON_HEIGHT,
    STACK_HEIGHT,
    EmotionTracks,
)
from ser_desktop.ui.timeline.lane import LANE_GAP, Lane
from ser_desktop.ui.timeline.lane_bar import bar_height
from ser_desktop.ui.timeline.lane_room import Choice, LaneNeed, share_out
from ser_desktop.ui.timeline.overview import HEIGHT, Overview
from ser_desktop.ui.timeline.speaker_track import SpeakerTrack

LANES = ("whole", "model", "probabilities", "annotations", "speakers")
"""From top to bottom."""


class Lanes(QObject):
    """Opens, closes and sizes the lanes of one timeline.

    Args:
        widget: the timeline, whose height is shared out.
        overview: the strip of the whole recording.
        emotions: ribbon and stack of each channel.
        annotations: the lane of annotations.
        speakers: the lanes of speakers.
        sound_height: height that waveform and spectrogram keep, in pixels.
    """

    chosen = Signal(str, bool)
    """The user opened or closed a lane: its key, and whether it is open."""
    fitted = Signal()
    """Lanes may have been opened or closed."""
    search_wanted = Signal()
    """The user wants speakers to be found."""

    def __init__(
        self,
        widget: QWidget,
        overview: Overview,
        emotions: Sequence[EmotionTracks],
        annotations: AnnotationTrack,
        speakers: SpeakerTrack,
        sound_height: int,
    ) -> None:
        super().__init__(widget)
        self._widget, self._sound_height = widget, sound_height
        self._annotations, self._speakers = annotations, speakers
        self._rows: dict[str, list[Lane]] = {
            "whole": [overview.lane],
            "model": [tracks.ribbon for tracks in emotions],
            "probabilities": [tracks.stack for tracks in emotions],
            "annotations": [annotations.lane],
            "speakers": [speakers.lane],
        }
        self._choices: dict[str, Choice] = {}
        self.n_channels = 1
        self.is_live = False
        """Whether the microphone is shown: nothing to annotate or to look over then."""
        for key, rows in self._rows.items():
            for lane in rows:
                lane.toggled.connect(lambda key=key: self._on_toggled(key))

    @property
    def all(self) -> list[Lane]:
        """The rows of every lane."""
        return [lane for rows in self._rows.values() for lane in rows]

    def is_open(self, key: str) -> bool:
        """Whether a lane is open."""
        return self._rows[key][0].shown

    def set_choices(self, opened: Sequence[str], closed: Sequence[str]) -> None:
        """Set which lanes the user opened and closed; the others follow the room."""
        self._choices = {**dict.fromkeys(opened, "open"), **dict.fromkeys(closed, "closed")}
        self.fit()

    def toggle(self, key: str) -> None:
        """Open a lane, or close it."""
        is_open = not self.is_open(key)
        self._choices[key] = "open" if is_open else "closed"
        self.fit()
        self.chosen.emit(key, is_open)

    def fit(self) -> None:
        """Share out the height of the timeline."""
        self._name_speakers()
        room = self._widget.height() - self._sound_height
        heights = share_out(room, self._needs(), bar_height(), LANE_GAP)
        for key, rows in self._rows.items():
            n_rows = self.n_channels if key in ("model", "probabilities") else 1
            for number, lane in enumerate(rows):
                lane.place(heights.get(key) if number < n_rows else None)
        self.fitted.emit()

    def _needs(self) -> list[LaneNeed]:
        """Return the needs of the lanes, the most important first."""
        n, choices, annotations = self.n_channels, self._choices, self._annotations
        model = LaneNeed("model", RIBBON_HEIGHT, MIN_RIBBON_HEIGHT, n, choices.get("model", ""))
        stack = LaneNeed(
            "probabilities", STACK_HEIGHT, MIN_STACK_HEIGHT, n, choices.get("probabilities", "")
        )
        if self.is_live:
            return [model, stack]
        whole = LaneNeed("whole", HEIGHT, HEIGHT, 1, choices.get("whole", ""))
        wanted, least = annotations.wanted_height, annotations.least_height
        yours = LaneNeed("annotations", wanted, least, 1, choices.get("annotations", ""))
        wanted, least = self._speakers.wanted_height, self._speakers.least_height
        speakers = LaneNeed("speakers", wanted, least, 1, choices.get("speakers", ""))
        return [model, whole, yours, speakers, stack]

    def _name_speakers(self) -> None:
        name, has_any = str(Message("timeline.lane_speakers")), self._speakers.wanted_height > 0
        self._speakers.lane.set_name(name, "" if has_any else str(Message("result.find_speakers")))

    def _on_toggled(self, key: str) -> None:
        if key == "speakers" and not self._speakers.wanted_height:
            self.search_wanted.emit()
        else:
            self.toggle(key)
