"""Axes for clock times, and for frequencies of any scale in Hz."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QApplication

from ser_desktop.audio.frequency_scale import SCALES, FrequencyScale
from ser_desktop.texts.messages import localised
from ser_desktop.ui.toolkit.number_text import clock_text

_HZ_TICKS = (0, 50, 125, 250, 500, 1000, 2000, 4000, 8000, 16000)
_CLOCK_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400)
_TICK_PIXELS = 90
_LINE_HEIGHTS = 1.3
"""From one frequency to the next: below that, their texts touch."""


class TimeAxis(pg.AxisItem):
    """Seconds below a minute, minutes and hours above."""

    def tickSpacing(self, low: float, high: float, size: int) -> list[tuple[float, float]]:
        """Return steps of a clock from one second up, and pyqtgraph's own below."""
        room = max(2, size / _TICK_PIXELS)
        wanted_s = (high - low) / room
        if wanted_s < 1:
            steps: list[tuple[float, float]] = super().tickSpacing(low, high, size)
            return [item for item in steps if item[0] < 60]
        return [(next((step for step in _CLOCK_S if step >= wanted_s), _CLOCK_S[-1]), 0.0)]

    def generateDrawSpecs(self, p: QPainter) -> Any:
        """Move the last label to the left where it would leave the plot."""
        specs = super().generateDrawSpecs(p)
        if specs is None:
            return None
        axis, ticks, texts = specs
        right = float(self.mapRectFromParent(self.geometry()).right())
        return axis, ticks, [(within(box, right), flags, text) for box, flags, text in texts]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """Return labels with enough digits to distinguish neighbouring ticks."""
        digits = max(0, -int(np.floor(np.log10(spacing)))) if spacing < 1 else 0
        beyond_a_minute = len(values) > 0 and values[-1] >= 60
        return [
            clock_text(value, digits) if beyond_a_minute else localised(f"{value:.{digits}f} s")
            for value in values
        ]


def within(box: QRectF, right: float) -> QRectF:
    """Return a box that ends at an edge, or farther to the left."""
    return box.translated(min(0.0, right - box.right()), 0.0)


class FrequencyAxis(pg.AxisItem):
    """An axis of any frequency scale, labelled in Hz."""

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation)
        self._scale = SCALES["mel"]

    def set_frequency_scale(self, scale: FrequencyScale) -> None:
        """Change the scale."""
        self._scale = scale
        self.picture = None
        self.update()

    def tickValues(self, low: float, high: float, size: int) -> list[tuple[float, list[float]]]:
        """Return ticks at round frequencies, as many as fit."""
        chosen: list[float] = []
        room = _LINE_HEIGHTS * QFontMetrics(QApplication.font()).height()
        for hz in _HZ_TICKS:
            position = float(self._scale.to_position(hz))
            if low - 0.01 <= position <= high + 0.01 and (
                not chosen or (position - chosen[-1]) / max(high - low, 1e-9) * size > room
            ):
                chosen.append(position)
        return [(1.0, chosen)]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """Hz below 1 kHz, kHz above."""
        texts = []
        for position in values:
            hz = round(float(self._scale.to_hz(position)))
            texts.append(f"{hz // 1000} kHz" if hz >= 1000 else f"{hz} Hz")
        return texts
