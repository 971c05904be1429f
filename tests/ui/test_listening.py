"""Takes and monitoring on a microphone of the test: what is started twice, refused or lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from pytestqt.qtbot import QtBot

from ser_desktop.audio.devices import AudioDevice, DeviceList
from ser_desktop.emotion.model import EmotionModel
from ser_desktop.errors import DeviceError, OutputError
from ser_desktop.paths import Profile
from ser_desktop.settings import Settings
from ser_desktop.texts.messages import Message
from ser_desktop.ui.recording import microphone_input
from ser_desktop.ui.recording.listening import Listening
from ser_desktop.ui.toolkit.state import State
from ser_desktop.ui.toolkit.workers import Workers
from tests.support import stub_microphone
from tests.support.stub_microphone import RATE_HZ, StubMicrophone

SECOND = np.full(RATE_HZ, 0.1, np.float32)


class Studio:
    """A microphone, and what the window would be told."""

    def __init__(self, profile: Profile, workers: Workers) -> None:
        self.settings = Settings(profile.settings_file)
        self.settings["meter_before_recording"] = False
        self.profile = profile
        self.listening = Listening(profile, self.settings, workers)
        self.input = self.listening.input
        self.events: list[str] = []
        self.ended: list[Path | None] = []
        self.problems: list[str] = []
        self.listening.started.connect(lambda: self.events.append("started"))
        self.listening.ended.connect(self._on_ended)
        self.listening.problem.connect(self._on_problem)
        self.input.rescan()

    def _on_ended(self, path: Path | None) -> None:
        self.events.append("ended")
        self.ended.append(path)

    def _on_problem(self, problem: Message | list[Message]) -> None:
        messages = [problem] if isinstance(problem, Message) else problem
        self.problems += [message.id for message in messages]

    @property
    def microphone(self) -> StubMicrophone:
        """The open microphone."""
        microphone: Any = self.input.microphone
        assert microphone is not None
        return microphone

    def hear(self, samples: np.ndarray = SECOND) -> None:
        """Speak, and let the window read it."""
        self.microphone.hear(samples)
        self.input._pull()


@pytest.fixture
def studio(qapp: object, profile: Profile, monkeypatch: pytest.MonkeyPatch) -> Iterator[Studio]:
    stub_microphone.install(monkeypatch)
    workers = Workers()
    made = Studio(profile, workers)
    yield made
    made.listening.close()
    workers.close()


def break_microphone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No microphone can be opened from now on."""

    def refuse(_device: AudioDevice) -> None:
        raise DeviceError(Message("device.no_microphone"))

    monkeypatch.setattr(microphone_input, "Microphone", refuse)


def test_a_take_is_started_once_and_kept(studio: Studio) -> None:
    listening = studio.listening
    listening.start_take()
    take = studio.input.take
    listening.start_take()
    listening.start_monitoring()
    assert studio.input.take is take
    assert listening.state is State.RECORDING
    studio.hear()
    listening.pause_take()
    assert listening.state is State.PAUSED
    studio.hear()
    listening.pause_take()
    studio.hear()
    listening.stop_take()
    listening.stop_take()
    assert studio.events == ["started", "ended"]
    (path,) = studio.ended
    assert path is not None
    assert soundfile.info(path).duration == pytest.approx(2.0), "without the pause"
    assert studio.input.microphone is None, "it is closed: there is no meter"


def test_without_a_take_there_is_nothing_to_pause(studio: Studio) -> None:
    studio.listening.pause_take()
    studio.listening.stop_monitoring()
    assert (studio.listening.state, studio.events) == (State.IDLE, [])


def test_a_take_without_sound_leaves_no_file(studio: Studio) -> None:
    studio.listening.start_take()
    assert studio.input.take is not None
    path = studio.input.take.path
    studio.listening.stop_take()
    assert studio.ended == [None]
    assert studio.problems == ["take.empty"]
    assert not path.exists()


def test_a_take_ends_monitoring(studio: Studio) -> None:
    studio.listening.start_monitoring()
    assert studio.listening.state is State.MONITORING
    studio.listening.start_take()
    assert studio.listening.state is State.RECORDING
    studio.hear()
    studio.listening.stop_take()
    assert studio.listening.state is State.IDLE
    assert studio.events == ["started", "started", "ended"]


@pytest.mark.parametrize("was_monitoring", [True, False])
def test_a_take_that_cannot_begin_leaves_nothing_running(
    studio: Studio, monkeypatch: pytest.MonkeyPatch, was_monitoring: bool
) -> None:
    if was_monitoring:
        studio.listening.start_monitoring()

    def full(*_: object) -> None:
        raise OutputError(Message("take.disk_nearly_full", folder="/takes"))

    monkeypatch.setattr(microphone_input, "Take", full)
    studio.listening.start_take()
    assert studio.problems == ["take.disk_nearly_full"]
    assert studio.listening.state is State.IDLE
    assert studio.ended == ([None] if was_monitoring else [])
    assert studio.input.microphone is None


def test_a_microphone_that_cannot_be_opened_is_reported(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_microphone(monkeypatch)
    studio.listening.start_monitoring()
    studio.listening.start_take()
    studio.settings["meter_before_recording"] = True
    studio.input.apply_meter_setting()
    assert studio.problems == ["device.no_microphone"] * 3
    assert (studio.listening.state, studio.events) == (State.IDLE, [])


def test_a_lost_microphone_ends_the_take_and_keeps_it(studio: Studio) -> None:
    studio.listening.start_take()
    studio.hear()
    studio.microphone.lost = True
    studio.input._pull()
    assert studio.problems == ["microphone.lost_during_take"]
    (path,) = studio.ended
    assert path is not None
    assert path.is_file()
    assert studio.input.microphone is None
    studio.input._pull()  # a tick that was on its way
    assert len(studio.problems) == 1


def test_a_lost_microphone_ends_monitoring(studio: Studio) -> None:
    studio.listening.start_monitoring()
    studio.microphone.lost = True
    studio.input._pull()
    assert studio.problems == ["microphone.lost"]
    assert studio.ended == [None]
    assert studio.listening.state is State.IDLE


def test_a_full_disk_ends_the_take(studio: Studio) -> None:
    studio.listening.start_take()
    take = studio.input.take
    assert take is not None
    studio.hear()
    take.problem = Message("take.four_gigabytes", path=take.path)
    studio.input._pull()
    assert studio.problems[0] == "take.four_gigabytes"
    assert studio.listening.state is State.IDLE


def test_lost_samples_of_a_take_are_counted(studio: Studio) -> None:
    studio.listening.start_take()
    take = studio.input.take
    assert take is not None
    studio.hear()
    take.lost_samples, studio.microphone.overflows = RATE_HZ // 2, 2
    studio.listening.stop_take()
    assert studio.problems == ["take.samples_lost", "take.overflows"]


def test_devices_are_not_changed_during_a_take(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio.listening.start_take()
    microphone = studio.microphone
    monkeypatch.setattr(microphone_input, "list_devices", lambda *_a, **_k: DeviceList(()))
    studio.listening.rescan()
    studio.input.choose("Another (Test)")
    studio.input.apply_meter_setting()
    assert studio.input.microphone is microphone
    assert studio.settings["input_device"] == ""
    assert len(studio.input.devices.devices) == 1
    studio.hear()
    studio.listening.stop_take()
    studio.listening.rescan()
    assert studio.input.devices.devices == ()


def test_another_microphone_ends_monitoring(studio: Studio) -> None:
    studio.listening.start_monitoring()
    studio.input.choose("")
    assert studio.listening.state is State.MONITORING, "it is the same one"
    studio.input.apply_meter_setting()
    assert studio.input.microphone is not None
    studio.input.choose("Another (Test)")
    assert studio.listening.state is State.IDLE
    assert studio.settings["input_device"] == "Another (Test)"


def test_a_take_that_runs_when_the_window_closes_is_kept_if_anything_came(studio: Studio) -> None:
    studio.listening.start_take()
    assert studio.input.take is not None
    empty = studio.input.take.path
    studio.listening.close()
    assert not empty.exists()
    studio.listening.start_take()
    assert studio.input.take is not None
    path = studio.input.take.path
    studio.hear()
    studio.listening.close()
    assert path.is_file()
    assert studio.events.count("ended") == 0


def test_a_model_that_comes_later_hears_the_rest(
    qtbot: QtBot, studio: Studio, model: EmotionModel
) -> None:
    offsets: list[float] = []
    studio.listening.live.start = lambda *given: offsets.append(given[-1])  # type: ignore[method-assign]
    studio.listening.use_model(model)
    assert offsets == [], "nobody listens"
    studio.listening.use_model(None)
    studio.listening.start_monitoring()
    studio.hear()
    studio.listening.use_model(model)
    assert offsets == [pytest.approx(1.0)]
    studio.listening.start_take()
    assert offsets[1:] == [0.0]
    studio.hear()
    studio.listening.stop_take()


def test_a_model_changed_during_a_take_hears_from_there(
    studio: Studio, model: EmotionModel
) -> None:
    offsets: list[float] = []
    studio.listening.live.start = lambda *given: offsets.append(given[-1])  # type: ignore[method-assign]
    studio.listening.start_take()
    studio.hear()
    studio.listening.pause_take()  # what came is written
    studio.listening.use_model(model)
    assert offsets == [pytest.approx(1.0)]
    studio.listening.stop_take()
