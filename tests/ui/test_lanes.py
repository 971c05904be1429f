"""The lanes of the timeline: their order, what gives way without room, and what the user chose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication

from ser_desktop.emotion.results import Analysis
from ser_desktop.emotion.speaker_turns import SpeakerTurn
from ser_desktop.project.items import Annotation
from ser_desktop.ui.shell.main_window import MainWindow
from ser_desktop.ui.timeline.lane_bar import bar_height
from ser_desktop.ui.timeline.lane_room import CLOSED, Choice, LaneNeed, share_out
from ser_desktop.ui.timeline.lanes import LANES
from ser_desktop.ui.timeline.timeline_view import TimelineView
from ser_desktop.ui.timeline.track_layout import MIN_SPECTROGRAM, min_height
from tests.support.made_analysis import made_analysis

NEEDS = [LaneNeed("model", 26, 20), LaneNeed("speakers", 48, 32), LaneNeed("stack", 64, 36)]
MADE = Annotation(
    id="a", recording_id="r", track="mix", start_s=1.0, end_s=3.0, labels={"sad": 1.0}, rater="Ann"
)


def with_choice(key: str, choice: Choice) -> list[LaneNeed]:
    return [replace(need, choice=choice) if need.key == key else need for need in NEEDS]


@pytest.mark.parametrize(
    ("room", "heights"),
    [
        (200, {"model": 26, "speakers": 48, "stack": 64}),
        (150, {"model": 26, "speakers": 48, "stack": 64}),
        (130, {"model": 26, "speakers": 48, "stack": 44}),
        (110, {"model": 26, "speakers": 36, "stack": 36}),
        (90, {"model": 26, "speakers": 36, "stack": CLOSED}),
        (64, {"model": 20, "speakers": CLOSED, "stack": CLOSED}),
        (55, {"model": 26, "speakers": CLOSED}),
        (41, {"model": CLOSED, "speakers": CLOSED}),
        (0, {}),
    ],
)
def test_lanes_get_lower_then_closed_then_left_out(room: int, heights: dict[str, int]) -> None:
    assert share_out(room, NEEDS, bar=16, gap=4) == heights


def test_what_the_user_opened_comes_first_and_what_was_closed_stays_closed() -> None:
    assert share_out(90, with_choice("stack", "open"), bar=16, gap=4)["stack"] >= 36
    assert share_out(90, with_choice("stack", "open"), bar=16, gap=4)["speakers"] == CLOSED
    assert share_out(500, with_choice("stack", "closed"), bar=16, gap=4)["stack"] == CLOSED


@pytest.mark.parametrize("room", range(0, 220, 7))
def test_no_more_is_shared_out_than_there_is(room: int) -> None:
    heights = share_out(room, [*NEEDS, LaneNeed("two", 30, 20, n_rows=2)], bar=16, gap=4)
    rows = {key: 2 if key == "two" else 1 for key in heights}
    assert (
        sum((height or 16) * rows[key] + 4 * rows[key] for key, height in heights.items()) <= room
    )


def with_speakers(analysis: Analysis, n: int = 2) -> Analysis:
    names = [f"speaker-{number}" for number in range(1, n + 1)]
    tracks = tuple(
        replace(
            analysis.tracks[0], name=name, speaker=name, turns=(SpeakerTurn(name, 0.0, 2.0 + i),)
        )
        for i, name in enumerate(names)
    )
    return replace(analysis, further_tracks=tracks)


def rows(view: TimelineView) -> dict[str, tuple[str, float]]:
    """Whether each lane is open or closed, and where it begins."""
    QApplication.processEvents()
    found = {}
    for key in LANES:
        (lane, *_) = view.lanes._rows[key]
        item = lane.plot if lane.shown else lane.bar
        state = "open" if lane.shown else "closed" if lane.closed else "missing"
        found[key] = state, item.geometry().top()
    return found


@pytest.fixture
def view(window: MainWindow) -> TimelineView:
    """The timeline as it is at 1280 by 800, with an analysis."""
    window.show_start(False)
    window.timeline.setFixedHeight(470)
    window.timeline.show_analyses((made_analysis(["sad", "happy"] * 6),))
    window.timeline.show_annotations(())
    window.timeline.show_speakers(None, {})
    return window.timeline


def test_the_first_annotation_and_the_speakers_remove_no_lane(view: TimelineView) -> None:
    before = rows(view)
    assert [state for state, _ in before.values()] == [*["open"] * 4, "closed"]
    view.show_annotations([MADE])
    assert rows(view) == before, "nothing jumps"
    view.show_speakers(with_speakers(made_analysis(["sad", "happy"] * 6)), {})
    after = rows(view)
    assert [state for state, _ in after.values()] == ["open"] * 5
    tops = [top for _, top in after.values()]
    assert tops == sorted(tops), "from top to bottom as ever"
    sound = view._tracks.spectrogram.plot.geometry().top()
    assert tops[0] < view._tracks.waveform.plot.geometry().top() < sound < tops[1]


@pytest.mark.parametrize("height", [0, 280, 305, 340, 400, 470])
def test_a_lower_window_closes_lanes_and_keeps_the_spectrogram(
    view: TimelineView, height: int
) -> None:
    view.show_speakers(with_speakers(made_analysis(["sad", "happy"] * 6), 4), {})
    view.setFixedHeight(600)
    QApplication.processEvents()
    height = height or min_height()
    view.setFixedHeight(height)
    states = rows(view)
    assert view._tracks.spectrogram.plot.getViewBox().height() >= MIN_SPECTROGRAM
    assert view.ci.geometry().height() <= height, "nothing below the edge"
    bottoms = [top + bar_height() for state, top in states.values() if state != "missing"]
    assert max(bottoms, default=0) <= height
    if height >= 340:
        assert "missing" not in [state for state, _ in states.values()]


def test_a_bar_names_its_lane_and_opens_it(view: TimelineView) -> None:
    lanes = view.lanes
    lanes._rows["probabilities"][0]._handle.pressed.emit()
    (stack,) = lanes._rows["probabilities"][:1]
    assert stack.closed
    assert stack.bar.text == "probabilities"
    assert rows(view)["probabilities"][0] == "closed"
    stack.bar.pressed.emit()
    assert stack.shown


def test_a_lane_is_closed_in_the_menu_and_stays_closed_after_a_restart(
    make_window: Callable[[], MainWindow], no_devices: None
) -> None:
    first = make_window()
    first.show_start(False)
    first.timeline.setFixedHeight(470)
    assert first.actions_["lane_probabilities"].isChecked()
    first.actions_["lane_probabilities"].trigger()
    assert not first.actions_["lane_probabilities"].isChecked()
    assert not first.timeline.lanes.is_open("probabilities")
    first.close()
    second = make_window()
    second.show_start(False)
    second.timeline.setFixedHeight(470)
    QApplication.processEvents()
    assert not second.timeline.lanes.is_open("probabilities")
    assert not second.actions_["lane_probabilities"].isChecked()
    assert second.timeline.lanes.is_open("model")
    second.actions_["lane_probabilities"].trigger()
    assert second.controller.settings["lanes_closed"] == []


def test_the_empty_lane_of_speakers_offers_to_find_them(view: TimelineView) -> None:
    asked: list[bool] = []
    view.lanes.search_wanted.connect(lambda: asked.append(True))
    bar = view._tracks.speakers.lane.bar
    assert "Find who speaks" in bar.text
    bar.pressed.emit()
    assert asked == [True]
    view.show_speakers(with_speakers(made_analysis(["sad"] * 6)), {})
    assert view.lanes.is_open("speakers")
    assert "Find who speaks" not in bar.text
