"""``ser-desktop live``: live results as JSON lines and for other programs."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from contextlib import ExitStack
from typing import TextIO

from ser_desktop.audio.devices import choose_device, list_devices
from ser_desktop.commands.argument_types import MIN_INTERVAL_S
from ser_desktop.commands.exit_codes import OK, SOME_FAILED
from ser_desktop.commands.voice_option import helpful_adapter, load_voice
from ser_desktop.emotion.catalogue import load_model
from ser_desktop.errors import SerError
from ser_desktop.interruption import deferred_signals
from ser_desktop.live.file_source import FileSource
from ser_desktop.live.input_format import InputFormat
from ser_desktop.live.input_source import InputSource
from ser_desktop.live.json_lines import JsonLines
from ser_desktop.live.microphone_source import MicrophoneSource
from ser_desktop.live.result import StreamInfo
from ser_desktop.live.session import LiveOutcome, run_live
from ser_desktop.live.sink import LiveSink, open_installed_sink
from ser_desktop.live.source import LiveSource
from ser_desktop.live.stream import LiveStream
from ser_desktop.paths import Profile
from ser_desktop.streams import say
from ser_desktop.texts.messages import Message, either


def run_live_command(options: argparse.Namespace, profile: Profile, out: TextIO) -> int:
    """Write a line for every result until the sound ends or the user stops it."""
    _check_options(options)
    model = load_model(options.model, profile.models)
    adapter = None
    if options.voice is not None:
        voice = load_voice(options.voice, profile.voices, model)
        adapter = helpful_adapter(voice, options.voice_anyway)
    with ExitStack() as opened, deferred_signals() as signalled:
        source = _open_source(options, lambda: bool(signalled))
        opened.callback(source.close)
        stream = LiveStream(
            model,
            source.sample_rate_hz,
            options.interval,
            options.threshold,
            adapter,
            on_message=lambda message: say(str(message)),
            spoken_language=options.language,
        )
        sinks: list[LiveSink] = [JsonLines(out)]
        for sink in _open_sinks(options, stream.info(source.name), opened):
            sinks.append(sink)
        if isinstance(source, MicrophoneSource):
            say(str(Message("live.listening", device=source.name)))
        outcome = run_live(source, stream, sinks, lambda: bool(signalled))
        opened.close()
        signalled.raise_pending()
    return _exit_code(source, outcome)


def _check_options(options: argparse.Namespace) -> None:
    """Raise if options contradict each other.

    Raises:
        SerError: the message names the options.
    """
    from_input = options.source == "-"
    if options.source is not None and not from_input:
        raise SerError(Message("live.not_a_source", given=options.source))
    if from_input + (options.file is not None) + (options.device is not None) > 1:
        raise SerError(Message("live.one_source"))
    if options.fast and options.file is None:
        raise SerError(Message("live.fast_needs_file"))
    if options.record is not None and (from_input or options.file is not None):
        raise SerError(Message("live.record_needs_microphone"))
    _check_raw_options(options, from_input)
    if (options.token or options.allow_origin) and options.websocket is None:
        raise SerError(Message("live.token_needs_websocket"))


def _check_raw_options(options: argparse.Namespace, from_input: bool) -> None:
    given = [
        f"--{name.replace('_', '-')}"
        for name in ("rate", "channels", "sample_format")
        if getattr(options, name) is not None
    ]
    if given and not from_input:
        raise SerError(Message("live.raw_needs_input", options=either(given)))
    if given and options.rate is None:
        raise SerError(Message("live.raw_needs_rate", options=either(given)))


def _open_source(options: argparse.Namespace, stopped: Callable[[], bool]) -> LiveSource:
    if options.file is not None:
        return FileSource(options.file, options.fast)
    if options.source == "-":
        format = None
        if options.rate is not None:
            format = InputFormat(
                options.rate, options.channels or 1, options.sample_format or "s16le"
            )
        return InputSource(_standard_input(), format, stopped)
    device = choose_device(list_devices("input"), options.device or "")
    return MicrophoneSource(device, options.record)


def _standard_input() -> int:
    try:
        return sys.stdin.fileno()
    except (AttributeError, OSError, ValueError):
        raise SerError(Message("live.no_input")) from None


def _open_sinks(options: argparse.Namespace, info: StreamInfo, opened: ExitStack) -> list[LiveSink]:
    """Open the requested sinks; ``opened`` closes them."""
    sinks: list[LiveSink] = []

    def keep(sink: LiveSink) -> None:
        opened.callback(sink.close)
        sinks.append(sink)

    for receiver in options.osc or ():
        from ser_desktop.live.osc import OscSink

        keep(OscSink(*receiver))
    if options.websocket is not None:
        from ser_desktop.live.websocket import WebSocketSink

        token = options.token or os.environ.get("SER_DESKTOP_TOKEN") or None
        host, port = options.websocket
        server = WebSocketSink(host, port, info, token, options.allow_origin or ())
        keep(server)
        say(str(Message("live.serving", address=server.address, page=server.page)))
    if options.lsl is not None:
        from ser_desktop.live.lsl import LslSink

        keep(LslSink(options.lsl, info))
    for given in options.sink or ():
        name, _, target = given.partition("=")
        keep(open_installed_sink(name, target, info))
    return sinks


def _exit_code(source: LiveSource, outcome: LiveOutcome) -> int:
    """Report problems of the source and return the exit code."""
    if isinstance(source, MicrophoneSource):
        for warning in source.warnings():
            say(str(warning))
    problem = source.problem()
    if problem is None and outcome.n_results == 0:
        problem = _why_no_result(source, outcome)
    if problem is None:
        return OK
    if outcome.n_results == 0:
        raise SerError(problem)
    say(str(problem))
    return SOME_FAILED


def _why_no_result(source: LiveSource, outcome: LiveOutcome) -> Message:
    if outcome.heard_s >= MIN_INTERVAL_S:
        return Message("live.ended_early", seconds=f"{outcome.heard_s:.1f}")
    if isinstance(source, InputSource):
        return Message("live.input_no_sound")
    return Message("audio.no_sound", file=source.name)
