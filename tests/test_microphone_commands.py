"""``record``, ``live`` and ``devices`` with a microphone of the test, which may stop answering."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from ser_desktop.audio import devices as devices_module
from ser_desktop.audio.devices import AudioDevice, DeviceList
from ser_desktop.audio.faults import SoundFaults
from ser_desktop.audio.ring import Ring
from ser_desktop.cli import main
from ser_desktop.commands import live as live_module
from ser_desktop.commands import record as record_module
from ser_desktop.live import microphone_source
from ser_desktop.paths import Profile
from ser_desktop.texts.messages import Message

RATE_HZ = 16_000
DEVICE = AudioDevice(0, "Stub", "Test", 1, RATE_HZ, True)
OTHER = AudioDevice(1, "Other", "Test", 2, 48_000, False)


class FedRing:
    """Gives one block at each read."""

    def __init__(self, blocks: list[NDArray[np.float32]], n_lost: int) -> None:
        self._ring, self._blocks, self._n_lost = Ring(60 * RATE_HZ), blocks, n_lost

    @property
    def written(self) -> int:
        """Number of samples that came."""
        return self._ring.written

    @property
    def is_empty(self) -> bool:
        """Whether all blocks were read."""
        return not self._blocks

    def read(self, position: int) -> tuple[NDArray[np.float32], int, int]:
        """As :meth:`Ring.read`; the first read has lost samples."""
        n_lost, self._n_lost = self._n_lost, 0
        if self._blocks:
            self._ring.write(self._blocks.pop(0))
        samples, position, _ = self._ring.read(position)
        return samples, position, n_lost


class FedMicrophone:
    """Is lost once it has given everything."""

    heard_s = 0.5
    n_lost = 0
    n_overflows = 0
    opposite: int | None = None
    interrupts = False

    def __init__(self, _device: AudioDevice, _latency_s: float | None = None) -> None:
        self.sample_rate_hz = RATE_HZ
        n_blocks = round(self.heard_s * 10)
        blocks = [np.full(RATE_HZ // 10, 0.1, np.float32) for _ in range(n_blocks)]
        self.ring = FedRing(blocks, self.n_lost)
        self._asked = 0

    @property
    def overflows(self) -> int:
        """None before the take begins."""
        self._asked += 1
        return self.n_overflows if self._asked > 1 else 0

    @property
    def lost(self) -> bool:
        """Whether nothing more will come."""
        if self.interrupts and self.ring.is_empty:
            raise KeyboardInterrupt
        return self.ring.is_empty

    def faults_since(self, _position: int) -> SoundFaults:
        """What is opposite in phase; no sample needs a repair."""
        return SoundFaults(opposite_phase=self.opposite)

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def microphone(monkeypatch: pytest.MonkeyPatch) -> type[FedMicrophone]:
    """The only microphone; a test changes what it gives."""
    made = type("Made", (FedMicrophone,), {})
    for module in (record_module, microphone_source):
        monkeypatch.setattr(module, "Microphone", made)
    listed = DeviceList((DEVICE, OTHER))
    for module in (record_module, live_module, devices_module):
        monkeypatch.setattr(module, "list_devices", lambda *_a, **_k: listed)
    return made


def run(capfd: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, list[str]]:
    """Exit code, output and sentences of a command."""
    code = main([str(word) for word in words])
    out, err = capfd.readouterr()
    return code, out, [line.removeprefix("ser-desktop: ") for line in err.splitlines()]


def sentence(id: str, **fields: Any) -> str:
    """What a message says."""
    return str(Message(id, **fields))


STOPPED = sentence("record.stopped", device=DEVICE.key, seconds="0.5")


@pytest.mark.parametrize(
    ("given", "seconds", "code", "sentences"),
    [
        ({}, 0.5, 0, []),
        ({}, 0.9, 1, [STOPPED]),
        (
            {"opposite": 1},
            0.5,
            0,
            [sentence("microphone.opposite_phase", device=DEVICE.key, channel="right")],
        ),
        ({"n_lost": 7}, 0.5, 0, [sentence("record.lost_samples", n=7)]),
        ({"n_overflows": 3}, 0.5, 0, [sentence("record.overflows", n=3)]),
    ],
)
def test_record_says_what_is_missing_of_the_recording(
    microphone: type[FedMicrophone],
    capfd: pytest.CaptureFixture[str],
    tmp_path: Path,
    given: dict[str, Any],
    seconds: float,
    code: int,
    sentences: list[str],
) -> None:
    for name, value in given.items():
        setattr(microphone, name, value)
    target = tmp_path / "take.wav"
    done = run(capfd, "record", "--seconds", seconds, "--out", target)
    assert done == (code, f"{target}\n", sentences)
    assert soundfile.info(target).duration == pytest.approx(0.5)


def test_record_leaves_no_file_if_nothing_came(
    microphone: type[FedMicrophone], capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    microphone.heard_s = 0.0
    code, out, sentences = run(capfd, "record", "--seconds", 1, "--out", tmp_path / "take.wav")
    assert (code, out) == (2, "")
    assert sentences == [sentence("record.nothing_came", device=DEVICE.key)]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("heard_s", [0.5, 0.0])
def test_an_interrupted_recording_is_kept_if_there_is_one(
    microphone: type[FedMicrophone],
    capfd: pytest.CaptureFixture[str],
    tmp_path: Path,
    heard_s: float,
) -> None:
    microphone.heard_s, microphone.interrupts = heard_s, True
    target = tmp_path / "take.wav"
    code, out, _ = run(capfd, "record", "--seconds", 5, "--out", target)
    assert code == 130
    assert out == (f"{target}\n" if heard_s else "")
    assert target.exists() == bool(heard_s)


def test_takes_without_a_name_are_named_by_the_time(
    microphone: type[FedMicrophone],
    capfd: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Profile, "default", lambda: Profile.at(tmp_path / "profile"))
    code, out, _ = run(capfd, "record", "--seconds", 0.5)
    path = Path(out.strip())
    assert code == 0
    assert path.name.startswith("Take 20")
    assert path.parent == Profile.at(tmp_path / "profile").recordings
    assert path.is_file()


def test_live_results_end_with_a_lost_microphone(
    microphone: type[FedMicrophone], capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    microphone.heard_s, microphone.n_lost, microphone.opposite = 2.0, 160, 0
    microphone.n_overflows = 2
    target = tmp_path / "take.wav"
    code, out, sentences = run(
        capfd, "live", "--interval", 1, "--model", "ser-small", "--record", target
    )
    assert code == 1
    results = [json.loads(line) for line in out.splitlines()]
    assert [result["time_s"] for result in results] == [1.0, 2.0]
    opposite = {"id": "opposite_phase", "channel": "left"}
    assert all(opposite in result["warnings"] for result in results)
    assert sentences[0] == sentence("live.listening", device=DEVICE.key)
    assert sentences[1:4] == [
        sentence("microphone.opposite_phase", device=DEVICE.key, channel="left"),
        sentence("record.lost_samples", n=160),
        sentence("record.overflows", n=2),
    ]
    assert DEVICE.key in sentences[-1]
    assert target.exists()


def test_without_any_sound_live_results_are_an_error(
    microphone: type[FedMicrophone], capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    microphone.heard_s = 0.0
    target = tmp_path / "take.wav"
    code, out, sentences = run(capfd, "live", "--model", "ser-small", "--record", target)
    assert (code, out) == (2, "")
    assert sentences[-1] == sentence("live.nothing_came", device=DEVICE.key)
    assert not target.exists()


def test_a_recording_that_exists_is_not_written_over(
    microphone: type[FedMicrophone], capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    target = tmp_path / "take.wav"
    target.write_text("mine")
    for command in (("record", "--seconds", 1, "--out"), ("live", "--record")):
        code, out, sentences = run(capfd, *command, target)
        assert (code, out) == (2, "")
        assert sentences[-1] == sentence("take.exists", path=target)
    assert target.read_text() == "mine"


def test_microphones_are_listed_for_people_and_programs(
    microphone: type[FedMicrophone], capfd: pytest.CaptureFixture[str]
) -> None:
    code, out, sentences = run(capfd, "devices")
    assert (code, sentences) == (0, [])
    fields = {"channels": 1, "rate_hz": RATE_HZ}
    first, second = out.splitlines()
    assert first == sentence("devices.default", number=0, device=DEVICE.key, **fields)
    fields = {"channels": 2, "rate_hz": 48_000}
    assert second == sentence("devices.other", number=1, device=OTHER.key, **fields)
    rows = json.loads(run(capfd, "devices", "--json")[1])
    assert [(row["name"], row["default"]) for row in rows] == [("Stub", True), ("Other", False)]


def test_a_recording_without_a_folder_is_refused_before_anything_is_heard(
    capfd: pytest.CaptureFixture[str], microphone: type[FedMicrophone], tmp_path: Path
) -> None:
    path = tmp_path / "missing" / "talk.wav"
    reason = Message("reason.folder_missing")
    wanted = [sentence("take.cannot_write", path=path, reason=reason)]
    assert run(capfd, "live", "--model", "ser-small", "--record", path) == (2, "", wanted)
    assert run(capfd, "record", "--seconds", "1", "--out", path) == (2, "", wanted)


def test_a_list_without_microphones_says_why(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    none = DeviceList((), Message("device.none_input"))
    monkeypatch.setattr(devices_module, "list_devices", lambda *_a, **_k: none)
    assert run(capfd, "devices") == (0, "", [sentence("cli.no_microphone")])
    monkeypatch.setattr(live_module, "list_devices", lambda *_a, **_k: none)
    monkeypatch.setattr(record_module, "list_devices", lambda *_a, **_k: none)
    for words in (("live", "--model", "ser-small"), ("record", "--seconds", "1")):
        assert run(capfd, *words) == (2, "", [sentence("cli.no_microphone")]), "no word of a menu"
    monkeypatch.setattr(sys, "platform", "darwin")
    assert run(capfd, "devices")[2][-1] == sentence("devices.macos_needs_loopback")


@pytest.mark.parametrize(
    ("words", "id", "fields"),
    [
        (
            ("record", "--seconds", "0"),
            "cli.not_in_seconds",
            {"value": "0", "minimum": 0, "maximum": 1_000_000},
        ),
        (("record", "--seconds", "soon"), "cli.not_a_number", {"value": "soon"}),
        (("live", "--threshold", "1"), "cli.not_a_probability", {"value": "1"}),
        (("analyze", "a.wav", "--language", "??"), "cli.not_a_language", {"value": "??"}),
        (("analyze", "a.wav", "--workers", "0"), "cli.not_workers", {"value": "0", "maximum": 256}),
        (
            ("analyze", "a.wav", "--speakers", "99"),
            "cli.not_speakers",
            {"value": "99", "maximum": 20},
        ),
        (
            ("live", "-", "--rate", "1"),
            "cli.not_in_range",
            None,
        ),
        (("live", "--osc", "9x"), "cli.not_in_range", None),
    ],
)
def test_arguments_that_cannot_be_meant_are_named(
    capfd: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    id: str,
    fields: dict[str, Any] | None,
) -> None:
    with pytest.raises(SystemExit) as refused:
        main(list(words))
    assert refused.value.code == 2
    said = capfd.readouterr().err
    assert said.count("\n") == 1
    assert words[-1] in said
    if fields is not None:
        assert sentence(id, **fields) in said
