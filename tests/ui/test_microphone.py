"""Record, pause, play and lose the device, through a real sound server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from ser_desktop.audio import take as take_module
from ser_desktop.emotion.analysis import analyze
from ser_desktop.emotion.labels import UNCERTAIN
from ser_desktop.emotion.model import EmotionModel
from ser_desktop.texts.messages import Message
from ser_desktop.ui.shell.main_window import MainWindow
from ser_desktop.ui.toolkit.state import State
from tests.support.virtual_microphone import VirtualMicrophone

pytestmark = pytest.mark.microphone

AGREES_WITHIN = 0.25
"""Largest difference of a probability between a file and the take of it: another rate, 16 bits, and
windows that begin elsewhere."""


@pytest.fixture
def live(
    virtual_microphone: VirtualMicrophone, make_window: Callable[[], MainWindow], qtbot: QtBot
) -> MainWindow:
    window = make_window()
    window.controller.listening.input.rescan()
    control = window.controller.listening.input
    qtbot.waitUntil(lambda: control.microphone is not None, timeout=3000)
    qtbot.waitUntil(
        lambda: bool(control.microphone and control.microphone.ring.written), timeout=8000
    )
    return window


def test_the_meter_runs_before_recording(
    live: MainWindow, virtual_microphone: VirtualMicrophone, qtbot: QtBot, tone: Path
) -> None:
    assert live.toolbar.meter.level_db < -60
    with virtual_microphone.playing(tone):
        qtbot.waitUntil(lambda: live.toolbar.meter.level_db > -20, timeout=6000)
    assert not live.toolbar.meter.clipped


def test_the_microphone_stays_closed_while_the_first_page_is_read(live: MainWindow) -> None:
    microphone = live.controller.listening.input
    microphone.hold_meter()
    microphone.rescan(reload_system=False)
    assert microphone.device is not None
    assert microphone.microphone is None
    microphone.release_meter()
    assert microphone.microphone is not None


def test_a_take_agrees_with_the_file_that_was_spoken(
    live: MainWindow,
    virtual_microphone: VirtualMicrophone,
    model: EmotionModel,
    qtbot: QtBot,
    sample: Path,
) -> None:
    control = live.controller
    live.actions_["record"].trigger()
    assert control.state is State.RECORDING
    assert live.result.headline() == "Recording"
    with virtual_microphone.playing(sample) as player:
        qtbot.waitUntil(lambda: player.poll() is not None, timeout=20_000)
        qtbot.wait(2500)  # what the sound server still holds
    live.actions_["stop"].trigger()
    assert control.state is State.IDLE
    (recording,) = control.recordings.rows()
    qtbot.waitUntil(lambda: recording.analysis is not None, timeout=10_000)
    assert recording.analysis is not None
    assert recording.path.parent == control.profile.recordings
    expected = analyze(sample, model).overall
    found = recording.analysis.overall
    assert found.probabilities is not None
    assert expected.probabilities is not None
    assert np.abs(found.probabilities - expected.probabilities).max() < AGREES_WITHIN


def test_results_follow_the_voice_while_it_is_recorded(
    live: MainWindow, virtual_microphone: VirtualMicrophone, qtbot: QtBot, sample: Path
) -> None:
    control = live.controller
    control.capture.record()
    with virtual_microphone.playing(sample):
        qtbot.waitUntil(lambda: "%" in live.result.bars.text(), timeout=10_000)
        qtbot.waitUntil(lambda: len(live.timeline._tracks.emotions._stack._runs) > 0, timeout=5000)
        qtbot.waitUntil(lambda: live.timeline.spectrogram is not None, timeout=5000)
    assert live.result.headline() not in ("Recording", "No recording")
    take = control.listening.input.take
    assert take is not None
    qtbot.waitUntil(lambda: live.result.headline() == "No speech", timeout=12_000)
    assert live.result.bars.text() == "no result"
    control.listening.stop_take()
    (recording,) = control.recordings.rows()
    qtbot.waitUntil(lambda: recording.analysis is not None, timeout=15_000)
    assert recording.analysis is not None
    overall = recording.analysis.overall
    named = overall.top[0] if overall.label == UNCERTAIN else overall.label
    assert named in live.result.headline().lower()


def test_pause_rests_the_clock(live: MainWindow, qtbot: QtBot) -> None:
    control = live.controller
    control.capture.record()
    take = control.listening.input.take
    assert take is not None
    qtbot.waitUntil(lambda: take.elapsed_s > 0.3, timeout=5000)
    live.actions_["pause"].trigger()
    assert control.state is State.PAUSED
    paused_s = take.elapsed_s
    qtbot.wait(400)
    assert take.elapsed_s == paused_s
    live.actions_["pause"].trigger()
    qtbot.waitUntil(lambda: take.elapsed_s > paused_s + 0.2, timeout=5000)
    control.listening.stop_take()


def test_a_file_opened_during_a_take_waits_in_the_list(
    live: MainWindow, qtbot: QtBot, sample: Path
) -> None:
    control = live.controller
    control.capture.record()
    take = control.listening.input.take
    assert take is not None
    control.open([sample])
    (recording,) = control.recordings.rows()
    qtbot.waitUntil(lambda: recording.analysis is not None, timeout=15_000)
    # The take's own word; "No speech" is its first live answer, where the analysis took longer.
    assert live.result.headline() in ("Recording", "No speech")
    assert control.current is None
    qtbot.waitUntil(lambda: take.elapsed_s > 0.2, timeout=5000)
    control.listening.stop_take()
    assert control.current is not None
    assert control.current.path == take.path


def test_an_empty_take_leaves_nothing_behind(live: MainWindow, qtbot: QtBot, sample: Path) -> None:
    control = live.controller
    control.open([sample])
    before = control.current
    control.capture.record()
    take = control.listening.input.take
    assert take is not None
    take._n_samples = 0
    take._paused = True
    take.problem = Message("plain", sentence="The disk took no more.")
    control.listening.stop_take()
    assert live.notices.ids == ["plain", "take.empty"]
    assert not take.path.exists()
    assert control.current is before


def test_rescan_falls_silent_first(live: MainWindow, qtbot: QtBot, tone: Path) -> None:
    control = live.controller
    control.open([tone])
    (recording,) = control.recordings.rows()
    qtbot.waitUntil(lambda: recording.view.clip is not None, timeout=5000)
    control.transport.toggle()
    qtbot.waitUntil(lambda: recording.view.position_s > 0.1, timeout=5000)
    live.actions_["rescan"].trigger()
    assert control.state is State.IDLE
    qtbot.waitUntil(
        lambda: bool(
            control.listening.input.microphone and control.listening.input.microphone.ring.written
        ),
        timeout=8000,
    )
    qtbot.wait(1300)
    assert live.notices.text() == ""


def test_closing_while_recording_keeps_the_take(live: MainWindow, qtbot: QtBot) -> None:
    control = live.controller
    control.capture.record()
    take = control.listening.input.take
    assert take is not None
    qtbot.waitUntil(lambda: take.elapsed_s > 0.5, timeout=5000)
    live.close()
    assert take.path.stat().st_size > 0.5 * 2 * 40_000
    assert control.listening.input.microphone is None


def test_play_moves_the_head_and_ends(live: MainWindow, qtbot: QtBot, tone: Path) -> None:
    control = live.controller
    control.open([tone])
    (recording,) = control.recordings.rows()
    qtbot.waitUntil(lambda: recording.view.clip is not None, timeout=5000)
    live.actions_["play"].trigger()
    assert control.state is State.PLAYING
    qtbot.waitUntil(lambda: 0.2 < recording.view.position_s < 1.8, timeout=6000)
    live.actions_["play"].trigger()
    assert control.state is State.IDLE
    stopped_s = recording.view.position_s
    live.actions_["play"].trigger()
    qtbot.waitUntil(lambda: control.state is State.IDLE, timeout=8000)
    assert recording.view.position_s == pytest.approx(2.0)
    assert stopped_s < 2.0


def test_a_selection_is_played_and_looped(live: MainWindow, qtbot: QtBot, tone: Path) -> None:
    control = live.controller
    control.open([tone])
    (recording,) = control.recordings.rows()
    qtbot.waitUntil(lambda: recording.view.clip is not None, timeout=5000)
    control.transport.choose_span((0.5, 1.1))
    seen: list[float] = []
    control.transport.position_changed.connect(seen.append)
    live.actions_["play"].trigger()
    qtbot.waitUntil(lambda: control.state is State.IDLE, timeout=8000)
    assert recording.view.position_s == pytest.approx(1.1)
    assert max(seen) < 1.2
    live.actions_["loop"].trigger()
    seen.clear()
    live.actions_["play"].trigger()
    qtbot.waitUntil(lambda: len(seen) > 10 and min(np.diff(seen)) < -0.3, timeout=8000)
    assert control.state is State.PLAYING
    assert min(seen) > 0.3
    control.transport.stop()


def test_a_take_is_kept_when_the_window_closes(
    live: MainWindow,
    make_window: Callable[[], MainWindow],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    live.controller.capture.record()
    take = live.controller.listening.input.take
    assert take is not None
    qtbot.waitUntil(lambda: take.elapsed_s > 0.3, timeout=5000)
    live.close()
    assert str(take.path) in live.controller.settings["recent_files"]
    monkeypatch.setattr(take_module, "STILL_WRITTEN_S", -1.0)
    later = make_window()
    later.controller.library.files.recover()
    assert [row.path for row in later.controller.recordings.rows()] == [take.path]
    assert take.path.name in later.notices.text()


def test_an_empty_take_is_not_recovered(live: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    live.controller.capture.record()
    take = live.controller.listening.input.take
    assert take is not None
    take.pause(True)
    if take.elapsed_s > 0:
        pytest.skip("something was heard already")
    live.close()
    monkeypatch.setattr(take_module, "STILL_WRITTEN_S", -1.0)
    assert not take.path.exists()
    assert take_module.interrupted_takes(take.path.parent) == []
    assert str(take.path) not in live.controller.settings["recent_files"]


def test_a_take_is_kept_with_a_message_when_the_sound_server_dies(
    make_window: Callable[[], MainWindow], qtbot: QtBot, virtual_microphone: VirtualMicrophone
) -> None:
    with VirtualMicrophone() as own:
        window = make_window()
        control = window.controller
        control.listening.input.rescan()
        qtbot.waitUntil(
            lambda: bool(
                control.listening.input.microphone
                and control.listening.input.microphone.ring.written
            ),
            timeout=8000,
        )
        control.capture.record()
        take = control.listening.input.take
        assert take is not None
        qtbot.waitUntil(lambda: take.elapsed_s > 0.5, timeout=5000)
        own.stop()
        qtbot.waitUntil(lambda: control.listening.input.take is None, timeout=10_000)
        assert "microphone.lost_during_take" in window.notices.ids
        (recording,) = control.recordings.rows()
        qtbot.waitUntil(lambda: recording.job.progress is None, timeout=10_000)
        assert recording.duration_s is not None
        assert recording.duration_s > 0.5
        control.listening.input.rescan()
        window.close()


def test_monitoring_classifies_without_recording(
    live: MainWindow, virtual_microphone: VirtualMicrophone, qtbot: QtBot, sample: Path
) -> None:
    control = live.controller
    live.actions_["monitor"].trigger()
    assert control.state is State.MONITORING
    assert live.result.headline() == "Listening"
    with virtual_microphone.playing(sample):
        qtbot.waitUntil(
            lambda: live.result.bars.isVisible() and live.presenter.live_shown, timeout=5000
        )
        with qtbot.waitSignal(
            control.listening.live.changed,
            timeout=15_000,
            check_params_cb=lambda w: w[-1].is_speech,
        ):
            pass
    assert live.result.headline() not in ("Listening", "No recording")
    live.actions_["stop"].trigger()
    assert control.state is State.IDLE
    assert not live.actions_["monitor"].isChecked()
    assert control.recordings.rows() == []
    assert not any(control.profile.recordings.glob("*"))
    assert control.listening.input.microphone is not None, "the meter goes on"


def test_a_take_can_begin_out_of_monitoring(live: MainWindow, qtbot: QtBot) -> None:
    control = live.controller
    control.settings["meter_before_recording"] = False
    control.capture.monitor(True)
    control.capture.record()
    assert control.state is State.RECORDING
    qtbot.waitUntil(
        lambda: bool(control.listening.input.take and control.listening.input.take.elapsed_s > 0.3),
        timeout=8000,
    )
    control.listening.stop_take()
    assert control.state is State.IDLE
    assert len(control.recordings.rows()) == 1
    assert control.listening.input.microphone is None, "nobody wants it any more"


def test_choosing_a_recording_ends_monitoring(
    live: MainWindow, qtbot: QtBot, sample: Path, tone: Path
) -> None:
    control = live.controller
    control.open([sample])
    qtbot.waitUntil(lambda: control.current is not None and control.current.view.clip is not None)
    control.capture.monitor(True)
    assert control.state is State.MONITORING
    control.open([tone])
    assert control.state is State.IDLE
    assert control.current is not None
    assert control.current.path == tone
    qtbot.waitUntil(lambda: live.timeline._clip is control.current.view.clip is not None)
    control.capture.monitor(True)
    live.actions_["stop"].trigger()
    assert control.current.path == tone, "what was shown before is shown again"
    row = live.list.model().index(control.recordings.row_of(control.current), 0)
    assert live.list.selectionModel().isSelected(row)


def test_a_take_that_cannot_start_shows_the_former_recording(
    live: MainWindow, qtbot: QtBot, sample: Path
) -> None:
    control = live.controller
    control.open([sample])
    qtbot.waitUntil(lambda: control.current is not None and control.current.view.clip is not None)
    control.capture.monitor(True)
    control.listening.input._profile = type(control.profile).at(
        sample
    )  # a file where a folder should be
    control.capture.record()
    assert control.state is State.IDLE
    assert control.current is not None
    assert control.current.path == sample
    assert live.timeline._clip is control.current.view.clip
