"""The list of recordings as a view: how much it asks of its model."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.recordings.recordings_filter import RecordingsFilter
from ser_desktop.ui.recordings.recordings_list import RecordingsList
from ser_desktop.ui.recordings.recordings_model import RecordingsModel
from ser_desktop.ui.toolkit.theme import ThemeManager

N_ROWS = 2000


def test_news_of_rows_do_not_make_the_view_visit_every_row(
    qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    visited: list[int] = []
    index = RecordingsFilter.index

    def counted(rows: RecordingsFilter, row: int, *rest: object) -> QModelIndex:
        visited.append(row)
        return index(rows, row, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(RecordingsFilter, "index", counted)
    model, view = RecordingsModel(), RecordingsList(ThemeManager(qapp, "dark"))
    qtbot.addWidget(view)
    view.setModel(model)
    model.add([Recording.of(Path(f"/{number}.wav")) for number in range(N_ROWS)])
    view.show()
    qtbot.waitExposed(view)
    qtbot.wait(50)
    assert len(visited) >= N_ROWS, "placed once"
    visited.clear()
    model.rows()[0].job.begin(waits=True)
    model.touch(model.rows()[:50])
    qtbot.wait(50)
    assert 0 < len(visited) < N_ROWS / 4
