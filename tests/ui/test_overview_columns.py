"""The columns of the overview share its width."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.ui.recordings.overview_columns import HEAT_WIDTH, WANTED_WIDTHS, column_widths
from ser_desktop.ui.shell.main_window import MainWindow

WANTED = {**WANTED_WIDTHS, **dict.fromkeys(EMOTIONS, 70), "speech": 60}
TOTAL = sum(WANTED.values())


@pytest.mark.parametrize("room", [TOTAL - 1, TOTAL - 57, TOTAL - 200])
def test_columns_shrink_to_the_room(room: int) -> None:
    widths = column_widths(WANTED, room)
    assert room - len(widths) <= sum(widths.values()) <= room
    assert widths["name"] == WANTED["name"], "names that are cut shorter no longer differ"
    assert all(widths[emotion] >= HEAT_WIDTH for emotion in EMOTIONS)


def test_words_get_the_room_that_is_left() -> None:
    widths = column_widths(WANTED, TOTAL + 100)
    assert widths["name"] - WANTED["name"] == 40
    assert widths["length"] == WANTED["length"]
    assert sum(widths.values()) <= TOTAL + 100


def test_without_room_every_column_has_its_least_width() -> None:
    assert column_widths(WANTED, 100) == column_widths(WANTED, 50)


def test_the_overview_does_not_scroll_sideways_at_1280(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(1280, 800)
    window.centre.show_overview(True)
    table = window.overview.table
    qtbot.waitUntil(table.isVisible)
    table.resize(1022, 600)
    assert table.horizontalHeader().length() <= table.viewport().width()
