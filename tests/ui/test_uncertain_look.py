"""*Uncertain* looks like no emotion, in both themes; narrow pieces hold no stray letters."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QColor, QImage, QPainter, QTransform
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ser_desktop.emotion.labels import EMOTIONS, NO_SPEECH, UNCERTAIN
from ser_desktop.emotion.results import Segment
from ser_desktop.emotion.stretches import stretches_of
from ser_desktop.texts.messages import emotion_name
from ser_desktop.ui.result.emotion_bars import EmotionBars
from ser_desktop.ui.timeline.ribbon_layout import layout_of
from ser_desktop.ui.timeline.ribbon_painter import paint_box, paint_ribbon, parts_between
from ser_desktop.ui.timeline.stack_item import _runs, place_for_name
from ser_desktop.ui.toolkit.emotion_colours import colour_of, relative_luminance
from ser_desktop.ui.toolkit.theme import DARK, LIGHT, Theme, ThemeManager
from tests.support.made_analysis import made_analysis

MIN_CONTRAST = 3.0
"""Of graphics that are needed to understand a picture (WCAG 2, AA)."""


def contrast(a: QColor, b: QColor) -> float:
    low, high = sorted((relative_luminance(a), relative_luminance(b)))
    return (high + 0.05) / (low + 0.05)


@pytest.fixture
def painted(qapp: QApplication) -> Iterator[tuple[QImage, QPainter]]:
    image = QImage(400, 40, QImage.Format.Format_RGB32)
    image.fill(QColor("#000000"))
    painter = QPainter(image)
    painter.setFont(QApplication.font())
    yield image, painter
    painter.end()


def colours(image: QImage, area: QRectF) -> set[str]:
    box = area.toRect()
    return {
        image.pixelColor(x, y).name()
        for x in range(box.left(), box.right() + 1)
        for y in range(box.top(), box.bottom() + 1)
    }


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize("width", [30, 160])
def test_uncertain_is_hatched_and_readable(
    theme: Theme, width: int, painted: tuple[QImage, QPainter]
) -> None:
    image, painter = painted
    box = QRectF(10, 5, width, 26)
    paint_box(painter, box, box, UNCERTAIN, theme)
    seen = colours(image, box.adjusted(4, 4, -4, -4))
    ground = QColor(theme.plot)
    assert ground.name() in seen
    assert max(contrast(QColor(name), ground) for name in seen) >= MIN_CONTRAST
    neutral = colour_of("neutral", theme)
    assert neutral is not None
    assert neutral.name() not in seen, "not neutral's grey"


@pytest.mark.parametrize("label", EMOTIONS)
def test_a_narrow_box_holds_no_letter(label: str, painted: tuple[QImage, QPainter]) -> None:
    image, painter = painted
    box = QRectF(10, 5, painter.fontMetrics().horizontalAdvance(emotion_name(label)) - 2, 26)
    paint_box(painter, box, box, label, DARK)
    colour = colour_of(label, DARK)
    assert colour is not None
    assert colours(image, box.adjusted(4, 4, -4, -4)) == {colour.name()}
    wide = box.adjusted(0, 0, 40, 0)
    paint_box(painter, wide, wide, label, DARK)
    assert len(colours(image, wide.adjusted(4, 4, -4, -4))) > 1, "with room there is its name"


def test_quick_changes_fill_the_whole_lane(painted: tuple[QImage, QPainter]) -> None:
    image, painter = painted
    labels = [*["happy"] * 40, *["angry", "sad"] * 20, UNCERTAIN, *["happy"] * 19]
    segments = [Segment(float(i), i + 1.0, label, 0.8, 0.5) for i, label in enumerate(labels)]
    shown = QRectF(0, 0, 100, 1)
    layout = layout_of(segments, stretches_of(segments), shown, 4.0)
    assert layout.is_dense
    lane = QRectF(0, 5, 400, 26)
    paint_ribbon(painter, layout, QTransform.fromScale(4.0, 1.0), lane, DARK)
    high = lane.top() + 3
    for second in (45, 50, 60, 75):  # of the quick changes
        colour = colour_of(labels[second], DARK)
        assert colour is not None
        assert image.pixelColor(int(second * 4 + 2), int(high)) == colour, second
        assert image.pixelColor(int(second * 4 + 2), int(lane.bottom() - 2)) == colour
    assert image.pixelColor(80 * 4 + 2, int(high)) == QColor("#000000"), "uncertain is lower"


def test_what_no_stretch_covers() -> None:
    segments = [Segment(0.0, 4.0, "sad", 0.8, 0.5), Segment(6.0, 9.0, "happy", 0.8, 0.5)]
    stretches = stretches_of(segments)
    assert parts_between((3.0, 10.0, "angry"), stretches) == [
        (4.0, 6.0, "angry"),
        (9.0, 10.0, "angry"),
    ]
    assert parts_between((1.0, 2.0, "angry"), stretches) == []
    assert parts_between((1.0, 2.0, "angry"), []) == [(1.0, 2.0, "angry")]


def test_a_name_in_the_stack_lies_inside_of_its_area() -> None:
    analysis = made_analysis([("sad", 0.9)] * 10 + [("happy", 0.9)] * 3)
    (run,) = _runs(analysis.windows, 0.0, 13.0)
    to_pixels = QTransform(30, 0, 0, -60, 0, 60)
    sad, happy = analysis.model.labels.index("sad"), analysis.model.labels.index("happy")
    place = place_for_name(run, sad, to_pixels, QSizeF(60, 16))
    assert place is not None
    middle_s = place.center().x() / 30
    assert 1.0 <= middle_s <= 9.0
    assert QRectF(0, 0, 13 * 30, 60).contains(place)
    assert place_for_name(run, happy, to_pixels, QSizeF(200, 16)) is None, "too wide"
    assert place_for_name(run, happy, to_pixels, QSizeF(20, 61)) is None, "too high"
    low = analysis.model.labels.index("calm")
    assert place_for_name(run, low, to_pixels, QSizeF(20, 16)) is None, "its area is a line"
    assert to_pixels.map(QPointF(0, 1)).y() == 0


def test_the_bars_name_every_look_and_keep_their_rows(themes: ThemeManager, qtbot: QtBot) -> None:
    bars = EmotionBars(themes)
    qtbot.addWidget(bars)
    bars.set_probabilities(made_analysis(["sad"] * 3).overall.probabilities)
    assert bars.rows() == [*EMOTIONS, UNCERTAIN]
    height = bars.sizeHint().height()
    assert emotion_name(UNCERTAIN) not in bars.text(), "doubt has no probability"
    bars.set_shares({"sad": 0.7, UNCERTAIN: 0.3})
    assert bars.sizeHint().height() == height, "nothing jumps"
    assert emotion_name(UNCERTAIN) in bars.text()
    assert NO_SPEECH not in bars.rows()
