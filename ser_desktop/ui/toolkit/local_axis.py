"""Axes of pictures whose numbers are written as the language of the window writes them."""

from __future__ import annotations

from collections.abc import Sequence

import pyqtgraph as pg

from ser_desktop.texts.messages import localised


class LocalAxis(pg.AxisItem):
    """pyqtgraph's axis with the decimal point of the language."""

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """Return the numbers as text."""
        return [localised(text) for text in super().tickStrings(values, scale, spacing)]


def local_axes() -> dict[str, LocalAxis]:
    """Return the axes that a plot shows."""
    return {side: LocalAxis(side) for side in ("left", "bottom")}
