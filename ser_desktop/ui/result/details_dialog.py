"""Acoustic details of the selection: figures, pitch over the spectrum, MFCC, chroma.

The panel stays open beside the window and follows the selection.
"""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ser_desktop.audio.clip import Clip
from ser_desktop.audio.description import (
    HIGHEST_F0_HZ,
    HOP_S,
    LONGEST_S,
    LOWEST_F0_HZ,
    RATE_HZ,
    Description,
    describe,
)
from ser_desktop.errors import SerError
from ser_desktop.ui.timeline.spectrogram_track import colour_map
from ser_desktop.ui.toolkit.announce import show_value
from ser_desktop.ui.toolkit.number_text import frequency_text, position_text
from ser_desktop.ui.toolkit.screen_size import resize_within_screen
from ser_desktop.ui.toolkit.theme import GRID, ThemeManager
from ser_desktop.ui.toolkit.workers import Job, Workers

SETTLE_MS = 300
_HIGHEST_SHOWN_HZ = 4000.0
_NONE = "–"
_ROWS = (
    "Part",
    "Duration",
    "Recorded at",
    "Peak",
    "RMS level",
    "Speech above noise",
    "Median pitch",
    "Pitch range",
    "Spectral centroid",
    "Zero crossings",
)
_NOTES = ("C", "E", "G", "B")
_TITLES = ("Spectrum (Hz, left) and pitch (Hz, right)", "MFCC", "Chroma")
_PITCH_TICKS_HZ = (75, 150, 300, 600)
_NOTE_ROWS = (0, 4, 7, 11)


class DetailsDialog(QDialog):
    """Opened by Ctrl+I."""

    def __init__(
        self, workers: Workers, themes: ThemeManager, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("detailsDialog")
        self.setWindowTitle("Acoustic details")
        resize_within_screen(self, 860, 640)
        self._workers, self._themes = workers, themes
        self._clip: Clip | None = None
        self._span_s: tuple[float, float] | None = None
        self._job: Job | None = None
        self._was_complete = True
        self._values: dict[str, QLabel] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        row.setSpacing(2 * GRID)
        row.addLayout(self._make_figures())
        row.addWidget(self._make_pictures(), 1)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self._ask)
        themes.changed.connect(self._recolour)
        self._recolour()

    def show_clip(self, clip: Clip | None) -> None:
        """Describe another recording, whole until a part of it is chosen."""
        self._clip, self._span_s = clip, None
        self._settle.start()

    def show_more(self) -> None:
        """More of the recording has been decoded: a part of it was described as silence."""
        if self._clip is not None and self._clip.complete and not self._was_complete:
            self._settle.start()

    def show_selection(self, span_s: tuple[float, float] | None) -> None:
        """Describe a part, or all of it."""
        self._span_s = span_s
        self._settle.start()

    def done(self, result: int) -> None:
        """Closed: what is under way is not wanted any more."""
        self._settle.stop()
        self._cancel()
        super().done(result)

    def _ask(self) -> None:
        self._cancel()
        clip = self._clip
        if clip is None:
            self._clear()
            self._say("No recording is shown.")
            return
        if not self.isVisible():
            self._say("")
            return
        start_s, end_s = self._span_s or (0.0, clip.duration_s)
        self._was_complete = clip.complete
        self._say("Working it out…")
        self._job = self._workers.start(
            "details",
            lambda job: describe(clip, start_s, end_s, job.cancelled),
            self._show,
            self._fail,
        )

    def _cancel(self) -> None:
        if self._job:
            self._job.cancel()
            self._job = None

    def _fail(self, error: Exception) -> None:
        self._job = None
        if not isinstance(error, SerError):
            raise error
        self._say(str(error))

    def _say(self, text: str) -> None:
        self._message.setText(text)
        self._message.setVisible(bool(text))

    def _clear(self) -> None:
        for name, value in self._values.items():
            show_value(value, name, _NONE)
        for image in self._images:
            image.clear()
        self._pitch.setData([], [])
        self._show_axes(False)

    def _show(self, found: Description) -> None:
        self._job = None
        end_s = found.start_s + found.duration_s
        values = {
            "Part": f"{position_text(found.start_s)} – {position_text(end_s)}",
            "Duration": f"{found.duration_s:.2f} s",
            "Recorded at": f"{found.sample_rate_hz / 1000:g} kHz, "
            + ("mono" if found.channels == 1 else "stereo"),
            "Peak": f"{found.peak_dbfs:.1f} dBFS",
            "RMS level": f"{found.rms_dbfs:.1f} dBFS",
            "Speech above noise": _NONE if found.snr_db is None else f"about {found.snr_db:.0f} dB",
            "Median pitch": _NONE
            if found.median_f0_hz is None
            else frequency_text(found.median_f0_hz),
            "Pitch range": _pitch_range(found.f0_hz),
            "Spectral centroid": frequency_text(found.centroid_hz),
            "Zero crossings": f"{found.zero_crossing_rate_hz:.0f} a second",
        }
        for name, text in values.items():
            show_value(self._values[name], name, text.replace("-", "−"))
        self._say(f"Only the first {LONGEST_S:.0f} s are described." if found.cut else "")
        n_columns = found.db.shape[1]
        span = (found.start_s, n_columns * HOP_S)
        shown = round(_HIGHEST_SHOWN_HZ / (RATE_HZ / 2) * len(found.db))
        self._draw(0, np.maximum(found.db[:shown], -70), (*span, 0.0, _HIGHEST_SHOWN_HZ))
        times_s = found.start_s + np.arange(len(found.f0_hz)) * HOP_S
        with np.errstate(invalid="ignore"):
            self._pitch.setData(times_s, np.log2(found.f0_hz))
        self._place_pitch()
        self._show_axes(True)
        self._draw(1, found.mfcc[1:], (*span, 0.5, len(found.mfcc) - 0.5))
        self._draw(2, found.chroma, (*span, -0.5, 11.5))
        for plot in self._plots:
            plot.setXRange(found.start_s, end_s, padding=0)

    def _place_pitch(self) -> None:
        self._pitch_box.setGeometry(self._plots[0].getViewBox().sceneBoundingRect())

    def _show_axes(self, shown: bool) -> None:
        """Numbers on the axes only where there is something that they are of."""
        for row, plot in enumerate(self._plots):
            for side in ("left", "bottom"):
                plot.getAxis(side).setStyle(showValues=shown)
            plot.getAxis("right").setStyle(showValues=shown and row == 0)

    def _draw(
        self, at: int, picture: NDArray[np.float32], place: tuple[float, float, float, float]
    ) -> None:
        start_s, width_s, low, high = place
        self._images[at].setImage(picture, autoLevels=True)
        self._images[at].setRect(QRectF(start_s, low, width_s, high - low))
        self._plots[at].setYRange(low, high, padding=0)

    def _make_figures(self) -> QVBoxLayout:
        grid = QGridLayout()
        grid.setVerticalSpacing(GRID // 2)
        for i, name in enumerate(_ROWS):
            title, value = QLabel(name), QLabel(_NONE)
            title.setProperty("role", "muted")
            value.setObjectName(f"detail{name.title().replace(' ', '')}")
            value.setAccessibleName(name)
            value.setAlignment(Qt.AlignmentFlag.AlignRight)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(title, i, 0)
            grid.addWidget(value, i, 1)
            self._values[name] = value
        self._message = QLabel()
        self._message.setObjectName("detailsMessage")
        self._message.setProperty("role", "tip")
        self._message.setWordWrap(True)
        self._message.setFixedWidth(250)
        column = QVBoxLayout()
        column.addLayout(grid)
        column.addWidget(self._message)
        column.addStretch(1)
        return column

    def _make_pictures(self) -> QWidget:
        view = pg.GraphicsLayoutWidget()
        view.setAccessibleName("Spectrum with pitch, MFCC, chroma")
        self._plots: list[pg.PlotItem] = []
        self._images: list[pg.ImageItem] = []
        for row, title in enumerate(_TITLES):
            plot = view.addPlot(row=row, col=0, title=title)
            plot.hideButtons()
            plot.setMouseEnabled(x=False, y=False)
            plot.setMenuEnabled(False)
            plot.getAxis("left").setWidth(48)
            plot.getAxis("left").enableAutoSIPrefix(False)
            plot.getAxis("bottom").enableAutoSIPrefix(False)
            plot.showAxis("right")
            plot.getAxis("right").setWidth(40)
            plot.getAxis("right").setStyle(showValues=row == 0)
            image = pg.ImageItem(axisOrder="row-major")
            image.setLookupTable(colour_map("magma").getLookupTable(nPts=256, mode="byte"))
            plot.addItem(image)
            self._plots.append(plot)
            self._images.append(image)
        self._plots[2].getAxis("left").setTicks([list(zip(_NOTE_ROWS, _NOTES, strict=True))])
        self._plots[2].setLabel("bottom", "seconds")
        # Where there is no pitch the curve has a gap.
        self._pitch = pg.PlotCurveItem(connect="finite")
        self._pitch_box = pg.ViewBox(enableMenu=False)
        self._pitch_box.setMouseEnabled(x=False, y=False)
        self._pitch_box.setYRange(np.log2(LOWEST_F0_HZ), np.log2(HIGHEST_F0_HZ), padding=0)
        self._pitch_box.addItem(self._pitch)
        self._pitch_box.setZValue(10)  # above the picture
        first = self._plots[0]
        first.scene().addItem(self._pitch_box)
        first.getAxis("right").linkToView(self._pitch_box)
        first.getAxis("right").setTicks([[(np.log2(hz), f"{hz}") for hz in _PITCH_TICKS_HZ]])
        self._pitch_box.setXLink(first)
        first.getViewBox().sigResized.connect(self._place_pitch)
        self._show_axes(False)
        self._view = view
        widget: QWidget = view
        return widget

    def _recolour(self) -> None:
        theme = self._themes.theme
        self._view.setBackground(theme.window)
        self._pitch.setPen(pg.mkPen("#56d4ff", width=3))
        for plot in self._plots:
            plot.titleLabel.setText(plot.titleLabel.text, color=theme.muted)
            for side in ("left", "bottom", "right"):
                plot.getAxis(side).setPen(pg.mkPen(theme.border))
                plot.getAxis(side).setTextPen(pg.mkPen(theme.muted))


def _pitch_range(f0_hz: NDArray[np.float64]) -> str:
    voiced = f0_hz[np.isfinite(f0_hz)]
    if not len(voiced):
        return _NONE
    # A few frames an octave off are the tracker's, not the speaker's.
    low, high = np.quantile(voiced, [0.05, 0.95])
    return f"{frequency_text(float(low))} – {frequency_text(float(high))}"
