"""Three pictures of a part of a recording: spectrogram with pitch, MFCC, chroma."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtWidgets import QWidget

from ser_desktop.audio.description import HOP_S, MAX_F0_HZ, MIN_F0_HZ, RATE_HZ, Description
from ser_desktop.texts.messages import Message
from ser_desktop.ui.timeline.spectrogram_track import colour_map
from ser_desktop.ui.toolkit.accessible_role import CHART
from ser_desktop.ui.toolkit.local_axis import local_axes
from ser_desktop.ui.toolkit.theme import ThemeManager

MAX_SHOWN_HZ = 4000.0
MIN_SHOWN_DB = -70
_SPECTRUM, _MFCC, _CHROMA = 0, 1, 2
_TITLES = ("details.spectrum_title", "details.mfcc_title", "details.chroma_title")
_NOTES = ((0, "C"), (4, "E"), (7, "G"), (11, "B"))
_PITCH_TICKS_HZ = (75, 150, 300, 600)
_PITCH_COLOUR = "#56d4ff"

Place = tuple[float, float, float, float]
"""Start and width in seconds, lowest and highest value on the vertical axis."""


class DetailsPictures(pg.GraphicsLayoutWidget):
    """Three plots with a common time axis."""

    ACCESSIBLE_ROLE = CHART

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(str(Message("details.pictures")))
        # Time runs from left to right in every language.
        self.ci.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._themes = themes
        self._plots: list[pg.PlotItem] = []
        self._images: list[pg.ImageItem] = []
        for row, title in enumerate(_TITLES):
            self._add_plot(row, str(Message(title)))
        self._plots[_CHROMA].getAxis("left").setTicks([list(_NOTES)])
        self._plots[_CHROMA].setLabel("bottom", str(Message("details.seconds")))
        self._add_pitch(self._plots[_SPECTRUM])
        self._show_numbers(False)
        themes.changed.connect(self._recolour)
        self._recolour()

    def clear_pictures(self) -> None:
        """Show nothing."""
        for image in self._images:
            image.clear()
        self._pitch.setData([], [])
        self._show_numbers(False)

    def show_description(self, d: Description) -> None:
        """Draw a part."""
        span_s = (d.start_s, d.db.shape[1] * HOP_S)
        n_rows = round(MAX_SHOWN_HZ / (RATE_HZ / 2) * len(d.db))
        spectrum = np.maximum(d.db[:n_rows], MIN_SHOWN_DB)
        self._draw(_SPECTRUM, spectrum, (*span_s, 0.0, MAX_SHOWN_HZ))
        times_s = d.start_s + np.arange(len(d.f0_hz)) * HOP_S
        with np.errstate(invalid="ignore"):  # unvoiced frames have no pitch
            self._pitch.setData(times_s, np.log2(d.f0_hz))
        self._place_pitch()
        self._show_numbers(True)
        self._draw(_MFCC, d.mfcc[1:], (*span_s, 0.5, len(d.mfcc) - 0.5))
        self._draw(_CHROMA, d.chroma, (*span_s, -0.5, 11.5))
        for plot in self._plots:
            plot.setXRange(d.start_s, d.start_s + d.duration_s, padding=0)

    def _draw(self, at: int, picture: NDArray[np.float32], place: Place) -> None:
        start_s, width_s, low, high = place
        self._images[at].setImage(picture, autoLevels=True)
        self._images[at].setRect(QRectF(start_s, low, width_s, high - low))
        self._plots[at].setYRange(low, high, padding=0)

    def _add_plot(self, row: int, title: str) -> None:
        plot = self.addPlot(row=row, col=0, title=title, axisItems=local_axes())
        plot.hideButtons()
        plot.setMouseEnabled(x=False, y=False)
        plot.setMenuEnabled(False)
        plot.getAxis("left").setWidth(48)
        plot.getAxis("left").enableAutoSIPrefix(False)
        plot.getAxis("bottom").enableAutoSIPrefix(False)
        plot.showAxis("right")
        plot.getAxis("right").setWidth(40)
        plot.getAxis("right").setStyle(showValues=row == _SPECTRUM)
        image = pg.ImageItem(axisOrder="row-major")
        image.setLookupTable(colour_map("magma").getLookupTable(nPts=256, mode="byte"))
        plot.addItem(image)
        self._plots.append(plot)
        self._images.append(image)

    def _add_pitch(self, plot: pg.PlotItem) -> None:
        """Draw the pitch over the spectrogram with its own axis; unvoiced frames leave gaps."""
        self._pitch = pg.PlotCurveItem(connect="finite")
        self._pitch_box = pg.ViewBox(enableMenu=False)
        self._pitch_box.setMouseEnabled(x=False, y=False)
        self._pitch_box.setYRange(np.log2(MIN_F0_HZ), np.log2(MAX_F0_HZ), padding=0)
        self._pitch_box.addItem(self._pitch)
        self._pitch_box.setZValue(10)  # above the picture
        plot.scene().addItem(self._pitch_box)
        plot.getAxis("right").linkToView(self._pitch_box)
        plot.getAxis("right").setTicks([[(np.log2(hz), f"{hz}") for hz in _PITCH_TICKS_HZ]])
        self._pitch_box.setXLink(plot)
        plot.getViewBox().sigResized.connect(self._place_pitch)

    def _place_pitch(self) -> None:
        self._pitch_box.setGeometry(self._plots[_SPECTRUM].getViewBox().sceneBoundingRect())

    def _show_numbers(self, shown: bool) -> None:
        """Show numbers on the axes while there is a picture."""
        for row, plot in enumerate(self._plots):
            for side in ("left", "bottom"):
                plot.getAxis(side).setStyle(showValues=shown)
            plot.getAxis("right").setStyle(showValues=shown and row == _SPECTRUM)

    def _recolour(self) -> None:
        theme = self._themes.theme
        self.setBackground(theme.window)
        self._pitch.setPen(pg.mkPen(_PITCH_COLOUR, width=3))
        for plot in self._plots:
            plot.titleLabel.setText(plot.titleLabel.text, color=theme.muted)
            for side in ("left", "bottom", "right"):
                plot.getAxis(side).setPen(pg.mkPen(theme.border))
                plot.getAxis(side).setTextPen(pg.mkPen(theme.muted))
