"""Draws the sound of the microphone into the tracks of the timeline, scrolling."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ser_desktop.audio.live_sound import LiveSound
from ser_desktop.emotion.model_info import ModelInfo
from ser_desktop.emotion.results import Window
from ser_desktop.ui.timeline.emotion_tracks import EmotionTracks
from ser_desktop.ui.timeline.markers import Markers
from ser_desktop.ui.timeline.spectrogram_track import SpectrogramTrack
from ser_desktop.ui.timeline.visible_time import VisibleTime
from ser_desktop.ui.timeline.waveform_track import WaveformTrack

LIVE_S = 10.0
"""Visible time in seconds."""
DRAW_EVERY_S = 0.1
"""Scrolling repaints everything; more often costs more of a core than it is worth."""


class LiveTimeline:
    """Draws into tracks that the timeline view owns."""

    def __init__(
        self,
        waveform: WaveformTrack,
        spectrogram: SpectrogramTrack,
        emotions: EmotionTracks,
        markers: Markers,
        time: VisibleTime,
    ) -> None:
        self._waveform, self._spectrogram, self._emotions = waveform, spectrogram, emotions
        self._markers, self._time = markers, time
        self._sound: LiveSound | None = None
        self._drawn_s = 0.0
        self._undrawn: tuple[list[Window], ModelInfo] | None = None

    def start(self) -> None:
        """Begin with an empty picture."""
        self._sound, self._drawn_s, self._undrawn = None, 0.0, None
        self._time.remove_limit()

    def feed(self, samples: NDArray[np.float32], sample_rate_hz: int) -> None:
        """Append samples of the microphone; times count from the first sample."""
        if self._sound is None:
            self._sound = LiveSound(sample_rate_hz, LIVE_S)
            self._spectrogram.start_live(sample_rate_hz, LIVE_S)
        self._sound.push(samples)
        self._spectrogram.feed_live(samples)
        if self._sound.end_s - self._drawn_s >= DRAW_EVERY_S:
            self._drawn_s = self._sound.end_s
            self._draw(self._sound)

    def show_windows(self, windows: Sequence[Window], info: ModelInfo) -> None:
        """Show emotions of the visible seconds, with the next picture of the sound."""
        end_s = windows[-1].end_s
        recent = [window for window in windows if window.end_s > end_s - LIVE_S - info.window_s]
        self._undrawn = recent, info

    def _draw(self, sound: LiveSound) -> None:
        self._waveform.draw_extremes(*sound.waveform())
        self._time.show(max(0.0, sound.end_s - LIVE_S), max(LIVE_S, sound.end_s))
        self._markers.set_position(sound.end_s)
        self._spectrogram.draw_live()
        if self._undrawn is not None:
            windows, info = self._undrawn
            self._emotions.show_windows(windows, info, windows[0].start_s, windows[-1].end_s)
            self._undrawn = None
