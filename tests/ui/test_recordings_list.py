"""The list of recordings as a view: how much it asks of its model."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ser_desktop.emotion.labels import EMOTIONS, NO_SPEECH
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.recordings.recordings_filter import RecordingsFilter
from ser_desktop.ui.recordings.recordings_list import RecordingsList
from ser_desktop.ui.recordings.recordings_model import RecordingsModel
from ser_desktop.ui.toolkit.theme import DARK, ThemeManager
from tests.support.made_analysis import made_analysis

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


def shown_colours(
    qtbot: QtBot, qapp: QApplication, labels: list[str | tuple[str, float]]
) -> set[str]:
    """Colours of emotions that the row of a recording has, without its bar of shares."""
    themes = ThemeManager(qapp, "dark")
    model, view = RecordingsModel(), RecordingsList(themes)
    qtbot.addWidget(view)
    view.setModel(model)
    recording = Recording.of(Path("/made.wav"))
    if labels:
        recording.document.displayed_analyses = (made_analysis(labels),)
    model.add([recording])
    view.resize(240, 200)
    view.show()
    qtbot.waitExposed(view)
    row = view.visualRect(view.rows.index(0, 0))
    picture = view.viewport().grab(row).toImage()
    found = {
        picture.pixelColor(x, y).name()
        for x in range(picture.width())
        for y in range(picture.height() - 14)
    }
    return found & set(themes.theme.emotions)


def test_the_square_of_a_row_is_of_its_emotions_or_not_there(
    qtbot: QtBot, qapp: QApplication
) -> None:
    happy, sad = (DARK.emotion(EMOTIONS.index(name)).name() for name in ("happy", "sad"))
    assert shown_colours(qtbot, qapp, ["happy"]) == {happy}
    assert shown_colours(qtbot, qapp, [NO_SPEECH]) == set()
    assert shown_colours(qtbot, qapp, []) == set()
    both = shown_colours(qtbot, qapp, [("happy", 0.35), ("sad", 0.34)])
    assert both == {happy, sad}, "uncertain between two"
