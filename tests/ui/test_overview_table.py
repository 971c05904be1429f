"""The overview as a table: what its cells say, how it is sorted, where a click leads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from ser_desktop.emotion.labels import EMOTIONS, NO_SPEECH
from ser_desktop.texts.messages import Message, emotion_name
from ser_desktop.ui.recordings.overview_model import COLUMNS, FACTS_ROLE, OverviewModel
from ser_desktop.ui.recordings.overview_page import OverviewPage
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.recordings.recordings_model import RECORDING_ROLE, RecordingsModel
from ser_desktop.ui.toolkit.number_text import confidence_text
from ser_desktop.ui.toolkit.theme import ThemeManager
from tests.support.made_analysis import made_analysis

DISPLAY, TIP = Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole
UP, DOWN = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
UNKNOWN = tuple(label for label in EMOTIONS if label != "disgust")
MADE: dict[str, dict[str, Any]] = {
    "long sad": {"labels": [("sad", 0.9)] * 30},
    "short happy": {"labels": [("happy", 0.6)] * 4, "sample_rate_hz": 8000},
    "at rest": {"labels": ["calm"] * 10, "known": UNKNOWN},
    "silent": {"labels": [NO_SPEECH] * 6},
}
"""Analysed recordings; *new* is not analysed."""


@pytest.fixture
def rows(qapp: object) -> RecordingsModel:
    """The list, in the order of :data:`MADE`, and *new* in the middle."""
    recordings = []
    for name, given in MADE.items():
        recording = Recording.of(Path(f"/in/{name}.wav"))
        recording.document.displayed_analyses = (made_analysis(path=f"/in/{name}.wav", **given),)
        recordings.append(recording)
    recordings.insert(2, Recording.of(Path("/in/new.wav")))
    model = RecordingsModel()
    model.add(recordings)
    return model


@pytest.fixture
def table(rows: RecordingsModel) -> OverviewModel:
    """The overview of the list."""
    model = OverviewModel(rows)
    model.refresh()
    return model


def cell(table: OverviewModel, name: str, column: str, role: int = DISPLAY) -> Any:
    """What a cell has for a role."""
    row = names(table).index(name)
    return table.data(table.index(row, COLUMNS.index(column)), role)


def names(table: OverviewModel) -> list[str]:
    """The recordings in the order of the rows."""
    found = [table.data(table.index(row, 0), RECORDING_ROLE) for row in range(table.rowCount())]
    return [recording.path.stem for recording in found]


@pytest.mark.parametrize(
    ("name", "column", "text"),
    [
        ("long sad", "name", "long sad.wav"),
        ("long sad", "answer", "sad"),
        ("long sad", "sad", "90"),
        ("long sad", "speech", confidence_text(1.0)),
        ("at rest", "strongest", ""),  # calm is nothing to look at
        ("at rest", "disgust", ""),  # the model does not know it
        ("silent", "sad", ""),
        ("silent", "speech", confidence_text(0.0)),
        ("new", "sad", ""),
        ("new", "strongest", ""),
        ("new", "warnings", ""),
        ("new", "length", ""),
    ],
)
def test_a_cell_says_what_is_known(table: OverviewModel, name: str, column: str, text: str) -> None:
    assert cell(table, name, column) == text


def test_the_strongest_moment_and_warnings_are_named_in_few_words(table: OverviewModel) -> None:
    strongest = cell(table, "short happy", "strongest")
    assert emotion_name("happy") in strongest
    assert "0:0" in strongest
    words = cell(table, "short happy", "warnings")
    assert str(Message("overview.warn_telephone_band")) in words
    tips = cell(table, "short happy", "warnings", TIP).splitlines()
    assert str(Message("warning.telephone_band", sample_rate_hz=8000)) in tips
    assert len(tips) == len(words.split(" and "))


@pytest.mark.parametrize(
    ("name", "column", "tip"),
    [
        ("long sad", "name", "/in/long sad.wav"),
        ("silent", "sad", ""),
        ("new", "warnings", ""),
        ("new", "name", "/in/new.wav"),
        ("at rest", "answer", "calm"),
    ],
)
def test_a_tip_repeats_what_the_cell_may_cut_off(
    table: OverviewModel, name: str, column: str, tip: str
) -> None:
    assert cell(table, name, column, TIP) == (str(Path(tip)) if column == "name" else tip)


def test_the_tip_of_a_share_says_whose_and_of_what(table: OverviewModel) -> None:
    fields = {"name": "long sad.wav", "emotion": emotion_name("sad")}
    numbers = {"probability": confidence_text(0.9), "share": confidence_text(1.0)}
    expected = str(Message("overview.cell", **numbers, **fields))
    assert cell(table, "long sad", "sad", TIP) == expected
    assert cell(table, "long sad", "sad", Qt.ItemDataRole.AccessibleTextRole) == expected


@pytest.mark.parametrize(
    ("column", "order", "first"),
    [
        ("length", DOWN, ["long sad", "at rest"]),
        ("length", UP, ["new"]),
        ("sad", DOWN, ["long sad"]),
        ("disgust", UP, ["new", "at rest", "silent"]),
        ("strongest", DOWN, ["long sad", "short happy"]),
        ("speech", UP, ["new", "silent"]),
        ("warnings", DOWN, ["short happy"]),
        ("shares", UP, ["new", "silent"]),
        ("name", UP, ["at rest", "long sad", "new", "short happy", "silent"]),
        ("answer", UP, ["at rest"]),
    ],
)
def test_rows_are_sorted_by_any_column_without_result_at_the_low_end(
    table: OverviewModel, column: str, order: Qt.SortOrder, first: list[str]
) -> None:
    table.sort(COLUMNS.index(column), order)
    found = names(table)[: len(first)]
    assert sorted(found) == sorted(first) if column == "disgust" else found == first
    table.sort(-1)
    assert names(table) == ["long sad", "short happy", "new", "at rest", "silent"]


def test_cells_that_are_gone_have_nothing_to_say(
    table: OverviewModel, rows: RecordingsModel
) -> None:
    last = table.index(table.rowCount() - 1, 0)
    rows.remove(rows.rows()[-2:])
    table.refresh()
    assert table.data(last, DISPLAY) is None
    assert table.data(QModelIndex(), DISPLAY) is None
    assert table.rowCount(table.index(0, 0)) == 0, "a row has no rows below it"
    assert table.data(table.index(0, 0), Qt.ItemDataRole.DecorationRole) is None
    assert table.headerData(0, Qt.Orientation.Vertical) is None


def test_facts_are_computed_again_for_another_analysis(
    table: OverviewModel, rows: RecordingsModel
) -> None:
    recording = rows.rows()[0]
    before = cell(table, "long sad", "sad", FACTS_ROLE)
    assert cell(table, "long sad", "sad", FACTS_ROLE) is before
    recording.document.displayed_analyses = (made_analysis(["angry"] * 30),)
    after = cell(table, "long sad", "sad", FACTS_ROLE)
    assert after.strongest.label == "angry"


@pytest.fixture
def page(qtbot: QtBot, rows: RecordingsModel, themes: ThemeManager) -> OverviewPage:
    """The overview as it is shown."""
    made = OverviewPage(rows, themes)
    qtbot.addWidget(made)
    made.resize(1200, 400)
    made.show()
    return made


@pytest.mark.parametrize(
    ("row", "column", "emotion", "has_place"),
    [
        (0, "sad", "sad", True),
        (0, "strongest", "", True),
        (0, "name", "", False),
        (2, "sad", "", False),  # not analysed
        (3, "strongest", "", False),  # nothing but calm
        (3, "disgust", "disgust", False),  # unknown to its model
    ],
)
def test_a_click_opens_the_place_if_there_is_one(
    page: OverviewPage,
    rows: RecordingsModel,
    row: int,
    column: str,
    emotion: str,
    has_place: bool,
) -> None:
    asked: list[tuple[Any, ...]] = []
    page.place_chosen.connect(lambda *given: asked.append(given))
    page.table.clicked.emit(page.table.model().index(row, COLUMNS.index(column)))
    ((recording, chosen, span_s),) = asked
    assert (recording, chosen) == (rows.rows()[row], emotion)
    assert (span_s is not None) == has_place


def test_the_table_follows_the_list_while_it_is_shown(
    qtbot: QtBot, page: OverviewPage, rows: RecordingsModel
) -> None:
    page._later.setInterval(0)
    rows.remove(rows.rows()[:1])
    qtbot.waitUntil(lambda: page.table.model().rowCount() == 4, timeout=2000)
    page.hide()
    rows.remove(rows.rows()[:1])
    assert not page._later.isActive(), "nobody sees it"
    page.show()
    assert page.table.model().rowCount() == 3


def painted(page: OverviewPage, row: int, column: str) -> set[int]:
    """The colours of a cell."""
    picture = QImage(120, 30, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.black)
    option = QStyleOptionViewItem()
    option.rect = picture.rect()
    painter = QPainter(picture)
    index = page.table.model().index(row, COLUMNS.index(column))
    page.table.itemDelegate().paint(painter, option, index)
    painter.end()
    return {picture.pixel(x, y) for x in range(120) for y in range(30)}


def test_only_shares_that_matter_are_coloured(page: OverviewPage) -> None:
    assert painted(page, 2, "sad") == {0xFF000000}, "without a result it is empty"
    faint, strong = painted(page, 0, "happy"), painted(page, 0, "sad")
    assert len(faint) > 1, "a small share is written without a colour behind it"
    blue = [colour for colour in strong if colour & 0xFF > (colour >> 16) & 0xFF]
    assert blue, "sad is blue"
    assert painted(page, 2, "shares") == {0xFF000000}
    assert len(painted(page, 0, "shares")) > 1
