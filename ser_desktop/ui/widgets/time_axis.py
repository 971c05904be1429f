"""Axes that write times as people say them and mels as frequencies."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg

from ser_desktop.audio.mel import hz_to_mel, mel_to_hz
from ser_desktop.ui.words import duration_text

_HZ_TICKS = (0, 250, 500, 1000, 2000, 4000, 8000, 16000)


class TimeAxis(pg.AxisItem):
    """Seconds below a minute, minutes and hours above."""

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """Labels of the ticks."""
        texts = []
        for value in values:
            if value >= 60 or (values and values[-1] >= 60):
                texts.append(duration_text(value) if value >= 60 else f"0:{int(value):02d}")
            else:
                digits = max(0, -int(np.floor(np.log10(spacing)))) if spacing < 1 else 0
                texts.append(f"{value:.{digits}f} s")
        return texts


class MelAxis(pg.AxisItem):
    """A mel axis labelled in Hz."""

    def tickValues(self, low: float, high: float, size: int) -> list[tuple[float, list[float]]]:
        """Ticks at round frequencies that have room."""
        chosen: list[float] = []
        for hz in _HZ_TICKS:
            mel = float(hz_to_mel(hz))
            if low - 0.01 <= mel <= high + 0.01 and (
                not chosen or (mel - chosen[-1]) / max(high - low, 1e-9) * size > 22
            ):
                chosen.append(mel)
        return [(1.0, chosen)]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """Hz below 1 kHz, kHz above."""
        texts = []
        for mel in values:
            hz = round(float(mel_to_hz(mel)))
            texts.append(f"{hz // 1000} kHz" if hz >= 1000 else f"{hz} Hz")
        return texts
