"""``ser-desktop live`` as a process: lines, ends, exit codes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from ser_desktop.texts.messages import Message

PROGRAM = [sys.executable, "-m", "ser_desktop", "live"]


def run(*arguments: object, **options: Any) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*PROGRAM, *map(str, arguments)], capture_output=True, timeout=60, check=False, **options
    )


def test_a_file_gives_a_line_every_interval(sample: Path) -> None:
    done = run("--file", sample, "--fast", "--interval", "1", "--model", "ser-small")
    assert (done.returncode, done.stderr) == (0, b"")
    items = [json.loads(line) for line in done.stdout.splitlines()]
    assert [item["time_s"] for item in items] == [float(i + 1) for i in range(len(items))]
    assert len(items) == int(soundfile.info(sample).duration)
    assert {item["model"] for item in items} == {"ser-small"}


def test_standard_input_raw_is_the_same_as_the_file(sample: Path) -> None:
    samples, rate_hz = soundfile.read(sample, dtype="int16")
    options = ("--interval", "2", "--model", "ser-small")
    raw = run("-", "--rate", rate_hz, *options, input=samples.astype("<i2").tobytes())
    file = run("--file", sample, "--fast", *options)
    assert raw.returncode == 0, raw.stderr
    assert raw.stdout == file.stdout


@pytest.mark.parametrize(
    ("arguments", "id", "fields"),
    [
        (("talk.wav",), "live.not_a_source", {"given": "talk.wav"}),
        (("-", "--file", "x.wav"), "live.one_source", {}),
        (("--fast",), "live.fast_needs_file", {}),
        (("-", "--record", "x.wav"), "live.record_needs_microphone", {}),
        (("-", "--channels", "2"), "live.raw_needs_rate", {}),
        (("-", "--token", "12345678"), "live.token_needs_websocket", {}),
        (("-", "--rate", "16000", "--sink", "no"), "sink.not_found", None),
        (("-",), "live.input_empty", {}),
    ],
)
def test_impossible_requests_give_one_message(
    arguments: tuple[str, ...], id: str, fields: dict[str, Any] | None
) -> None:
    done = run(*arguments, "--model", "ser-small", stdin=subprocess.DEVNULL)
    assert (done.returncode, done.stdout) == (2, b"")
    said = done.stderr.decode()
    assert said.count("\n") == 1
    if fields is not None:
        assert said == f"ser-desktop: {Message(id, **fields)}\n"


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_signals_end_the_program_cleanly(number: signal.Signals, code: int) -> None:
    reader, writer = os.pipe()
    with subprocess.Popen(
        [*PROGRAM, "-", "--rate", "16000", "--model", "ser-small", "--websocket", "127.0.0.1:0"],
        stdin=reader,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        os.close(reader)
        os.write(writer, np.zeros(9_000, "<i2").tobytes())
        assert process.stdout is not None
        line = process.stdout.readline()
        process.send_signal(number)  # while it waits for the pipe, which stays open
        rest, said = process.communicate(timeout=20)
    os.close(writer)
    assert json.loads(line)["label"] == "no speech"
    assert (process.returncode, rest) == (code, b"")
    assert b"Traceback" not in said


def test_a_reader_that_goes_ends_it(sample: Path) -> None:
    with subprocess.Popen(
        [*PROGRAM, "--file", sample, "--fast", "--interval", "0.05", "--model", "ser-small"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()
        process.wait(timeout=20)
    assert process.returncode == 2
    assert said == b""


def test_lines_name_what_is_wrong_with_the_sound_where_nobody_is_heard() -> None:
    """A stream of NaN was "no speech" for ever, as silence and a muted microphone are."""
    nothing = np.full(5 * 16_000, np.nan, "<f4").tobytes()
    options = ("--rate", "16000", "--sample-format", "f32le", "--model", "ser-small")
    done = run("-", *options, input=nothing)
    last = json.loads(done.stdout.splitlines()[-1])
    assert (last["label"], last["level_dbfs"]) == ("no speech", -120.0)
    assert last["warnings"] == [{"id": "repaired"}, {"id": "muted"}]


def test_lines_name_opposite_channels(sample: Path) -> None:
    samples, rate_hz = soundfile.read(sample, dtype="int16")
    stereo = np.stack([samples, -samples], axis=1).astype("<i2").tobytes()
    done = run("-", "--rate", rate_hz, "--channels", "2", "--model", "ser-small", input=stereo)
    items = [json.loads(line) for line in done.stdout.splitlines()]
    assert {"id": "opposite_phase", "channel": "left"} in items[-1]["warnings"]
    assert {item["label"] for item in items} != {"no speech"}, "one of them is heard"
