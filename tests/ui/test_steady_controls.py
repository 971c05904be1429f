"""What stays where it is, and what is remembered: filters, moments, the clip indicator."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QWidget
from pytestqt.qtbot import QtBot

from ser_desktop.emotion.moments import strongest_moments
from ser_desktop.texts.forms import Language
from ser_desktop.texts.languages.loading import LANGUAGES, load_language
from ser_desktop.ui.recording.level_meter import LevelMeter
from ser_desktop.ui.result.moment_list import ROWS_SHOWN
from ser_desktop.ui.result.moments import Moments
from ser_desktop.ui.shell.main_window import MainWindow
from ser_desktop.ui.toolkit.elided_combo_box import ElidedComboBox
from ser_desktop.ui.toolkit.theme import ThemeManager
from tests.support.made_analysis import made_analysis


def filters(window: MainWindow) -> list[QWidget]:
    names = ("segmentEmotion", "segmentConfidence", "hideSilence", "segmentSpeaker", "segmentYours")
    found = [window.findChild(QWidget, name) for name in names]
    assert None not in found
    return [widget for widget in found if widget is not None and widget.isVisible()]


def places(window: MainWindow) -> list[QPoint]:
    QApplication.processEvents()
    return [widget.mapTo(window, QPoint()) for widget in filters(window)]


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_filters_fit_in_one_line_and_none_moves_when_another_comes(
    code: str, open_in: Callable[[Language], MainWindow]
) -> None:
    window = open_in(load_language(code))
    before = places(window)
    assert len(before) == 3
    window.controller.transport.choose_span((1.0, 2.0))
    window.actions_["annotate_happy"].trigger()
    speaker = window.segments_panel.speaker
    speaker.addItem("x")
    speaker.show()
    after = places(window)
    assert len(after) == 5, "those of speakers and annotations came"
    assert after[:3] == before
    middles = [widget.mapTo(window, widget.rect().center()).y() for widget in filters(window)]
    assert max(middles) - min(middles) <= 4, "one line"
    for widget in filters(window):
        right = widget.mapTo(window.tables, QPoint(widget.width(), 0)).x()
        assert right <= window.tables.width()
        if isinstance(widget, QComboBox):
            assert widget.width() >= min(widget.sizeHint().width(), 90), widget.objectName()
    table = window.segments.mapTo(window, QPoint()).y()
    assert table > after[0].y() + filters(window)[0].height() - 1, "nothing lies on the table"


def test_a_list_without_room_ends_in_an_ellipsis(themes: ThemeManager, qtbot: QtBot) -> None:
    box = ElidedComboBox(("A rather long text", "Short"))
    qtbot.addWidget(box)
    box.addItems(["A rather long text", "Short"])
    box.setCurrentText("Short")
    wide = box.sizeHint().width()
    box.setCurrentText("A rather long text")
    assert box.sizeHint().width() == wide, "the same for every choice"
    assert box.minimumSizeHint().width() < wide
    box.resize(box.minimumSizeHint().width(), box.sizeHint().height())
    box.show()
    narrow = box.grab().toImage()
    box.clear()
    box.addItem("A")
    assert box.grab().toImage() != narrow


def test_more_moments_than_fit_are_seen_to_be_there(themes: ThemeManager, qtbot: QtBot) -> None:
    moments = Moments(themes)
    qtbot.addWidget(moments)
    analysis = made_analysis(["angry", "happy"] * 8)
    found = strongest_moments(analysis, 10)
    assert len(found) == 10
    moments.show_moments(found)
    moments.resize(300, moments.sizeHint().height())
    moments.show()
    QApplication.processEvents()
    rows = moments.list
    assert rows.count() == 10
    assert rows.verticalScrollBar().isVisible()
    assert rows.verticalScrollBar().maximum() > 0
    fifth = rows.visualItemRect(rows.item(ROWS_SHOWN))
    assert 0 < rows.viewport().height() - fifth.top() < fifth.height(), "half of it is seen"
    moments.show_moments(found, 9)
    last = rows.visualItemRect(rows.item(9))
    assert rows.viewport().rect().contains(last.center()), "the current one is scrolled to"
    chosen: list[int] = []
    moments.moment_chosen.connect(chosen.append)
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=last.center())
    QTest.keyClick(rows, Qt.Key.Key_Up)
    assert chosen == [9], "an arrow key alone plays nothing"
    QTest.keyClick(rows, Qt.Key.Key_Return)
    assert chosen == [9, 8]
    moments.show_moments(found[:3])
    QApplication.processEvents()
    assert not rows.verticalScrollBar().isVisible()


def test_the_emotion_of_the_moments_is_kept(
    make_window: Callable[[], MainWindow], no_devices: None
) -> None:
    first = make_window()
    first.links.choose_emotion("sad")
    first.close()
    second = make_window()
    assert second.finder.emotion == "sad"
    chooser = second.findChild(QComboBox, "momentEmotion")
    assert chooser is not None
    assert chooser.currentData() == "sad"
    second.links.choose_emotion("")
    second.close()
    assert make_window().finder.emotion == ""


def test_the_clip_indicator_is_of_one_take(themes: ThemeManager, qtbot: QtBot) -> None:
    meter = LevelMeter(themes)
    qtbot.addWidget(meter)
    meter.show_take("first")
    meter.feed(1.0)
    meter.show_take("first")
    meter.show_take("")
    assert meter.clipped, "it stays lit until it was seen"
    meter.show_take("second")
    assert not meter.clipped
    meter.feed(1.0)
    QTest.mouseClick(meter, Qt.MouseButton.LeftButton)
    assert not meter.clipped, "and a click clears it"
