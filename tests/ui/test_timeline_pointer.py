"""What the mouse does in the timeline: clicks on marks and beside them, drags, values shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyqtgraph as pg
import pytest
import soundfile
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ser_desktop.audio.clip import load_clip
from ser_desktop.emotion.results import Analysis
from ser_desktop.emotion.speaker_turns import SpeakerTurn
from ser_desktop.ui.timeline.spectrogram_track import SpectrogramLook
from ser_desktop.ui.timeline.timeline_view import TimelineView
from ser_desktop.ui.toolkit.number_text import position_text
from ser_desktop.ui.toolkit.theme import ThemeManager
from ser_desktop.ui.toolkit.workers import Workers
from tests.support.made_analysis import made_analysis
from tests.support.projects import annotation

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
MIDDLE = Qt.MouseButton.MiddleButton
NO_KEY, SHIFT, CONTROL = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
)


class Pointed:
    """A timeline of ten seconds, and what the pointer asked for."""

    def __init__(self, view: TimelineView) -> None:
        self.view, self.tracks = view, view._tracks
        self.asked: list[tuple[Any, ...]] = []
        self.hovered: list[str] = []
        pointer = view.pointer
        for name in ("seek_wanted", "selected", "segment_chosen", "annotation_chosen"):
            getattr(pointer, name).connect(
                lambda *given, name=name: self.asked.append((name, *given))
            )
        pointer.menu_wanted.connect(lambda at_s, _place: self.asked.append(("menu", at_s)))
        pointer.speaker_menu_wanted.connect(
            lambda track, at_s, _place: self.asked.append(("speaker_menu", track, at_s))
        )
        pointer.hovered.connect(self.hovered.append)

    def place(self, plot: pg.PlotItem, seconds: float, height: float = 0.5) -> QPoint:
        """Where on the widget a time is, at a height of a plot's picture, 0 (bottom) to 1."""
        box = plot.getViewBox()
        (low, high) = box.viewRange()[1]
        scene = box.mapViewToScene(QPointF(seconds, low + height * (high - low)))
        return QPoint(*(round(x) for x in self.view.mapFromScene(scene).toTuple()))

    def click(
        self,
        plot: pg.PlotItem,
        seconds: float,
        button: Any = LEFT,
        height: float = 0.5,
        key: Any = NO_KEY,
    ) -> list[tuple[Any, ...]]:
        """Click, and return what was asked for."""
        self.asked.clear()
        QTest.mouseClick(self.view.viewport(), button, key, self.place(plot, seconds, height))
        return self.asked

    def drag(
        self, plot: pg.PlotItem, from_s: float, to_s: float, button: Any = LEFT, key: Any = NO_KEY
    ) -> list[tuple[Any, ...]]:
        """Drag, and return what was asked for."""
        self.asked.clear()
        viewport = self.view.viewport()
        shares = (("move", 0.3), ("move", 0.7), ("move", 1.0), ("release", 1.0))
        way = [  # before the picture moves
            (kind, self.place(plot, from_s + share * (to_s - from_s))) for kind, share in shares
        ]
        QTest.mousePress(viewport, button, key, self.place(plot, from_s))
        for kind, place in way:
            at = QPointF(place)
            is_move = kind == "move"
            event = QMouseEvent(
                QEvent.Type.MouseMove if is_move else QEvent.Type.MouseButtonRelease,
                at, viewport.mapToGlobal(at),
                Qt.MouseButton.NoButton if is_move else button,
                button if is_move else Qt.MouseButton.NoButton, key,
            )  # fmt: skip
            QApplication.sendEvent(viewport, event)
        return self.asked

    def move(self, place: QPoint) -> str:
        """Move the pointer, and return what is shown of the place."""
        at = QPointF(place)
        event = QMouseEvent(
            QEvent.Type.MouseMove, at, self.view.viewport().mapToGlobal(at),
            Qt.MouseButton.NoButton, Qt.MouseButton.NoButton, NO_KEY,
        )  # fmt: skip
        QApplication.sendEvent(self.view.viewport(), event)
        return self.hovered[-1]


def with_speakers(analysis: Analysis) -> Analysis:
    """The analysis, with two people who speak in turn."""
    (mix,) = analysis.tracks
    first, second = (
        replace(
            mix,
            name=name,
            speaker=name,
            turns=(SpeakerTurn(name, start_s, start_s + 5.0),),
            segments=tuple(s for s in mix.segments if start_s <= s.start_s < start_s + 5.0),
        )
        for name, start_s in (("speaker-1", 0.0), ("speaker-2", 5.0))
    )
    return replace(analysis, further_tracks=(first, second))


@pytest.fixture
def pointed(qtbot: QtBot, themes: ThemeManager, tmp_path: Path) -> Iterator[Pointed]:
    """*Sad*, then *calm*, for ten seconds, with nothing marked."""
    soundfile.write(tmp_path / "a.wav", np.full(10 * 8000, 0.1), 8000)
    workers = Workers()
    window = QWidget()  # pyqtgraph's own close() destroys items that Python still has
    qtbot.addWidget(window)
    view = TimelineView(themes, workers, SpectrogramLook(), window)
    window.resize(1000, 700)
    view.resize(window.size())
    view.show_clip(load_clip(tmp_path / "a.wav"))
    view.show_analyses((made_analysis(["sad"] * 4 + ["calm"] * 4),))
    window.show()
    QApplication.processEvents()
    qtbot.waitUntil(lambda: view.spectrogram is not None, timeout=5000)
    yield Pointed(view)
    workers.close()


def test_a_click_beside_every_mark_seeks_and_gives_up_the_selection(pointed: Pointed) -> None:
    selected, (name, at_s) = pointed.click(pointed.tracks.waveform.plot, 4.0)
    assert selected == ("selected", None)
    assert (name, at_s) == ("seek_wanted", pytest.approx(4.0, abs=0.02))


@pytest.mark.parametrize("button", [LEFT, RIGHT, MIDDLE])
def test_a_click_beside_the_pictures_does_nothing(pointed: Pointed, button: Any) -> None:
    for place in (QPoint(1, 1), QPoint(pointed.view.width() - 2, 300)):
        QTest.mouseClick(pointed.view.viewport(), button, NO_KEY, place)
    assert pointed.asked == []


def test_without_a_recording_the_mouse_does_nothing(pointed: Pointed) -> None:
    plot = pointed.tracks.waveform.plot
    pointed.view.show_clip(None)
    assert pointed.click(plot, 1.0) == []
    assert pointed.click(plot, 1.0, RIGHT) == []
    assert pointed.drag(plot, 1.0, 2.0) == []
    assert pointed.move(pointed.place(plot, 1.0)) == ""


def test_the_middle_button_only_pans(pointed: Pointed) -> None:
    plot = pointed.tracks.waveform.plot
    assert pointed.click(plot, 4.0, MIDDLE) == []
    pointed.view.zoom_to((2.0, 6.0))
    assert pointed.drag(plot, 4.0, 5.0, MIDDLE) == []
    assert pointed.view.visible_s() == pytest.approx((1.0, 5.0), abs=0.05)


def test_shift_and_the_left_button_pan_instead_of_selecting(pointed: Pointed) -> None:
    pointed.view.zoom_to((2.0, 6.0))
    assert pointed.drag(pointed.tracks.waveform.plot, 4.0, 5.0, LEFT, SHIFT) == []
    assert pointed.view.visible_s() == pytest.approx((1.0, 5.0), abs=0.05)


@pytest.mark.parametrize(
    ("from_s", "to_s", "span_s"),
    [
        (3.0, 6.0, (3.0, 6.0)),
        (6.0, 3.0, (3.0, 6.0)),
        (8.0, 12.0, (8.0, 10.0)),  # let go on the right of the picture
        (2.0, -3.0, (0.0, 2.0)),
    ],
)
def test_a_drag_selects_within_the_recording(
    pointed: Pointed, from_s: float, to_s: float, span_s: tuple[float, float]
) -> None:
    asked = pointed.drag(pointed.tracks.waveform.plot, from_s, to_s)
    assert {name for name, _ in asked} == {"selected"}
    assert asked[-1][1] == pytest.approx(span_s, abs=0.03)


def test_a_drag_straight_down_selects_nothing(pointed: Pointed) -> None:
    pointed.view.pointer._on_dragged(3.0, 3.001)
    assert pointed.asked == []
    pointed.view.pointer._on_dragged(3.0, 3.1)
    assert pointed.asked == [("selected", (3.0, 3.1))]


def test_a_right_click_asks_for_the_menu_of_the_place(pointed: Pointed) -> None:
    ((name, at_s),) = pointed.click(pointed.tracks.waveform.plot, 7.0, RIGHT)
    assert (name, at_s) == ("menu", pytest.approx(7.0, abs=0.02))


def test_a_click_on_the_ribbon_chooses_its_segment(pointed: Pointed) -> None:
    ((name, segment),) = pointed.click(pointed.tracks.emotions.plots[0], 1.0)
    assert (name, segment.label) == ("segment_chosen", "sad")
    asked = pointed.click(pointed.tracks.emotions.plots[1], 1.0)
    assert [name for name, _ in asked] == ["selected", "seek_wanted"], "the curves are no marks"


def test_each_channel_has_a_ribbon_and_values_of_its_own(pointed: Pointed) -> None:
    pointed.view.show_analyses((made_analysis(["sad"] * 8), made_analysis(["happy"] * 8)))
    QApplication.processEvents()
    first, second = pointed.tracks.emotions.plots[0], pointed.tracks.second_emotions.plots[0]
    assert pointed.click(first, 4.0)[0][1].label == "sad"
    assert pointed.click(second, 4.0)[0][1].label == "happy"
    assert pointed.move(pointed.place(first, 4.0)).endswith("sad 80\u202f% (0:00.0 – 0:10.0)")
    assert pointed.move(pointed.place(second, 4.0)).endswith("happy 80\u202f% (0:00.0 – 0:10.0)")


def test_moving_shows_time_pitch_level_and_emotion(pointed: Pointed) -> None:
    over_sound = pointed.move(pointed.place(pointed.tracks.spectrogram.plot, 4.0))
    time, pitch, level, emotion = over_sound.split(" · ")
    assert time[:4] == position_text(4.0)[:4]
    assert pitch.endswith("Hz")
    assert level.endswith("dB")
    assert emotion == "sad 80\u202f% (0:00.0 – 0:05.0)"
    at_9_s = pointed.move(pointed.place(pointed.tracks.waveform.plot, 9.0))
    assert at_9_s.split(" · ")[-1].startswith("calm ")
    assert pointed.move(QPoint(1, 1)) == ""


def test_before_the_analysis_moving_names_no_emotion(pointed: Pointed) -> None:
    pointed.view.show_analyses(())
    shown = pointed.move(pointed.place(pointed.tracks.waveform.plot, 4.0))
    assert shown[:4] == position_text(4.0)[:4]
    assert "·" not in shown


def test_a_click_on_an_annotation_chooses_it_and_control_adds_it(pointed: Pointed) -> None:
    mine = annotation("m", 2.0, 5.0)
    pointed.view.show_annotations((mine,))
    QApplication.processEvents()
    lane = pointed.tracks.annotations.lane.plot
    assert pointed.click(lane, 3.0) == [("annotation_chosen", mine, False)]
    assert pointed.click(lane, 3.0, key=CONTROL) == [("annotation_chosen", mine, True)]
    asked = pointed.click(lane, 7.0)
    assert [name for name, _ in asked] == ["selected", "seek_wanted"], "beside it"


def test_of_stacked_annotations_the_one_under_the_pointer_is_chosen(pointed: Pointed) -> None:
    upper, lower = annotation("u", 2.0, 6.0), annotation("l", 3.0, 5.0)
    pointed.view.show_annotations((upper, lower))
    QApplication.processEvents()
    lane = pointed.tracks.annotations.lane.plot
    assert pointed.click(lane, 4.0, height=0.8) == [("annotation_chosen", upper, False)]
    assert pointed.click(lane, 4.0, height=0.2) == [("annotation_chosen", lower, False)]


def test_a_speaker_s_lane_has_segments_and_a_menu(pointed: Pointed) -> None:
    pointed.view.show_speakers(with_speakers(made_analysis(["sad"] * 4 + ["calm"] * 4)), {})
    QApplication.processEvents()
    lane = pointed.tracks.speakers.lane.plot
    ((name, track, at_s),) = pointed.click(lane, 2.0, RIGHT, height=0.75)
    assert (name, track, at_s) == ("speaker_menu", "speaker-1", pytest.approx(2.0, abs=0.02))
    assert pointed.click(lane, 7.0, RIGHT, height=0.25)[0][1] == "speaker-2"
    ((name, segment),) = pointed.click(lane, 1.0, height=0.75)
    assert (name, segment.label) == ("segment_chosen", "sad")
    asked = pointed.click(lane, 1.0, height=0.25)
    assert [name for name, _ in asked] == ["selected", "seek_wanted"], "the other one is silent"
