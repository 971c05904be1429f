"""Selections: drawn or set by keys, what is played of them, and what they cost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ser_desktop.ui.playback.playback import SETTLE_MS, Playback
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.shell.main_window import MainWindow
from ser_desktop.ui.timeline.stack_item import Run, _visible, within
from ser_desktop.ui.timeline.time_axis import TimeAxis

Span = tuple[float, float]


@pytest.fixture
def shown(window: MainWindow, qtbot: QtBot, sample: Path) -> Recording:
    """The sample, analysed and drawn."""
    window.controller.open([sample])
    (recording,) = window.controller.recordings.rows()
    qtbot.waitUntil(
        lambda: recording.analysis is not None and recording.view.clip is not None, timeout=15_000
    )
    return recording


@pytest.fixture
def played(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> list[tuple[float, Span]]:
    """What the loudspeaker would be given: from where, and of which part."""
    asked: list[tuple[float, Span]] = []
    monkeypatch.setattr(
        window.controller.transport._playback,
        "start",
        lambda _clip, start_s, span_s: asked.append((start_s, span_s)),
    )
    return asked


def test_playback_starts_at_a_moved_play_head(
    window: MainWindow, shown: Recording, played: list[tuple[float, Span]]
) -> None:
    control, end_s = window.controller, shown.view.clip.duration_s if shown.view.clip else 0.0
    control.transport.choose_span((1.0, 2.0))
    control.transport.toggle()
    control.transport.seek(1.5)
    control.transport.toggle()
    shown.view.position_s = 2.0  # played to its end
    control.transport.toggle()
    control.transport.seek(7.0)
    control.transport.toggle()
    assert shown.view.selection_s == (1.0, 2.0), "it stays"
    control.transport.seek(end_s)
    control.transport.toggle()
    assert played == [
        (1.0, (1.0, 2.0)),
        (1.5, (1.0, 2.0)),
        (1.0, (1.0, 2.0)),
        (7.0, (0.0, end_s)),
        (1.0, (1.0, 2.0)),
    ]
    control.transport.choose_span(None)
    control.transport.seek(end_s)
    control.transport.toggle()
    assert played[-1] == (0.0, (0.0, end_s))


class FakePlayer:
    """Stands somewhere and remembers what it was told."""

    def __init__(self, position_s: float) -> None:
        self.position_s, self.told = position_s, []  # type: ignore[var-annotated]

    def set_span(self, span_s: Span) -> None:
        self.told.append(span_s)

    def seek(self, position_s: float) -> None:
        self.told.append(position_s)

    def close(self) -> None:
        pass


@pytest.mark.parametrize(
    ("position_s", "loop", "told"),
    [
        (5.0, False, [(4.0, 6.0)]),
        (5.0, True, [(4.0, 6.0)]),
        (8.0, False, [(0.0, 9.0)]),
        (8.0, True, [(4.0, 6.0), 4.0]),
    ],
)
def test_a_selection_made_while_it_plays(
    qtbot: QtBot, position_s: float, loop: bool, told: list[object]
) -> None:
    playback = Playback(SimpleNamespace())  # type: ignore[arg-type]
    player = FakePlayer(position_s)
    playback._player = player  # type: ignore[assignment]
    playback._loop = loop
    for end_s in (4.5, 5.0, 5.5, 6.0):  # as it is dragged
        playback.keep_to((4.0, end_s), (0.0, 9.0))
    assert player.told == []
    qtbot.wait(3 * SETTLE_MS)
    assert player.told == told


def test_a_part_is_selected_by_keys(window: MainWindow, shown: Recording) -> None:
    control, act = window.controller, window.actions_
    end_s = shown.view.clip.duration_s if shown.view.clip else 0.0
    control.transport.seek(2.0)
    act["select_from"].trigger()
    assert shown.view.selection_s == (2.0, end_s)
    control.transport.seek(5.0)
    act["select_to"].trigger()
    assert shown.view.selection_s == (2.0, 5.0)
    assert shown.view.position_s == 5.0
    control.transport.seek(3.0)
    act["select_from"].trigger()
    assert shown.view.selection_s == (3.0, 5.0)
    control.transport.seek(7.0)
    act["select_from"].trigger()
    assert shown.view.selection_s == (7.0, end_s), "behind its end it begins anew"
    control.transport.seek(4.0)
    act["select_to"].trigger()
    assert shown.view.selection_s == (0.0, 4.0)
    control.transport.seek(0.0)
    act["select_to"].trigger()
    assert shown.view.selection_s == (0.0, 4.0), "nothing lies before the start"
    assert window.result.header._scope.text() == "SELECTION 0:00.0 – 0:04.0"


def test_escape_stops_and_then_gives_the_selection_up(
    window: MainWindow, qtbot: QtBot, shown: Recording
) -> None:
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window, timeout=5000)
    transport = window.controller.transport
    transport.choose_span((1.0, 2.0))
    transport._playback._player = FakePlayer(1.5)  # type: ignore[assignment]
    transport.changed.emit()
    qtbot.keyClick(window.timeline, Qt.Key.Key_Escape)
    assert not transport.playing
    assert shown.view.selection_s == (1.0, 2.0)
    qtbot.keyClick(window.timeline, Qt.Key.Key_Escape)
    assert shown.view.selection_s is None


def test_a_selection_costs_no_more_than_its_answer(
    window: MainWindow, shown: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.segments.selectRow(0)
    done: list[str] = []

    def noting(name: str) -> Callable[..., None]:
        return lambda *_: done.append(name)

    monkeypatch.setattr(window.result, "_show_whole", noting("summary"))
    monkeypatch.setattr(window.segments, "_share_the_width", noting("table"))
    monkeypatch.setattr(window.timeline._tracks.emotions._stack, "show_windows", noting("tracks"))
    for end_s in (2.0, 3.0, 4.0):
        window.controller.transport.choose_span((1.0, end_s))
    assert done == []
    assert window.segments.currentIndex().row() == 0
    assert window.result.header._scope.text() == "SELECTION 0:01.0 – 0:04.0"


@pytest.mark.parametrize(
    ("values", "spacing", "texts"),
    [
        ([0.0, 1.0, 2.0], 1.0, ["0 s", "1 s", "2 s"]),
        ([0.2, 0.4], 0.2, ["0.2 s", "0.4 s"]),
        ([59.0, 60.0, 61.0], 1.0, ["0:59", "1:00", "1:01"]),
        ([70.0, 70.1, 70.2], 0.1, ["1:10.0", "1:10.1", "1:10.2"]),
        ([1450.0, 1450.5, 1451.0], 0.5, ["24:10.0", "24:10.5", "24:11.0"]),
        ([3723.04, 3723.06], 0.02, ["1:02:03.04", "1:02:03.06"]),
        ([59.99, 60.0], 0.01, ["0:59.99", "1:00.00"]),
    ],
)
def test_ticks_of_the_time_axis_differ(
    qtbot: QtBot, values: list[float], spacing: float, texts: list[str]
) -> None:
    assert TimeAxis("bottom").tickStrings(values, 1.0, spacing) == texts


def test_zoomed_in_an_area_is_drawn_between_the_borders_of_the_view() -> None:
    run = Run(np.array([0.0, 1.0, 3.0]), np.array([[0.0, 0.2, 1.0], [0.0, 0.4, 1.0], [0, 0.8, 1]]))
    part = _visible(run, 1.5, 2.0)
    assert part is not None
    np.testing.assert_allclose(part.times_s, [1.5, 2.0])
    np.testing.assert_allclose(part.cumulative[:, 1], [0.5, 0.6])
    whole = _visible(run, -5.0, 9.0)
    assert whole is not None
    np.testing.assert_allclose(whole.times_s, [0.0, 1.0, 3.0])
    assert _visible(run, 4.0, 5.0) is None


def test_probabilities_are_drawn_only_where_somebody_speaks() -> None:
    rows = np.array([[0.0, 0.2, 1.0], [0.0, 0.4, 1.0], [0.0, 0.8, 1.0]])
    runs = [Run(np.array([0.0, 4.0, 9.0]), rows), Run(np.array([20.0, 22.0, 30.0]), rows)]
    parts = within(runs, [(1.5, 3.0), (8.0, 21.0), (29.0, 40.0)])
    ends = [(float(part.times_s[0]), float(part.times_s[-1])) for part in parts]
    assert ends == [(1.5, 3.0), (8.0, 9.0), (20.0, 21.0), (29.0, 30.0)]
    assert within(runs, []) == []
