"""Devices that are missing, unnamed or refused: a list and a sentence, never an exception."""

from __future__ import annotations

import importlib
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from ser_desktop.audio import devices, microphone
from ser_desktop.audio.devices import AudioDevice, list_devices
from ser_desktop.audio.microphone import Microphone
from ser_desktop.errors import DeviceError
from ser_desktop.texts.messages import Message


class PortAudioError(Exception):
    """As sounddevice's."""


class FakePortAudio:
    """A sound system with behaviour: bad names, refused rates, a device that falls silent."""

    refuse_start = ""

    PortAudioError = PortAudioError

    def __init__(self, names: list[bytes], refuse: str = "", most_channels: int = 99) -> None:
        self.names, self.refuse, self.most_channels = names, refuse, most_channels
        self.default = SimpleNamespace(device=(0, -1))
        self._ffi = SimpleNamespace(string=lambda raw: raw)
        self._lib = SimpleNamespace(
            Pa_GetDeviceCount=lambda: len(names), Pa_GetDeviceInfo=self._raw
        )
        self.opened: list[int] = []

    def query_hostapis(self) -> list[dict[str, str]]:
        return [{"name": "Fake"}]

    def query_devices(self, index: int | None = None) -> Any:
        if index is None:
            return [self.query_devices(i) for i in range(len(self.names))]
        return {
            "name": self.names[index].decode("utf-8"),
            "hostapi": 0,
            "max_input_channels": 2,
            "max_output_channels": 0,
            "default_samplerate": 44_100.0,
        }

    def _raw(self, index: int) -> SimpleNamespace:
        return SimpleNamespace(
            name=self.names[index],
            hostApi=0,
            maxInputChannels=2,
            maxOutputChannels=0,
            defaultSampleRate=44_100.0,
        )

    def InputStream(self, **options: Any) -> Any:
        if self.refuse:
            raise PortAudioError(self.refuse)
        if options["channels"] > self.most_channels or options["channels"] < min(
            2, self.most_channels
        ):
            raise PortAudioError("Invalid number of channels [PaErrorCode -9998]")
        self.opened.append(options["channels"])
        return FakeStream(options, self.refuse_start)


class FakeStream:
    """Calls back once when started."""

    closed = 0

    def __init__(self, options: dict[str, Any], refuse_start: str = "") -> None:
        self.options, self.refuse_start = options, refuse_start

    def start(self) -> None:
        if self.refuse_start:
            raise PortAudioError(self.refuse_start)
        block = np.full((100, self.options["channels"]), 0.25, dtype=np.float32)
        self.options["callback"](block, 100, None, SimpleNamespace(input_overflow=True))

    def close(self, ignore_errors: bool = True) -> None:
        FakeStream.closed += 1
        self.options["finished_callback"]()


def use(monkeypatch: pytest.MonkeyPatch, fake: FakePortAudio) -> None:
    monkeypatch.setattr(devices, "portaudio", lambda: fake)
    monkeypatch.setattr(microphone, "portaudio", lambda: fake)


DEVICE = AudioDevice(0, "Mic", "Fake", 2, 44_100, True)


def test_missing_portaudio_gives_a_message(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_library(name: str) -> None:
        raise OSError("PortAudio library not found")

    monkeypatch.setattr(importlib, "import_module", no_library)
    found = list_devices("input")
    assert found.devices == ()
    assert found.problem == Message("device.no_portaudio")


def test_a_missing_device_gives_a_message(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, FakePortAudio([]))
    found = list_devices("input")
    assert found.devices == ()
    assert found.problem == Message("device.none_input")
    assert found.find("") is None


def test_a_name_that_is_not_utf8_is_shown_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, FakePortAudio([b"Mikrofon", b"\xc2\xf3\xbf\xcb"]))
    found = list_devices("input")
    assert len(found.devices) == 2
    assert found.devices[0].name == "Mikrofon"
    assert "\ufffd" in found.devices[1].name
    assert found.devices[1].channels == 2


def test_a_rescan_works_after_a_failed_one(monkeypatch: pytest.MonkeyPatch) -> None:
    class Restarting(FakePortAudio):
        initialized, failures = True, 1

        def _terminate(self) -> None:
            if not self.initialized:
                raise PortAudioError("PortAudio not initialized [PaErrorCode -10000]")
            self.initialized = False

        def _initialize(self) -> None:
            if self.failures:
                self.failures -= 1
                raise PortAudioError("Host error [PaErrorCode -9999]")
            self.initialized = True

    use(monkeypatch, Restarting([b"Mic"]))
    found = list_devices("input", rescan=True)
    assert found.problem is not None
    assert found.problem.id == "device.system_failed"
    assert [device.name for device in list_devices("input", rescan=True).devices] == ["Mic"]


def test_a_device_is_found_by_name_and_host_api(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, FakePortAudio([b"A", b"B"]))
    found = list_devices("input")
    assert found.find("B · Fake") is found.devices[1]
    assert found.find("B") is found.devices[1]
    assert found.find("") is found.devices[0]
    assert found.find("unplugged · Fake") is None


@pytest.mark.parametrize(
    ("refused", "advice"),
    [
        ("Device unavailable [PaErrorCode -9985]", "another program"),
        ("Unanticipated host error [PaErrorCode -9999]", "privacy settings"),
        ("Invalid sample rate [PaErrorCode -9997]", "44100 Hz"),
        ("Something else", "Rescan"),
    ],
)
def test_an_error_has_advice(monkeypatch: pytest.MonkeyPatch, refused: str, advice: str) -> None:
    use(monkeypatch, FakePortAudio([b"Mic"], refuse=refused))
    with pytest.raises(DeviceError, match=advice):
        Microphone(DEVICE)


def test_a_card_that_gives_only_two_channels_is_mixed(monkeypatch: pytest.MonkeyPatch) -> None:
    fake = FakePortAudio([b"Mic"], most_channels=2)
    use(monkeypatch, fake)
    opened = Microphone(DEVICE)
    samples, _, _ = opened.ring.read(0)
    assert fake.opened == [2]
    assert samples.shape == (100,)
    assert samples[0] == pytest.approx(0.25)
    assert opened.overflows == 1
    assert not opened.lost
    opened.close()
    assert opened.lost


def test_a_device_that_opens_but_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    fake = FakePortAudio([b"Mic"], most_channels=2)
    fake.refuse_start = "Unanticipated host error [PaErrorCode -9999]"
    use(monkeypatch, fake)
    monkeypatch.setattr(FakeStream, "closed", 0)
    with pytest.raises(DeviceError, match="privacy settings"):
        Microphone(DEVICE)
    assert FakeStream.closed == len(fake.opened) == 1


def test_a_sound_system_that_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(name: str) -> None:
        raise PortAudioError("Error initializing PortAudio [PaErrorCode -9999]")

    monkeypatch.setattr(importlib, "import_module", fails)
    problem = list_devices("input").problem
    assert problem is not None
    assert problem.id == "device.system_failed"


def test_a_device_that_falls_silent_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, FakePortAudio([b"Mic"], most_channels=2))
    opened = Microphone(DEVICE)
    monkeypatch.setattr(microphone, "SILENT_FOR_S", 0.0)
    assert opened.lost
