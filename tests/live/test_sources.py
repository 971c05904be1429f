"""Sources: a file by the clock, standard input in every format, a microphone that vanishes."""

from __future__ import annotations

import io
import os
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import soundfile

from ser_desktop.audio.devices import AudioDevice, DeviceList, choose_device, list_devices
from ser_desktop.audio.faults import SoundFaults
from ser_desktop.errors import AudioFileError, DeviceError
from ser_desktop.live.file_source import FileSource
from ser_desktop.live.input_format import SAMPLE_FORMATS, InputFormat, read_wav_header
from ser_desktop.live.input_source import InputSource
from ser_desktop.live.microphone_source import MicrophoneSource
from tests.support.virtual_microphone import VirtualMicrophone


class Clock:
    """A clock that only waiting moves."""

    now = 100.0

    def __call__(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += seconds


@contextmanager
def piped(data: bytes) -> Iterator[int]:
    """A pipe that is given these bytes and closed."""
    reader, writer = os.pipe()

    def write() -> None:
        with os.fdopen(writer, "wb") as handle:
            handle.write(data)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield reader
    finally:
        os.close(reader)
        thread.join()


def test_a_file_is_played_at_the_pace_of_the_clock(tone: Path) -> None:
    clock = Clock()
    source = FileSource(tone, clock=clock, wait=clock.wait)
    heard, n_heard = [], 0
    for block in source.blocks():
        n_heard += len(block)
        assert clock.now - 100.0 >= n_heard / source.sample_rate_hz - 0.02
        heard.append(block)
    assert clock.now - 100.0 == pytest.approx(2.0, abs=0.03)
    assert np.concatenate(heard) == pytest.approx(soundfile.read(tone, dtype="float32")[0])


def test_late_blocks_are_sent_at_once_and_none_is_lost(tone: Path) -> None:
    clock, sizes = Clock(), []
    for block in FileSource(tone, clock=clock, wait=clock.wait).blocks():
        if not sizes:
            clock.now += 1.0  # a slow model
        sizes.append(len(block))
    assert sizes[1] == pytest.approx(44_100, abs=1000)
    assert sum(sizes) == 2 * 44_100


def test_fast_does_not_look_at_the_clock(tone: Path) -> None:
    def forbidden(_seconds: float) -> None:
        raise AssertionError("waited")

    source = FileSource(tone, is_fast=True, wait=forbidden)
    assert sum(map(len, source.blocks())) == 2 * 44_100


@pytest.mark.parametrize("name", SAMPLE_FORMATS)
def test_raw_samples_of_every_format(name: str) -> None:
    wanted = np.array([[-1.0, 0.5], [0.25, -0.5], [0.0, 0.75]], dtype=np.float32)
    scale = {"s16le": 2**15, "s24le": 2**23, "s32le": 2**31}.get(name, 1)
    if name == "f32le":
        data = wanted.astype("<f4").tobytes()
    elif name == "u8":
        data = (wanted * 128 + 128).astype(np.uint8).tobytes()
    else:
        whole = np.round(wanted.astype(np.float64) * scale).astype(np.int64)
        width = {"s16le": 2, "s24le": 3, "s32le": 4}[name]
        data = b"".join(int(v).to_bytes(width, "little", signed=True) for v in whole.ravel())
    with piped(data + b"\x01") as descriptor:  # half a frame at the end is passed over
        source = InputSource(descriptor, InputFormat(16_000, 2, name))
        heard = np.concatenate(list(source.blocks()))
    assert heard == pytest.approx(wanted.mean(axis=1), abs=1e-6)


@pytest.mark.parametrize("subtype", ["PCM_16", "PCM_24", "PCM_32", "FLOAT", "PCM_U8"])
def test_a_wav_on_standard_input(subtype: str) -> None:
    samples = (0.5 * np.sin(np.arange(22_050) / 10)).astype(np.float32)
    written = io.BytesIO()
    soundfile.write(written, samples, 22_050, subtype, format="WAV")
    with piped(written.getvalue() + b"LIST") as descriptor:
        source = InputSource(descriptor)
        heard = np.concatenate(list(source.blocks()))
    assert source.sample_rate_hz == 22_050
    assert heard == pytest.approx(samples, abs=0.01)


def test_a_wav_that_did_not_know_its_length() -> None:
    body = struct.pack("<HHIIHH", 1, 1, 8_000, 16_000, 2, 16)
    head = b"RIFF\xff\xff\xff\xffWAVEfmt " + struct.pack("<I", 16) + body + b"data\xff\xff\xff\xff"
    with piped(head + bytes(8_000)) as descriptor:
        assert sum(map(len, InputSource(descriptor).blocks())) == 4_000


@pytest.mark.parametrize(
    ("data", "kind", "id"),
    [
        (b"", "empty", "live.input_empty"),
        (b"fLaC" + bytes(100), "unsupported", "live.input_not_wav"),
        (b"RIFF\0\0\0\0WAVE", "unreadable", "live.input_damaged"),
        (b"RIFF\0\0\0\0WAVEdata\0\0\0\0", "unreadable", "live.input_damaged"),
        (b"RIFF\0\0\0\0WAVEjunk\xff\xff\xff\xf0", "unreadable", "live.input_damaged"),
    ],
)
def test_input_that_is_no_wav_gives_one_message(data: bytes, kind: str, id: str) -> None:
    with pytest.raises(AudioFileError) as refused:
        read_wav_header(io.BytesIO(data).read)
    assert (refused.value.kind, refused.value.message_id) == (kind, id)


def device(name: str, index: int = 0, is_default: bool = False) -> AudioDevice:
    return AudioDevice(index, name, "ALSA", 2, 48_000, is_default)


LISTED = DeviceList((device("Built-in", is_default=True), device("USB Røde"), device("USB Zoom")))


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("", "Built-in"),
        ("USB Zoom · ALSA", "USB Zoom"),
        ("zoom", "USB Zoom"),
        ("usb r*", "USB Røde"),
        ("1", "USB Røde"),
    ],
)
def test_a_microphone_is_named_as_people_name_it(given: str, name: str) -> None:
    assert choose_device(LISTED, given).name == name


@pytest.mark.parametrize(
    ("given", "id"),
    [("usb", "record.several_devices"), ("7", "record.device_not_found")],
)
def test_a_name_that_does_not_decide_is_refused(given: str, id: str) -> None:
    with pytest.raises(DeviceError) as refused:
        choose_device(LISTED, given)
    assert refused.value.message_id == id


def heard_until(source: MicrophoneSource, enough: Callable[[np.ndarray], bool]) -> np.ndarray:
    """What it hears until enough was heard, or the device is gone."""
    heard = np.zeros(0, np.float32)
    for block in source.blocks():
        heard = np.concatenate([heard, block])
        if enough(heard):
            break
    return heard


def test_the_output_of_the_computer_is_a_source(
    virtual_microphone: VirtualMicrophone, tone: Path
) -> None:
    listed = list_devices("input", rescan=True)
    played = choose_device(listed, "*computer plays*speaker*")
    assert played.pulse_source == "speaker.monitor"
    microphone = next(d for d in listed.devices if d.pulse_source == "virtual_mic")
    assert (microphone.host_api, microphone.default_rate_hz) == ("PulseAudio", 48_000)
    source = MicrophoneSource(played)
    try:
        with virtual_microphone.playing(tone, "speaker"):
            heard = heard_until(source, lambda s: bool(np.abs(s).max(initial=0) > 0.3))
    finally:
        source.close()
    assert np.abs(heard).max() == pytest.approx(0.5, abs=0.2)
    assert "PULSE_SOURCE" not in os.environ


def test_a_lost_microphone_leaves_a_complete_recording(
    virtual_microphone: VirtualMicrophone, tmp_path: Path
) -> None:
    target = tmp_path / "take.wav"
    source = MicrophoneSource(list_devices("input", rescan=True).find(""), target)  # type: ignore[arg-type]
    stopped = False

    def stop_after_half_a_second(heard: np.ndarray) -> bool:
        nonlocal stopped
        if len(heard) > source.sample_rate_hz / 2 and not stopped:
            virtual_microphone.stop()
            stopped = True
        return False

    try:
        heard = heard_until(source, stop_after_half_a_second)
    finally:
        source.close()
        virtual_microphone.start()
    assert source.problem() is not None
    assert source.problem().id == "live.device_lost_recorded"  # type: ignore[union-attr]
    samples, rate_hz = soundfile.read(target)
    assert rate_hz == source.sample_rate_hz
    assert len(samples) == len(heard)


def faults_of(source: FileSource | InputSource) -> list[SoundFaults]:
    return [source.faults() for block in source.blocks() if len(block)]


def opposite(seconds: float = 1.0) -> np.ndarray:
    left = 0.1 * np.random.default_rng(0).standard_normal(round(16_000 * seconds))
    return np.stack([left, -left], axis=1).astype("<f4")


@pytest.mark.parametrize("bad", [np.nan, np.inf, 1e30])
def test_samples_that_are_no_numbers_are_replaced_and_said_of_their_block(bad: float) -> None:
    samples = np.full(16_000, 0.1, "<f4")
    samples[8_000:8_003] = bad
    with piped(samples.tobytes()) as pipe:
        source = InputSource(pipe, InputFormat(16_000, 1, "f32le"))
        blocks = [(block, source.faults()) for block in source.blocks() if len(block)]
    assert np.concatenate([block for block, _ in blocks])[8_000:8_003].tolist() == [0.0] * 3
    assert all(np.isfinite(block).all() for block, _ in blocks)
    assert [found.repaired for _, found in blocks].count(True) == 1


def test_opposite_channels_of_a_pipe_are_said() -> None:
    with piped(opposite().tobytes()) as pipe:
        found = faults_of(InputSource(pipe, InputFormat(16_000, 2, "f32le")))
    assert found[-1] == SoundFaults(opposite_phase=0)


def test_faults_of_a_file_are_said_of_its_parts(tmp_path: Path) -> None:
    path = tmp_path / "faults.wav"
    start, end = opposite(11.0), np.full((16_000 * 11, 2), 0.1, "<f4")
    start[100] = np.nan
    end += 0.01 * np.random.default_rng(1).standard_normal((len(end), 1)).astype("<f4")
    soundfile.write(path, np.concatenate([start, end]), 16_000, subtype="FLOAT")
    found = faults_of(FileSource(path, is_fast=True))
    assert found[0] == SoundFaults(repaired=True, opposite_phase=0)
    assert found[-1] == SoundFaults()
