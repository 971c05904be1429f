"""Texts of the timeline that touch nothing: labels of axes, sentences in empty lanes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pyqtgraph as pg
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ser_desktop.emotion.labels import NO_SPEECH
from ser_desktop.project.items import Annotation
from ser_desktop.project.speaker_names import given_name
from ser_desktop.texts.forms import Language
from ser_desktop.texts.languages.loading import LANGUAGES, load_language
from ser_desktop.ui.annotations.annotation_card import AnnotationCard
from ser_desktop.ui.shell.main_window import MainWindow
from ser_desktop.ui.timeline.lane import short_name
from ser_desktop.ui.timeline.time_axis import TimeAxis, within
from ser_desktop.ui.timeline.timeline_view import TimelineView
from ser_desktop.ui.toolkit.emotion_colours import colour_of
from ser_desktop.ui.toolkit.theme import ThemeManager
from tests.support.made_analysis import made_analysis

MADE = Annotation(
    id="a", recording_id="r", track="mix", start_s=1.0, end_s=3.0, labels={"sad": 1.0}, rater="Ann"
)


@pytest.fixture
def view(window: MainWindow) -> TimelineView:
    """The timeline with an analysis."""
    window.show_start(False)
    window.timeline.setFixedHeight(470)
    window.timeline.show_analyses((made_analysis(["sad", "happy"] * 6),))
    window.timeline.show_annotations(())
    QApplication.processEvents()
    return window.timeline


def texts_of(axis: pg.AxisItem) -> list[tuple[QRectF, str]]:
    """The labels that an axis paints, with their places in its own pixels."""
    image = QImage(10, 10, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setFont(QApplication.font())
    _, _, texts = axis.generateDrawSpecs(painter)
    painter.end()
    return [(box, text) for box, _, text in texts if text]


def ticks_of(axis: pg.AxisItem) -> list[str]:
    return [text for level in axis._tickLevels for _, text in level]


def test_the_lowest_amplitude_does_not_touch_the_highest_frequency(view: TimelineView) -> None:
    waveform, spectrogram = view._tracks.waveform.plot, view._tracks.spectrogram.plot
    boxes = []
    for plot in (waveform, spectrogram):
        axis = plot.getAxis("left")
        boxes.append([axis.mapRectToScene(box) for box, _ in texts_of(axis)])
    assert all(boxes)
    assert not any(above.intersects(below) for above in boxes[0] for below in boxes[1])


@pytest.mark.parametrize("end_s", [3.0, 10.0, 19.6, 600.0])
def test_no_time_leaves_the_plot(view: TimelineView, end_s: float) -> None:
    plot = view._tracks.spectrogram.plot
    plot.getViewBox().setXRange(0, end_s, padding=0)
    QApplication.processEvents()
    axis = plot.getAxis("bottom")
    assert isinstance(axis, TimeAxis)
    right = plot.getViewBox().sceneBoundingRect().right()
    texts = texts_of(axis)
    assert texts
    assert all(axis.mapRectToScene(box).right() <= right + 0.5 for box, _ in texts)


def test_a_label_is_moved_only_as_far_as_it_has_to() -> None:
    assert within(QRectF(90, 0, 20, 10), 100.0) == QRectF(80, 0, 20, 10)
    assert within(QRectF(50, 0, 20, 10), 100.0) == QRectF(50, 0, 20, 10)


def test_a_stack_without_speech_says_so_in_place_of_a_scale(view: TimelineView) -> None:
    tracks = view._tracks.emotions
    axis = tracks.stack.plot.getAxis("left")
    assert ticks_of(axis)
    assert not tracks.no_speech.isVisible()
    view.show_analyses((made_analysis([NO_SPEECH] * 5),))
    assert tracks.no_speech.isVisible()
    assert ticks_of(axis) == []
    view.show_analyses((made_analysis(["sad"] * 5),))
    assert not tracks.no_speech.isVisible()
    assert ticks_of(axis)


def test_the_play_head_does_not_cross_the_hint(view: TimelineView) -> None:
    track, theme = view._tracks.annotations, view._themes.theme
    assert track.hint.isVisible()
    box = track.lane.plot.getViewBox()
    lane = box.sceneBoundingRect()
    words = track.hint.words_box(lane)
    start_s = box.mapSceneToView(words.center()).x()
    view._markers.set_position(start_s)
    view.grab()  # the lane is painted with the play head under the words
    picture = view.grab().toImage()
    middle = view.mapFromScene(words.center())
    column = {
        picture.pixelColor(middle.x() + dx, middle.y() + dy).name()
        for dx in range(-2, 3)
        for dy in range(-3, 4)
    }
    assert QColor(theme.playhead).name() not in column
    view.show_annotations([MADE])
    assert not track.hint.isVisible()


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("number", [1, 2])
def test_the_first_speakers_are_named_in_full(
    code: str, number: int, speak: Callable[[Language], None], qapp: QApplication
) -> None:
    speak(load_language(code))
    assert short_name(given_name(number)) == given_name(number)


@pytest.mark.parametrize("labels", [{"sad": 1.0}, {}])
def test_the_card_has_the_colour_of_the_annotation(
    labels: dict[str, float], themes: ThemeManager, qtbot: QtBot
) -> None:
    card = AnnotationCard(themes)
    qtbot.addWidget(card)
    card.resize(250, 60)
    card.show_one(replace(MADE, labels=labels), None)
    edge = card.grab().toImage().pixelColor(1, card.height() // 2)
    assert (edge == colour_of("sad", themes.theme)) == bool(labels)
    themes.set_appearance("light")
    edge = card.grab().toImage().pixelColor(1, card.height() // 2)
    assert (edge == colour_of("sad", themes.theme)) == bool(labels)
