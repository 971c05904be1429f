"""The rows that the list shows: searched, sorted, and kept right while the model changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.recordings.recordings_filter import RecordingsFilter
from ser_desktop.ui.recordings.recordings_model import RECORDING_ROLE, RecordingsModel

NAMES = ("d 1.wav", "b 2.wav", "a 1.wav", "c 2.wav", "e 1.wav")


@pytest.fixture
def model(qtbot: QtBot) -> RecordingsModel:
    rows = RecordingsModel()
    rows.add([Recording.of(Path("folder") / name) for name in NAMES])
    return rows


@pytest.fixture
def rows(model: RecordingsModel, qtmodeltester: ModelTester) -> RecordingsFilter:
    proxy = RecordingsFilter(model)
    proxy.setSourceModel(model)
    qtmodeltester.check(proxy)
    return proxy


def shown(rows: RecordingsFilter) -> str:
    indexes = [rows.index(row, 0) for row in range(rows.rowCount())]
    return "".join(index.data(RECORDING_ROLE).path.name[0] for index in indexes)


def test_rows_are_searched_and_sorted(rows: RecordingsFilter) -> None:
    assert shown(rows) == "dbace"
    rows.set_search("1.WAV")
    assert shown(rows) == "dae"
    rows.set_sort("name")
    assert shown(rows) == "ade"
    rows.set_search("")
    assert shown(rows) == "abcde"
    rows.set_sort("added")
    assert shown(rows) == "dbace"


@pytest.mark.parametrize("search", ["", "1"], ids=["all rows", "some rows"])
def test_rows_that_come_and_go(rows: RecordingsFilter, model: RecordingsModel, search: str) -> None:
    rows.set_search(search)
    rows.set_sort("name")
    first = model.recording(0)
    model.remove([first, model.recording(3)])
    assert shown(rows) == ("abe" if not search else "ae")
    model.insert([(0, first)])
    rows.refresh()
    assert shown(rows) == ("abde" if not search else "ade")


def test_an_index_that_is_kept_follows_its_recording(
    rows: RecordingsFilter, model: RecordingsModel
) -> None:
    from PySide6.QtCore import QPersistentModelIndex

    kept = QPersistentModelIndex(rows.index(0, 0))
    rows.set_sort("name")
    assert kept.row() == 3
    rows.set_search("2.wav")
    assert not kept.isValid()


def test_a_change_of_a_hidden_row_is_not_passed_on(
    rows: RecordingsFilter, model: RecordingsModel
) -> None:
    changed = []
    rows.set_search("2.wav")
    rows.dataChanged.connect(lambda first, _last: changed.append(first.row()))
    model.touch([model.recording(0)])
    model.touch([model.recording(3)])
    assert changed == [1]
