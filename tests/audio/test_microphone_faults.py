"""What a microphone says of its sound: samples that are no numbers, for the readers they reach."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from ser_desktop.audio import microphone as module
from ser_desktop.audio.devices import AudioDevice
from ser_desktop.audio.faults import SoundFaults
from ser_desktop.audio.microphone import Microphone

DEVICE = AudioDevice(0, "Made", "Test", 2, 16_000, True)
NO_OVERFLOW = SimpleNamespace(input_overflow=False)


def test_no_reader_gets_a_sample_that_is_no_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module.Microphone, "_open", lambda _self: None)
    microphone = Microphone(DEVICE)
    block = np.full((160, 2), 0.1, np.float32)
    microphone._on_samples(block, 160, None, NO_OVERFLOW)
    assert microphone.faults_since(0) == SoundFaults()
    bad = block.copy()
    bad[5, 1] = np.nan
    microphone._on_samples(bad, 160, None, NO_OVERFLOW)
    microphone._on_samples(block, 160, None, NO_OVERFLOW)
    heard, position, _ = microphone.ring.read(0)
    assert np.isfinite(heard).all()
    assert microphone.faults_since(160) == SoundFaults(repaired=True)
    assert microphone.faults_since(320) == microphone.faults_since(position) == SoundFaults()
