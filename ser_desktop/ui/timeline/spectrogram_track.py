"""The spectrogram among the tracks: its picture, its axis, its legend.

A worker computes the visible part.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF

from ser_desktop.audio.clip import Clip
from ser_desktop.audio.live_spectrogram import LiveSpectrogram
from ser_desktop.audio.spectrogram import FLOOR_DB, Spectrogram, SpectrogramOptions, spectrogram
from ser_desktop.settings import Settings
from ser_desktop.ui.timeline.spectrogram_legend import SpectrogramLegend
from ser_desktop.ui.timeline.time_axis import FrequencyAxis, TimeAxis
from ser_desktop.ui.timeline.time_view_box import TimeViewBox
from ser_desktop.ui.toolkit.number_text import frequency_text, signed_text
from ser_desktop.ui.toolkit.workers import Job, Workers

RIGHT_WIDTH = 8
"""Room beside every plot on the right: the last number of the time axis reaches into it."""
LIVE_COLUMNS = 400
MAX_KEPT = 16


@dataclass(frozen=True)
class SpectrogramLook:
    """How the spectrogram is computed and coloured.

    The levels of the colours are those of the settings and not of a recording, so that takes can be
    compared by eye, and a recording looks today as it looked yesterday.
    """

    options: SpectrogramOptions = field(default_factory=SpectrogramOptions)
    top_db: float = -20.0
    range_db: float = 80.0
    colours: str = "magma"

    @classmethod
    def of(cls, settings: Settings) -> SpectrogramLook:
        """Make the look from the settings."""
        options = SpectrogramOptions(
            window_s=settings["spectrogram_window_ms"] / 1000,
            highest_hz=settings["spectrogram_highest_hz"],
            scale=settings["spectrogram_scale"],
        )
        levels = settings["spectrogram_top_db"], settings["spectrogram_range_db"]
        return cls(options, *levels, settings["spectrogram_colours"])


def colour_map(name: str) -> pg.ColorMap:
    """A colour map by the name of the setting; quiet is dark."""
    if name == "grey":
        return pg.ColorMap([0.0, 1.0], [(0, 0, 0), (255, 255, 255)])
    return pg.colormap.get(name)


class SpectrogramTrack:
    """One row of a pyqtgraph layout."""

    def __init__(
        self, layout: pg.GraphicsLayoutWidget, row: int, workers: Workers, look: SpectrogramLook
    ) -> None:
        self._workers, self._look = workers, look
        self._job: Job | None = None
        self.picture: Spectrogram | None = None
        self._live: LiveSpectrogram | None = None
        self._kept: OrderedDict[tuple[object, ...], Spectrogram] = OrderedDict()
        """The last pictures of the shown recording: going back to a view costs nothing."""
        self._axis = FrequencyAxis("left")
        self.plot: pg.PlotItem = layout.addPlot(
            row=row,
            col=0,
            viewBox=TimeViewBox(),
            axisItems={"bottom": TimeAxis("bottom"), "left": self._axis},
        )
        self._image = pg.ImageItem(axisOrder="row-major")
        self.plot.addItem(self._image)
        self.plot.setYRange(0, 45.2, padding=0)
        self._legend = SpectrogramLegend(self.plot.getViewBox())
        self._colour(look.colours)

    def clear(self, has_legend: bool) -> None:
        """Clear the picture."""
        self.cancel()
        self.picture, self._live = None, None
        self._kept.clear()
        self._image.clear()
        self._legend.setVisible(has_legend)

    def request(self, clip: Clip, start_s: float, end_s: float, n_columns: int) -> None:
        """Show a part of a recording; compute it unless it is cached."""
        self.cancel()
        options = self._look.options
        key = (clip, start_s, end_s, n_columns, options)
        if key in self._kept:
            self._kept.move_to_end(key)
            self._show(self._kept[key])
            return

        is_decoded = clip.complete

        def done(picture: Spectrogram) -> None:
            if is_decoded:
                self._kept[key] = picture
                while len(self._kept) > MAX_KEPT:
                    self._kept.popitem(last=False)
            self._show(picture)

        self._job = self._workers.start(
            "pictures", lambda _job: spectrogram(clip, start_s, end_s, n_columns, options), done
        )

    def start_live(self, sample_rate_hz: int, longest_s: float) -> None:
        """Start with an empty scrolling picture."""
        self.clear(has_legend=False)
        step_s = longest_s / LIVE_COLUMNS
        self._live = LiveSpectrogram(sample_rate_hz, step_s, LIVE_COLUMNS, self._look.options)

    def feed_live(self, samples: NDArray[np.float32]) -> None:
        """Append samples of the microphone."""
        if self._live is not None:
            self._live.push(samples)

    def draw_live(self) -> None:
        """Draw the microphone's sound so far."""
        picture = self._live.picture() if self._live else None
        if picture is not None:
            self._show(picture)

    def cancel(self) -> None:
        """Stop computing a picture."""
        if self._job:
            self._job.cancel()
            self._job = None

    def set_look(self, look: SpectrogramLook) -> bool:
        """Change the look. Returns whether the picture has to be computed again."""
        before, self._look = self._look, look
        self._colour(look.colours)
        if before.options != look.options:
            return True
        if self.picture is not None:
            self._show(self.picture)
        return False

    def read_out(self, seconds: float, position: QPointF) -> list[str]:
        """Frequency and level under the pointer, as texts."""
        box, picture = self.plot.getViewBox(), self.picture
        if picture is None or not box.sceneBoundingRect().contains(position):
            return []
        height = box.mapSceneToView(position).y()
        parts = [frequency_text(float(picture.scale.to_hz(max(picture.bottom, height))))]
        n_bands, n_columns = picture.db.shape
        row = int((height - picture.bottom) / (picture.top - picture.bottom) * n_bands)
        column = int((seconds - picture.start_s) / (picture.end_s - picture.start_s) * n_columns)
        if 0 <= row < n_bands and 0 <= column < n_columns:
            parts.append(signed_text(float(picture.db[row, column]), "dB"))
        return parts

    def _show(self, picture: Spectrogram) -> None:
        self._job = None
        self.picture = picture
        top_db, range_db = self._look.top_db, self._look.range_db
        scaled = (picture.db - (top_db - range_db)) * (255.0 / range_db)
        pixels = np.clip(scaled, 0, 255).astype(np.uint8)
        pixels[picture.db <= FLOOR_DB] = 0  # silence, for any range of the colours
        self._image.setImage(pixels, levels=(0, 255), autoLevels=False)
        height = picture.top - picture.bottom
        self._image.setRect(
            QRectF(picture.start_s, picture.bottom, picture.end_s - picture.start_s, height)
        )
        self._axis.set_frequency_scale(picture.scale)
        self.plot.setYRange(picture.bottom, picture.top, padding=0)
        self._legend.show_levels(top_db - range_db, top_db)

    def _colour(self, name: str) -> None:
        colours = colour_map(name)
        # 256 entries of uint8: the default table of floats is far slower (pyqtgraph#3067).
        self._image.setLookupTable(colours.getLookupTable(nPts=256, mode="byte"))
        self._legend.show_colours(colours)
