"""Acoustic figures of a part of a recording."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from ser_desktop.audio.description import Description
from ser_desktop.texts.messages import Message, localised
from ser_desktop.ui.toolkit.announce import show_value
from ser_desktop.ui.toolkit.number_text import frequency_text, position_text, signed_text
from ser_desktop.ui.toolkit.theme import GRID

NO_VALUE = "–"
FIGURES = (
    "part",
    "duration",
    "format",
    "peak",
    "rms",
    "snr",
    "pitch",
    "pitch_range",
    "centroid",
    "zero_crossings",
)


class DetailsFigures(QWidget):
    """Two columns: names and values."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.values: dict[str, QLabel] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(GRID // 2)
        for row, key in enumerate(FIGURES):
            name = _name(key)
            title, value = QLabel(name), QLabel(NO_VALUE)
            title.setProperty("role", "muted")
            value.setObjectName(f"detail_{key}")
            value.setAccessibleName(name)
            value.setAlignment(Qt.AlignmentFlag.AlignRight)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(title, row, 0)
            grid.addWidget(value, row, 1)
            self.values[key] = value

    def clear(self) -> None:
        """Show no values."""
        for key, value in self.values.items():
            show_value(value, _name(key), NO_VALUE)

    def show_description(self, description: Description) -> None:
        """Show the values of a part."""
        for key, text in _texts(description).items():
            show_value(self.values[key], _name(key), text)


def _name(key: str) -> str:
    return str(Message(f"details.{key}"))


def _texts(d: Description) -> dict[str, str]:
    end_s = d.start_s + d.duration_s
    channels = "details.mono" if d.channels == 1 else "details.stereo"
    snr = NO_VALUE if d.snr_db is None else Message("details.about_db", db=round(d.snr_db))
    return {
        "part": f"{position_text(d.start_s)} – {position_text(end_s)}",
        "duration": localised(f"{d.duration_s:.2f} s"),
        "format": str(Message(channels, rate=localised(f"{d.sample_rate_hz / 1000:g} kHz"))),
        "peak": signed_text(d.peak_dbfs, "dBFS", 1),
        "rms": signed_text(d.rms_dbfs, "dBFS", 1),
        "snr": str(snr).replace("-", "−"),
        "pitch": NO_VALUE if d.median_f0_hz is None else frequency_text(d.median_f0_hz),
        "pitch_range": _pitch_range(d.f0_hz),
        "centroid": frequency_text(d.centroid_hz),
        "zero_crossings": str(Message("details.per_second", n=round(d.zero_crossing_rate_hz))),
    }


def _pitch_range(f0_hz: NDArray[np.float64]) -> str:
    voiced = f0_hz[np.isfinite(f0_hz)]
    if not len(voiced):
        return NO_VALUE
    # Percentiles, since single frames an octave off are errors of the tracker.
    low, high = np.quantile(voiced, [0.05, 0.95])
    return f"{frequency_text(float(low))} – {frequency_text(float(high))}"
