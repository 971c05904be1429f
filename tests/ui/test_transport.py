"""Playing in the window without a loudspeaker: what the player is told, and where the head goes."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from ser_desktop.audio.clip import Clip
from ser_desktop.errors import DeviceError
from ser_desktop.paths import Profile
from ser_desktop.settings import Settings
from ser_desktop.texts.messages import Message
from ser_desktop.ui.playback import playback as module
from ser_desktop.ui.playback.transport import Transport
from ser_desktop.ui.recordings.recording import Recording

Span = tuple[float, float]


class FakePlayer:
    """Plays nothing, and remembers what it was told."""

    made: list[FakePlayer]
    fails = False

    def __init__(
        self, clip: Clip, _device: object, start_s: float, span_s: Span, loop: bool, speed: float
    ) -> None:
        if FakePlayer.fails:
            raise DeviceError(Message("device.no_loudspeaker"))
        self.position_s, self.end_s, self.finished = start_s, span_s[1], False
        self.span_s, self.loop, self.speed, self.closed = span_s, loop, speed, False
        FakePlayer.made.append(self)

    def set_speed(self, speed: float) -> None:
        self.speed = speed

    def set_span(self, span_s: Span) -> None:
        self.span_s = span_s

    def seek(self, position_s: float) -> None:
        self.position_s = position_s

    def close(self) -> None:
        self.closed = True


class Deck:
    """A transport with a recording of ten seconds."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.transport = Transport(settings)
        self.recording = recording_of(10.0)
        self.positions: list[float] = []
        self.selections: list[Span | None] = []
        self.problems: list[str] = []
        self.transport.position_changed.connect(self.positions.append)
        self.transport.selection_changed.connect(self.selections.append)
        self.transport.problem.connect(lambda message: self.problems.append(message.id))
        self.transport.show(self.recording)

    @property
    def player(self) -> FakePlayer:
        """The player that was made last."""
        return FakePlayer.made[-1]


def recording_of(duration_s: float | None) -> Recording:
    """A recording whose sound is decoded; None: it is not."""
    recording = Recording.of(Path("/in/a.wav"))
    if duration_s is not None:
        clip: Any = SimpleNamespace(duration_s=duration_s)
        recording.view.clip = clip
    return recording


@pytest.fixture
def deck(qapp: object, profile: Profile, monkeypatch: pytest.MonkeyPatch) -> Any:
    FakePlayer.made, FakePlayer.fails = [], False
    monkeypatch.setattr(module, "Player", FakePlayer)
    monkeypatch.setattr(module, "list_devices", lambda _kind: None)
    monkeypatch.setattr(module, "chosen_device", lambda *_: None)
    made = Deck(Settings(profile.settings_file))
    yield made
    made.transport.close()


@pytest.mark.parametrize("recording", [None, recording_of(None)])
def test_without_sound_nothing_is_played_and_no_head_moves(
    deck: Deck, recording: Recording | None
) -> None:
    transport = deck.transport
    transport.show(recording)
    transport.toggle()
    transport.play_with_lead((2.0, 3.0), 1.0)
    transport.seek(4.0)
    transport.seek_by(1.0)
    transport.select_from_head()
    transport.select_to_head()
    assert FakePlayer.made == []
    assert deck.positions == []
    assert not any(deck.selections)


def test_without_a_recording_there_is_no_selection(deck: Deck) -> None:
    deck.transport.show(None)
    deck.transport.choose_span((1.0, 2.0))
    assert deck.selections == []
    deck.transport.emit_all()
    assert (deck.positions, deck.selections) == ([0.0], [None])


def test_a_selection_behind_the_end_of_a_shorter_recording_goes(deck: Deck) -> None:
    view = deck.recording.view
    view.selection_s, view.position_s = (8.0, 12.0), 11.0
    deck.transport.emit_all()
    assert (view.selection_s, view.position_s) == (None, 10.0)
    assert (deck.positions, deck.selections) == ([10.0], [None])
    view.selection_s = (8.0, 10.0)
    deck.transport.emit_all()
    assert view.selection_s == (8.0, 10.0)


def test_a_missing_loudspeaker_is_reported_and_nothing_plays(deck: Deck) -> None:
    FakePlayer.fails = True
    deck.transport.toggle()
    assert deck.problems == ["device.no_loudspeaker"]
    assert not deck.transport.playing


def test_playing_moves_the_head_and_ends_at_the_end(deck: Deck) -> None:
    deck.transport.toggle()
    assert deck.transport.playing
    deck.player.position_s = 4.0
    deck.transport._playback._on_tick()
    assert deck.recording.view.position_s == 4.0
    deck.player.finished = True
    deck.transport._playback._on_tick()
    assert not deck.transport.playing
    assert deck.player.closed
    assert deck.positions == [4.0, 10.0]
    deck.transport._playback._on_tick()  # a tick that was on its way
    assert deck.positions == [4.0, 10.0]


def test_a_tick_after_the_recording_has_gone_moves_nothing(deck: Deck) -> None:
    deck.transport._recording = None
    deck.transport._playback.moved.emit(3.0)
    assert deck.positions == []


def test_the_second_press_pauses_and_the_head_stays(deck: Deck) -> None:
    deck.transport.seek(3.0)
    deck.transport.toggle()
    deck.transport.toggle()
    assert not deck.transport.playing
    assert deck.recording.view.position_s == 3.0


@pytest.mark.parametrize(("lead_s", "start_s"), [(1.0, 1.0), (5.0, 0.0)])
def test_a_part_is_played_with_what_comes_before(deck: Deck, lead_s: float, start_s: float) -> None:
    deck.transport.play_with_lead((2.0, 3.0), lead_s)
    assert deck.player.span_s == (start_s, 3.0)
    assert deck.recording.view.position_s == start_s


def test_speed_and_loop_act_at_once_and_a_loudspeaker_at_the_next_start(deck: Deck) -> None:
    transport, settings = deck.transport, deck.settings
    transport.set_loop(True)
    transport.apply_setting("playback_speed")  # nothing is played yet
    transport.toggle()
    assert deck.player.loop
    transport.set_loop(False)
    assert not deck.player.loop
    settings["playback_speed"] = 0.5
    transport.apply_setting("playback_speed")
    assert deck.player.speed == 0.5
    transport.apply_setting("theme")
    assert transport.playing
    transport.apply_setting("output_device")
    assert not transport.playing


def test_a_head_moved_out_of_the_selection_plays_on_to_the_end(deck: Deck) -> None:
    transport = deck.transport
    transport.choose_span((2.0, 4.0))
    assert deck.recording.view.position_s == 2.0
    transport.toggle()
    assert deck.player.span_s == (2.0, 4.0)
    transport.seek(3.0)
    assert (deck.player.span_s, deck.player.position_s) == ((2.0, 4.0), 3.0)
    transport.seek(6.0)
    assert (deck.player.span_s, deck.player.position_s) == ((0.0, 10.0), 6.0)
    transport.seek(99.0)
    assert deck.recording.view.position_s == 10.0


def test_a_selection_given_up_while_playing_plays_everything(qtbot: QtBot, deck: Deck) -> None:
    deck.transport._playback._settle.setInterval(0)
    deck.transport.choose_span((2.0, 4.0))
    deck.transport.toggle()
    deck.transport.choose_span(None)
    qtbot.waitUntil(lambda: deck.player.span_s == (0.0, 10.0), timeout=2000)
    deck.transport.stop()
    deck.transport._playback._keep_to_wanted()
    assert deck.player.span_s == (0.0, 10.0)


def test_the_same_selection_is_no_news(deck: Deck) -> None:
    deck.transport.choose_span((2.0, 4.0))
    deck.transport.choose_span((2.0, 4.0))
    assert deck.selections == [(2.0, 4.0)]


@pytest.mark.parametrize(
    ("before", "head_s", "from_head", "to_head"),
    [
        (None, 4.0, (4.0, 10.0), (0.0, 4.0)),
        ((2.0, 6.0), 4.0, (4.0, 6.0), (2.0, 4.0)),
        ((2.0, 6.0), 8.0, (8.0, 10.0), (2.0, 8.0)),
        ((2.0, 6.0), 1.0, (1.0, 6.0), (0.0, 1.0)),
        ((2.0, 6.0), 0.0, (0.0, 6.0), (2.0, 6.0)),  # nothing lies before the beginning
        ((2.0, 6.0), 10.0, (2.0, 6.0), (2.0, 10.0)),
    ],
)
def test_keys_set_one_end_of_the_selection_to_the_head(
    deck: Deck, before: Span | None, head_s: float, from_head: Span, to_head: Span
) -> None:
    view = deck.recording.view
    for select, after in (
        (deck.transport.select_from_head, from_head),
        (deck.transport.select_to_head, to_head),
    ):
        view.selection_s, view.position_s = before, head_s
        select()
        assert view.selection_s == after
        assert view.position_s == head_s, "so that the other end can be set from here"
    deck.transport.toggle()
    view.selection_s, view.position_s = (2.0, 6.0), 4.0
    deck.transport.select_from_head()
    assert view.selection_s == (4.0, 6.0)
