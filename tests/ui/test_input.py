"""What the window makes of what the microphone gives, without a sound server."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
from pytestqt.qtbot import QtBot

from ser_desktop.paths import Profile
from ser_desktop.settings import Settings
from ser_desktop.texts.messages import Message
from ser_desktop.ui.recording.microphone_input import SILENT_S, MicrophoneInput

RATE_HZ = 16_000


def test_a_silent_microphone_is_reported_while_recording(qtbot: QtBot, profile: Profile) -> None:
    said: list[Message] = []
    entrance = MicrophoneInput(profile, Settings(profile.settings_file))
    entrance.problem.connect(said.append)
    microphone = SimpleNamespace(sample_rate_hz=RATE_HZ, device=SimpleNamespace(key="Mic (Fake)"))
    entrance.take = SimpleNamespace(paused=False)  # type: ignore[assignment]

    def hear(seconds: float, level: float) -> None:
        block = np.full(RATE_HZ // 20, level, dtype=np.float32)
        for _ in range(round(20 * seconds)):
            entrance._check_for_silence(block, microphone)  # type: ignore[arg-type]

    hear(SILENT_S - 0.1, 0.0)
    hear(0.1, 1e-5)
    hear(SILENT_S - 0.1, 0.0)
    assert said == [], "a little noise is a working microphone"
    hear(10.0, 0.0)
    assert said == [Message("microphone.silent", device="Mic (Fake)")]
    entrance.take = SimpleNamespace(paused=True)  # type: ignore[assignment]
    hear(10.0, 0.0)
    entrance.take = None
    hear(10.0, 0.0)
    assert len(said) == 1, "nobody waits for sound then"


def test_the_report_of_silence_goes_with_the_first_sound(qtbot: QtBot, profile: Profile) -> None:
    solved: list[bool] = []
    entrance = MicrophoneInput(profile, Settings(profile.settings_file))
    entrance.heard_again.connect(lambda: solved.append(True))
    microphone = SimpleNamespace(sample_rate_hz=RATE_HZ, device=SimpleNamespace(key="Mic (Fake)"))
    take = SimpleNamespace(paused=False)
    entrance.take = take  # type: ignore[assignment]
    silence = np.zeros(round((SILENT_S + 1) * RATE_HZ), dtype=np.float32)
    sound = np.full(RATE_HZ // 20, 1e-5, dtype=np.float32)
    entrance._check_for_silence(sound, microphone)  # type: ignore[arg-type]
    assert solved == [], "nothing was reported"
    entrance._check_for_silence(silence, microphone)  # type: ignore[arg-type]
    take.paused = True
    entrance._check_for_silence(silence, microphone)  # type: ignore[arg-type]
    assert solved == []
    entrance._check_for_silence(sound, microphone)  # type: ignore[arg-type]
    entrance._check_for_silence(sound, microphone)  # type: ignore[arg-type]
    assert solved == [True]


def test_opposite_channels_are_reported_once_while_somebody_listens(
    qtbot: QtBot, profile: Profile
) -> None:
    said: list[Message] = []
    entrance = MicrophoneInput(profile, Settings(profile.settings_file))
    entrance.problem.connect(said.append)
    microphone = SimpleNamespace(opposite=1, device=SimpleNamespace(key="Mic (Fake)"))
    entrance._check_for_opposite_channels(microphone)  # type: ignore[arg-type]
    assert said == []
    entrance.take = SimpleNamespace(paused=False)  # type: ignore[assignment]
    entrance._check_for_opposite_channels(microphone)  # type: ignore[arg-type]
    entrance._check_for_opposite_channels(microphone)  # type: ignore[arg-type]
    expected = Message("microphone.opposite_phase", device="Mic (Fake)", channel="right")
    assert said == [expected]
    entrance.take = None
