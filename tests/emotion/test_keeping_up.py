"""A model that takes longer than its hop is noticed, one slow moment is not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ser_desktop.emotion.catalogue import load_model
from ser_desktop.emotion.keeping_up import KeepingUp, load_fast_model
from ser_desktop.emotion.live import LiveAnalysis
from ser_desktop.emotion.model import EmotionModel
from tests.support.models import write_model


def test_a_slow_model_is_noticed_after_some_seconds() -> None:
    pace = KeepingUp(hop_s=0.5)
    for _ in range(9):
        pace.note(0.6)
    assert not pace.falls_behind, "4.5 s of sound are too few"
    pace.note(0.6)
    assert pace.falls_behind


def test_one_slow_moment_changes_nothing() -> None:
    pace = KeepingUp(hop_s=0.5)
    for taken_s in (*[0.1] * 8, 60.0, 0.6, 0.6, 0.1):
        pace.note(taken_s)
    assert not pace.falls_behind


def test_the_fast_model_takes_the_place_of_the_accurate_one(model: EmotionModel) -> None:
    fast = load_fast_model(model)
    assert fast is not None
    assert fast.info.name == "ser-small"
    assert load_fast_model(fast) is None


def test_a_model_with_other_labels_stays(tmp_path: Path, model: EmotionModel) -> None:
    other = EmotionModel(write_model(tmp_path / "m.onnx", n_outputs=2, labels='["happy", "sad"]'))
    assert load_fast_model(other) is None
    live = LiveAnalysis(model, 16_000)
    with pytest.raises(ValueError, match="does not fit"):
        live.use_model(other)


def test_another_model_continues_with_the_buffered_sound(sample: Path) -> None:
    import soundfile

    samples, rate_hz = soundfile.read(sample, dtype="float32")
    base, small = (load_model(name, Path("none")) for name in ("ser-base", "ser-small"))
    changed, alone = LiveAnalysis(base, rate_hz, 1.0), LiveAnalysis(small, rate_hz, 1.0)
    changed_windows, alone_windows = [], []
    for second in range(6):
        block = samples[second * rate_hz : (second + 1) * rate_hz]
        if second == 4:
            changed.use_model(small)
        changed_windows += changed.push(block)
        alone_windows += alone.push(block)
    assert np.allclose(changed_windows[5].probabilities, alone_windows[5].probabilities)
    assert not np.allclose(changed_windows[3].probabilities, alone_windows[3].probabilities)
