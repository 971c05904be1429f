"""``ser-desktop live`` as a process: lines, ends, exit codes."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from ser_desktop.cli import main
from ser_desktop.commands.parser import build_parser
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
        (("-", "--channels", "2"), "live.raw_needs_rate", {"options": "--channels"}),
        (("--rate", "16000"), "live.raw_needs_input", {"options": "--rate"}),
        (
            ("--file", "x.wav", "--rate", "16000", "--sample-format", "u8"),
            "live.raw_needs_input",
            {"options": "--rate or --sample-format"},
        ),
        (("--file", "x.wav"), "audio.missing", {"file": "x.wav"}),
        (("-", "--rate", "16000"), "live.input_no_sound", {}),
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


@pytest.mark.parametrize(
    ("arguments", "option", "id", "fields"),
    [
        (("--lsl", "a", "--lsl", "b"), "--lsl", "cli.given_twice", {}),
        (("--websocket", "0", "--websocket", "0"), "--websocket", "cli.given_twice", {}),
        (("--file", "a.wav", "--file=b.wav"), "--file", "cli.given_twice", {}),
        (("--interval", "0.5", "--interval", "1"), "--interval", "cli.given_twice", {}),
        (("--device", ""), "--device", "cli.empty", {}),
        (("--file", ""), "--file", "cli.empty", {}),
        (("--websocket", "0", "--token", ""), "--token", "cli.empty", {}),
        (("--record", "talk.flac"), "--record", "cli.not_wav", {"value": "talk.flac"}),
    ],
)
def test_an_option_is_given_once_and_with_a_value_that_fits(
    arguments: tuple[str, ...],
    option: str,
    id: str,
    fields: dict[str, Any],
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["live", *arguments])
    assert ended.value.code == 2
    problem = f"argument {option}: {Message(id, **fields)}"
    assert capsys.readouterr().err == f"ser-desktop: {Message('cli.see_help', problem=problem)}\n"


@pytest.mark.parametrize("given", ["localhost", "http://localhost:7000", ":7000", "::1:7000", "0"])
def test_an_address_is_a_port_or_host_and_port(
    given: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["live", "--osc", given])
    wanted = Message("cli.not_an_address", value=given, minimum=1, maximum=65_535)
    assert str(wanted) in capsys.readouterr().err


def test_addresses_and_origins_are_read_as_they_are_written() -> None:
    options = build_parser().parse_args(
        [
            *("live", "--osc", "7000", "--osc", "[::1]:7001", "--osc", "td.local:7002"),
            *("--websocket", "0.0.0.0:0", "--allow-origin", "null"),
            *("--allow-origin", "HTTP://Localhost:8000/", "--allow-origin", "https://lab.example"),
        ]
    )
    assert options.osc == [("localhost", 7000), ("::1", 7001), ("td.local", 7002)]
    assert options.websocket == ("0.0.0.0", 0)
    assert options.allow_origin == ["null", "http://localhost:8000", "https://lab.example"]


@pytest.mark.parametrize("given", ["foo", "*", "http://x/page", "http://*:80", "http://", "a b"])
def test_an_origin_that_no_browser_states_is_refused(
    given: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["live", "--websocket", "0", "--allow-origin", given])
    assert str(Message("cli.not_an_origin", value=given)) in capsys.readouterr().err


def test_every_receiver_of_osc_gets_the_results(sample: Path) -> None:
    with ExitStack() as opened:
        receivers = []
        for _ in range(2):
            receiver = opened.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            receiver.bind(("127.0.0.1", 0))
            receiver.settimeout(5)
            receivers.append(receiver)
        ports = [str(receiver.getsockname()[1]) for receiver in receivers]
        options = ("--fast", "--interval", "9", "--model", "ser-small")
        done = run("--file", sample, *options, "--osc", ports[0], "--osc", f"localhost:{ports[1]}")
        assert done.returncode == 0, done.stderr
        assert [b"/ser/label" in receiver.recv(65_536) for receiver in receivers] == [True, True]


@pytest.mark.parametrize(
    ("data", "id", "fields"),
    [
        (b"abc", "live.input_no_sound", {}),
        (bytes(2 * 16_000), "live.ended_early", {"seconds": "1.0"}),
    ],
)
def test_sound_without_a_result_is_explained(data: bytes, id: str, fields: dict[str, Any]) -> None:
    options = ("--interval", "60", "--model", "ser-small", "--channels", "1")
    done = run("-", "--rate", "16000", *options, input=data)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode() == f"ser-desktop: {Message(id, **fields)}\n"


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
    assert process.returncode == 0
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
