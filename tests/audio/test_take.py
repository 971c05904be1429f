"""Takes through a real sound server, and what happens when something breaks meanwhile."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import soundfile

from ser_desktop.audio import take as take_module
from ser_desktop.audio.devices import list_devices
from ser_desktop.audio.microphone import Microphone
from ser_desktop.audio.ring import Ring
from ser_desktop.audio.take import Take, interrupted_takes, new_take_path
from ser_desktop.errors import OutputError
from ser_desktop.texts.messages import Message
from tests.support.virtual_microphone import VirtualMicrophone


def wait_for(condition: object, seconds: float = 8.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


@contextlib.contextmanager
def open_microphone():  # type: ignore[no-untyped-def]
    device = list_devices("input", rescan=True).find("")
    assert device is not None
    microphone = Microphone(device)
    try:
        # What an earlier test said may still be on its way through the sound server.
        wait_for(lambda: microphone.ring.written > 0 and is_silent(microphone))
        yield microphone
    finally:
        microphone.close()


def is_silent(microphone: Microphone) -> bool:
    ring, half_a_second = microphone.ring, microphone.sample_rate_hz // 2
    samples, _, _ = ring.read(max(0, ring.written - half_a_second))
    return bool(np.abs(samples).max(initial=0.0) < 0.01)


def still_microphone(rate_hz: int = 8_000) -> SimpleNamespace:
    return SimpleNamespace(ring=Ring(10 * rate_hz), sample_rate_hz=rate_hz, overflows=0)


@pytest.mark.microphone
def test_a_tone_is_recorded_at_its_frequency(
    virtual_microphone: VirtualMicrophone, tone: Path, tmp_path: Path
) -> None:
    with open_microphone() as microphone:
        take = Take(microphone, tmp_path / "take.wav")
        virtual_microphone.play(tone)
        wait_for(lambda: take.elapsed_s > 2.5)
        take.stop()
    samples, rate_hz = soundfile.read(tmp_path / "take.wav")
    assert rate_hz == microphone.sample_rate_hz
    loud = samples[np.abs(samples) > 0.05]
    assert len(loud) / rate_hz > 1.2
    spectrum = np.abs(np.fft.rfft(samples))
    found_hz = np.fft.rfftfreq(len(samples), 1 / rate_hz)[spectrum.argmax()]
    assert found_hz == pytest.approx(440, abs=2)
    assert take.lost_samples == 0


@pytest.mark.microphone
def test_a_pause_leaves_out_its_sound(
    virtual_microphone: VirtualMicrophone, tone: Path, tmp_path: Path
) -> None:
    with open_microphone() as microphone:
        take = Take(microphone, tmp_path / "take.wav")
        wait_for(lambda: take.elapsed_s > 0.3)
        take.pause(True)
        before_s = take.elapsed_s
        virtual_microphone.play(tone)
        wait_for(lambda: is_silent(microphone))
        take.pause(False)
        wait_for(lambda: take.elapsed_s > before_s + 0.5)
        take.stop()
    samples, _ = soundfile.read(tmp_path / "take.wav")
    assert np.abs(samples[: len(samples) // 2]).max() < 0.05
    assert take.elapsed_s < before_s + 1.5


@pytest.mark.microphone
def test_a_killed_recording_is_on_disk(
    virtual_microphone: VirtualMicrophone, tmp_path: Path
) -> None:
    path = tmp_path / "take.wav"
    command = [sys.executable, "-m", "ser_desktop", "record", "--seconds", "60", "--out", str(path)]
    process = subprocess.Popen(command, env=virtual_microphone._env())
    wait_for(lambda: path.exists() and path.stat().st_size > 100_000, 15)
    process.send_signal(signal.SIGKILL)
    process.wait()
    info = soundfile.info(path)
    assert info.frames * 2 >= 90_000
    assert info.duration > 0.9
    assert interrupted_takes(tmp_path) == [], "it may still be written"
    os.utime(path, (1, 1))
    os.utime(tmp_path / f".{path.name}.recording", (1, 1))
    assert interrupted_takes(tmp_path) == [path]
    assert interrupted_takes(tmp_path) == [], "it is offered once"


@pytest.mark.microphone
def test_a_sound_server_that_dies_leaves_the_take(tmp_path: Path) -> None:
    path = tmp_path / "take.wav"
    with VirtualMicrophone() as own:
        command = [sys.executable, "-m", "ser_desktop", "record", "--seconds", "30"]
        process = subprocess.Popen(
            [*command, "--out", str(path)], env=own._env(), stderr=subprocess.PIPE, text=True
        )
        wait_for(lambda: path.exists() and path.stat().st_size > 100_000, 15)
        own.stop()
        _, said = process.communicate(timeout=20)
    assert process.returncode == 1
    duration_s = soundfile.info(path).duration
    assert duration_s > 0.9
    device, seconds = "default · ALSA", f"{duration_s:.1f}"
    assert str(Message("record.stopped", device=device, seconds=seconds)) in said


def test_the_header_is_valid_while_recording(tmp_path: Path) -> None:
    microphone = still_microphone()
    take = Take(microphone, tmp_path / "take.wav")
    microphone.ring.write(np.full(8_000, 0.5, dtype=np.float32))
    wait_for(lambda: take.elapsed_s >= 1.0)
    samples, _ = soundfile.read(tmp_path / "take.wav")
    assert len(samples) == 8_000
    assert samples[0] == pytest.approx(0.5, abs=1e-3)
    take.stop()


@pytest.mark.skipif(sys.platform != "linux", reason="mounts a small file system")
def test_a_small_file_system_that_fills_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(small)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode != 0:
        pytest.skip("file systems cannot be mounted here")
    try:
        monkeypatch.setattr(take_module, "MIN_FREE_BYTES", 0)
        microphone = still_microphone()
        take = Take(microphone, small / "take.wav")
        for _ in range(8):
            microphone.ring.write(np.full(8_000, 0.25, dtype=np.float32))
            time.sleep(0.15)
        wait_for(lambda: take.problem is not None)
        take.stop()
        assert take.problem is not None
        assert take.problem.id == "take.write_failed"
        assert take.problem.fields["path"].name == "take.wav"
        assert soundfile.info(small / "take.wav").frames >= 16_000
    finally:
        subprocess.run(["umount", str(small)], check=True)


def test_a_paused_take_is_not_taken_for_a_crashed_one(tmp_path: Path) -> None:
    take = Take(still_microphone(), tmp_path / "take.wav")
    take.pause(True)
    for path in tmp_path.iterdir():
        os.utime(path, (1, 1))
    time.sleep(0.4)
    assert interrupted_takes(tmp_path) == []
    take.stop()


def test_overflows_of_this_take_are_counted(tmp_path: Path) -> None:
    microphone = still_microphone()
    microphone.overflows = 3
    take = Take(microphone, tmp_path / "take.wav")
    microphone.overflows += 2
    take.stop()
    assert take.overflows == 2


def test_a_stopped_take_leaves_no_marker(tmp_path: Path) -> None:
    take = Take(still_microphone(), tmp_path / "take.wav")
    take.stop()
    assert [path.name for path in tmp_path.iterdir()] == ["take.wav"]


def test_a_marker_without_its_take_is_removed(tmp_path: Path) -> None:
    (tmp_path / ".gone.wav.recording").touch()
    assert interrupted_takes(tmp_path) == []
    assert list(tmp_path.iterdir()) == []
    assert interrupted_takes(tmp_path / "none") == []


def test_a_full_disk_keeps_what_was_written(tmp_path: Path) -> None:
    microphone = still_microphone()
    take = Take(microphone, tmp_path / "take.wav")
    microphone.ring.write(np.full(8_000, 0.5, dtype=np.float32))
    wait_for(lambda: take.elapsed_s >= 1.0)

    def full(_data: bytes) -> None:
        raise OSError(28, "No space left on device")

    take._file.writeframes = full  # type: ignore[method-assign]
    microphone.ring.write(np.zeros(8_000, dtype=np.float32))
    wait_for(lambda: take.problem is not None)
    take.stop()
    assert take.problem is not None
    assert take.problem.id == "take.write_failed"
    assert soundfile.info(tmp_path / "take.wav").frames == 8_000


def test_a_take_as_long_as_a_wav_can_be_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(take_module, "MAX_BYTES", 20_000)
    microphone = still_microphone()
    take = Take(microphone, tmp_path / "take.wav")
    for _ in range(3):
        microphone.ring.write(np.zeros(4_000, dtype=np.float32))
        time.sleep(0.25)
    take.stop()
    assert take.problem == Message("take.four_gigabytes", path=take.path)
    assert soundfile.info(tmp_path / "take.wav").frames == 8_000


def test_samples_that_came_too_fast_are_counted(tmp_path: Path) -> None:
    microphone = still_microphone(rate_hz=100)
    take = Take(microphone, tmp_path / "take.wav")
    with take._lock:
        microphone.ring.write(np.zeros(900, dtype=np.float32))
        microphone.ring.write(np.zeros(900, dtype=np.float32))
    take.stop()
    assert take.lost_samples == 800


def test_an_unwritable_folder_gives_a_message(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    with pytest.raises(OutputError) as caught:
        new_take_path(blocked / "takes")
    assert caught.value.message_id == "take.no_folder"
    with pytest.raises(OutputError, match="cannot be written"):
        Take(still_microphone(), tmp_path / "gone" / "take.wav")


def test_a_take_never_takes_the_place_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "precious.wav").write_text("precious")
    with pytest.raises(OutputError) as caught:
        Take(still_microphone(), tmp_path / "precious.wav")
    assert caught.value.message_id == "take.exists"
    assert (tmp_path / "precious.wav").read_text() == "precious"


def test_two_takes_in_one_second_have_two_names(tmp_path: Path) -> None:
    first = new_take_path(tmp_path)
    first.touch()
    second = new_take_path(tmp_path)
    assert second != first
    assert os.path.dirname(second) == os.path.dirname(first)
