from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from ser_desktop.emotion.keeping_up import KeepingUp
from ser_desktop.emotion.live import LiveAnalysis
from ser_desktop.emotion.model import EmotionModel
from ser_desktop.texts.messages import Message
from ser_desktop.ui.recording.live_results import LiveResults
from ser_desktop.ui.toolkit.workers import Workers

SECOND = np.zeros(16_000, dtype=np.float32)


def test_windows_gather(qtbot: QtBot, model: EmotionModel) -> None:
    workers, got = Workers(), []
    live = LiveResults(workers)
    live.changed.connect(got.append)
    live.start(model, 16_000, 0.5, offset_s=2.0)
    for seconds in (1, 2, 3):
        live.feed(SECOND)
        qtbot.waitUntil(lambda n=2 * seconds: bool(got) and len(got[-1]) == n, timeout=5000)
    assert [window.end_s for window in got[-1]] == [2.5, 3.0, 3.5, 4.0, 4.5, 5.0]
    live.stop()
    workers.close()


def test_samples_that_arrive_meanwhile_are_one_job(qtbot: QtBot, model: EmotionModel) -> None:
    workers, got = Workers(), []
    live = LiveResults(workers)
    live.changed.connect(got.append)
    live.start(model, 16_000, 0.5)
    for _ in range(10):
        live.feed(SECOND)
    qtbot.waitUntil(lambda: bool(got) and got[-1][-1].end_s == 10.0, timeout=5000)
    assert [window.end_s for window in got[-1]] == [0.5, 1.0, 9.5, 10.0], "the last ones alone"
    live.stop()
    workers.close()


def test_an_error_ends_live_results_with_a_message(
    qtbot: QtBot, model: EmotionModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_live: LiveAnalysis, *_: object) -> list[object]:
        raise RuntimeError("on purpose")

    monkeypatch.setattr(LiveAnalysis, "push", broken)
    workers = Workers()
    live = LiveResults(workers)
    live.start(model, 16_000, 0.5)
    with qtbot.waitSignal(live.problem, timeout=5000) as said:
        live.feed(SECOND)
    detail = Message("reason.quoted", text="on purpose")
    assert said.args == [Message("live.failed", detail=detail)]
    live.feed(SECOND)
    assert live._pending == []
    workers.close()


def test_nothing_comes_after_stop(qtbot: QtBot, model: EmotionModel) -> None:
    workers, got = Workers(), []
    live = LiveResults(workers)
    live.changed.connect(got.append)
    live.start(model, 16_000, 0.5)
    live.feed(SECOND)
    live.stop()
    qtbot.waitUntil(lambda: not workers.busy, timeout=5000)
    assert got == []
    workers.close()


def test_a_slow_model_is_replaced_with_a_message(
    qtbot: QtBot, model: EmotionModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(KeepingUp, "falls_behind", property(lambda _self: True))
    workers, said, got = Workers(), [], []
    live = LiveResults(workers)
    live.problem.connect(said.append)
    live.changed.connect(got.append)
    live.start(model, 16_000, 0.5)
    for count in (2, 4):
        live.feed(SECOND)
        qtbot.waitUntil(lambda n=count: bool(got) and len(got[-1]) == n, timeout=5000)
    assert said == [Message("live.changed_model", model="ser-base", fast="ser-small")]
    assert live._analysis is not None
    assert live._analysis.model.info.name == "ser-small"
    live.stop()
    workers.close()
