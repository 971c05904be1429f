"""The chart of progress: one day, breaks, years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pyqtgraph as pg
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ser_desktop.practice.target import Target
from ser_desktop.texts.messages import Message
from ser_desktop.ui.practice.progress_view import MAX_BREAK_DAYS, ProgressView
from ser_desktop.ui.toolkit.theme import ThemeManager
from tests.practice.test_progress import entry

TARGET = Target("happy", "strong")
LAST = datetime(2026, 11, 28, 18, 0).astimezone()


@pytest.fixture
def view(qtbot: QtBot) -> ProgressView:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    made = ProgressView(ThemeManager(app, "light"))
    qtbot.addWidget(made)
    made.resize(600, 400)
    made.show()
    return made


def show(view: ProgressView, days_ago: Sequence[int]) -> None:
    takes = [
        replace(entry(number, 0.1 + number / 100), at=LAST - timedelta(days=days))
        for number, days in enumerate(days_ago, start=1)
    ]
    view.show_entries(takes, TARGET, "made 1.0", "")
    QApplication.processEvents()


def curves(view: ProgressView) -> list[pg.PlotDataItem]:
    return [item for item in view.chart.plot.items if isinstance(item, pg.PlotDataItem)]


def legend(view: ProgressView) -> list[str]:
    return [label.text for _, label in view.chart.legend.items]


def ticks(view: ProgressView) -> list[str]:
    ((*shown,),) = view.chart.plot.getAxis("bottom")._tickLevels
    return [text for _, text in shown]


def drawn_ticks(view: ProgressView) -> list[str]:
    """The dates whose whole text has room, as the axis paints them."""
    axis = view.chart.plot.getAxis("bottom")
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    _, _, texts = axis.generateDrawSpecs(painter)
    painter.end()
    return [text for _, _, text in texts]


def test_a_single_take_is_not_hidden_by_the_median_of_its_day(view: ProgressView) -> None:
    show(view, [0])
    assert legend(view) == [str(Message("practice.counted_take"))]
    assert len(curves(view)) == 1
    assert view.summary.ids == ["practice.progress_days", "practice.progress_one"]
    show(view, [0, 0])
    assert str(Message("practice.median_line")) in legend(view)


def test_the_line_is_dotted_over_a_long_break(view: ProgressView) -> None:
    show(view, [MAX_BREAK_DAYS, 0])
    styles = [curve.opts["pen"].style() for curve in curves(view) if curve.opts["pen"]]
    assert styles == [Qt.PenStyle.SolidLine]
    show(view, [MAX_BREAK_DAYS + 3, 2, 0])
    lines = {c.opts["pen"].style(): c for c in curves(view) if c.opts["pen"] is not None}
    assert set(lines) == {Qt.PenStyle.SolidLine, Qt.PenStyle.DotLine}
    goes_on = lines[Qt.PenStyle.SolidLine].opts["connect"]
    assert list(goes_on) == [0, 1, 0], "from the first day to the second it is dotted alone"


@pytest.mark.parametrize("width", [400, 600, 1200])
@pytest.mark.parametrize("days_ago", [[1, 0], list(range(29, -1, -1)), [60, 58, 30, 29, 9, 2, 0]])
def test_every_date_has_room(view: ProgressView, days_ago: list[int], width: int) -> None:
    view.resize(width, 400)
    show(view, days_ago)
    assert ticks(view)[0] == "28 Nov", "the last day always has its date"
    assert set(drawn_ticks(view)) == set(ticks(view)), "none is left out for want of room"
    assert not any("2026" in text for text in ticks(view))


@pytest.mark.parametrize("width", [400, 600])
def test_dates_of_two_years_name_them(view: ProgressView, width: int) -> None:
    view.resize(width, 400)
    show(view, [400, 200, 3, 0])
    assert ticks(view) == ["28 Nov 2026", "12 May 2026", "24 Oct 2025"]
    assert set(drawn_ticks(view)) == set(ticks(view))
