from __future__ import annotations

import itertools

import numpy as np
import pytest
from PySide6.QtGui import QColor

from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.ui.toolkit.theme import DARK, LIGHT, Theme

# Viénot, Brettel & Mollon 1999, linear RGB: what a deuteranope sees.
DEUTERANOPE = np.array([[0.29275, 0.70725, 0.0], [0.29275, 0.70725, 0.0], [-0.02234, 0.02234, 1.0]])
LEAST_DISTANCE = 18.0
LEAST_CONTRAST = 4.5


def linear(colour: str) -> np.ndarray:
    rgb = np.array(QColor(colour).getRgbF()[:3])
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray) -> np.ndarray:
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    scaled = xyz @ np.clip(rgb, 0, 1) / np.array([0.9505, 1.0, 1.089])
    f = np.where(scaled > 0.008856, np.cbrt(scaled), 7.787 * scaled + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def contrast(a: str, b: str) -> float:
    lights = sorted(float(np.dot(linear(c), [0.2126, 0.7152, 0.0722])) for c in (a, b))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_a_deuteranope_tells_the_emotions_apart(theme: Theme) -> None:
    seen = {
        emotion: lab(DEUTERANOPE @ linear(colour))
        for emotion, colour in zip(EMOTIONS, theme.emotions, strict=True)
    }
    for a, b in itertools.combinations(EMOTIONS, 2):
        assert np.linalg.norm(seen[a] - seen[b]) > LEAST_DISTANCE, (a, b)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_text_can_be_read(theme: Theme) -> None:
    for background in (theme.window, theme.canvas, theme.field, theme.selected, theme.plot):
        assert contrast(theme.text, background) > LEAST_CONTRAST
        assert contrast(theme.muted, background) > LEAST_CONTRAST
