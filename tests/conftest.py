"""Fixtures for every package. Sounds are made here; nothing needs a corpus unless it says so."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from ser_desktop.emotion.catalogue import load_model
from ser_desktop.emotion.model import EmotionModel
from ser_desktop.paths import Profile
from tests.support.virtual_microphone import VirtualMicrophone, missing_programs

# How long an example takes says nothing on a shared machine.
settings.register_profile("suite", deadline=None)
settings.load_profile("suite")


@pytest.fixture(scope="session")
def sample() -> Path:
    """Ten seconds of speech made by a synthesiser (``tests/support/make_voice.py``)."""
    return Path(__file__).parent / "support" / "sounds" / "sample.flac"


@pytest.fixture(scope="session")
def model() -> EmotionModel:
    """The model that ships."""
    return load_model("", Path("none"))


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    """A profile of its own for every test."""
    return Profile.at(tmp_path / "profile")


@pytest.fixture
def tone(tmp_path: Path) -> Path:
    """Two seconds of 440 Hz, 44.1 kHz, mono."""
    path = tmp_path / "tone.wav"
    time_s = np.arange(2 * 44_100) / 44_100
    soundfile.write(path, 0.5 * np.sin(2 * np.pi * 440 * time_s), 44_100)
    return path


@pytest.fixture(scope="session")
def virtual_microphone() -> Iterator[VirtualMicrophone]:
    """A real sound server with a microphone we speak into."""
    missing = missing_programs()
    if missing:
        pytest.skip(f"the virtual microphone needs {', '.join(missing)}")
    with VirtualMicrophone() as microphone:
        from ser_desktop.audio.devices import list_devices

        list_devices("input", rescan=True)
        yield microphone


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The folder that holds ravdess/."""
    folder = Path(os.environ.get("SER_CORPORA") or "corpora")
    if not (folder / "ravdess").is_dir():
        pytest.skip(f"no RAVDESS below {folder}; set SER_CORPORA")
    return folder


@pytest.fixture(autouse=True)
def _no_thread_is_left() -> Iterator[None]:
    """Who starts a thread ends it."""
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + 3
    while time.monotonic() < deadline:
        left = [t for t in threading.enumerate() if t not in before and not t.daemon]
        if not left:
            return
        time.sleep(0.02)
    raise AssertionError(f"threads left over: {left}")
