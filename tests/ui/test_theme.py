from __future__ import annotations

import itertools
from collections import Counter

import numpy as np
import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QComboBox
from pytestqt.qtbot import QtBot

from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.ui.toolkit.emotion_colours import readable_on
from ser_desktop.ui.toolkit.theme import DARK, EDGE_DARKER, LIGHT, Theme, ThemeManager

# Viénot, Brettel & Mollon 1999, linear RGB: what a deuteranope sees.
DEUTERANOPE = np.array([[0.29275, 0.70725, 0.0], [0.29275, 0.70725, 0.0], [-0.02234, 0.02234, 1.0]])
MIN_DISTANCE = 18.0
MIN_CONTRAST, MIN_GRAPHIC_CONTRAST = 4.5, 3.0
"""WCAG 2.2 AA: of text (1.4.3), of what a control or a picture is known by (1.4.11)."""


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
        assert np.linalg.norm(seen[a] - seen[b]) > MIN_DISTANCE, (a, b)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_text_can_be_read(theme: Theme) -> None:
    for background in (theme.window, theme.canvas, theme.field, theme.selected, theme.plot):
        assert contrast(theme.text, background) > MIN_CONTRAST
        assert contrast(theme.muted, background) > MIN_CONTRAST


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_text_in_colours_can_be_read(theme: Theme) -> None:
    assert contrast("#ffffff", theme.record) > MIN_CONTRAST
    assert contrast(theme.on_accent, theme.accent) > MIN_CONTRAST
    for background in (theme.window, theme.canvas, theme.plot, theme.field):
        assert contrast(theme.accent, background) > MIN_CONTRAST, "links"
    for background in (theme.window, theme.selected):
        assert contrast(theme.trouble, background) > MIN_CONTRAST
    for colour in (*theme.emotions, *theme.own):
        assert contrast(readable_on(QColor(colour)).name(), colour) > MIN_CONTRAST, colour


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_controls_and_pictures_can_be_seen(theme: Theme) -> None:
    for background in (theme.window, theme.canvas, theme.plot, theme.field):
        for colour in (theme.control, theme.accent, theme.warning):
            assert contrast(colour, background) > MIN_GRAPHIC_CONTRAST, (colour, background)
    for colour in (theme.waveform, theme.playhead):
        assert contrast(colour, theme.plot) > MIN_GRAPHIC_CONTRAST
    for colour in (*theme.emotions, *theme.own):
        # On white, pale colours have an outline.
        edge = colour if theme.dark else QColor(colour).darker(EDGE_DARKER).name()
        assert contrast(edge, theme.plot) > MIN_GRAPHIC_CONTRAST, colour


@pytest.mark.parametrize("appearance", ["dark", "light"])
def test_the_chosen_row_of_an_open_list_can_be_read(
    appearance: str, qapp: QApplication, qtbot: QtBot
) -> None:
    themes = ThemeManager(qapp, appearance)
    box = QComboBox()
    qtbot.addWidget(box)
    box.addItems(["neutral", "happy"])
    box.setCurrentIndex(1)
    box.show()
    box.showPopup()
    view = box.view()
    row = view.visualRect(box.model().index(1, 0))
    assert row.height() >= 24, "as easy to hit as a button (WCAG 2.5.8)"
    picture = view.viewport().grab(row).toImage()
    colours = Counter(
        picture.pixelColor(x, y).name()
        for x in range(2, picture.width() - 2)
        for y in range(2, picture.height() - 2)
    )
    box.hidePopup()
    qapp.styleHints().colorSchemeChanged.disconnect(themes._apply)
    qapp.setStyleSheet("")
    behind = colours.most_common(1)[0][0]
    assert behind == themes.theme.accent
    assert max(contrast(behind, colour) for colour in colours) >= 4.5, "the word is not seen"
