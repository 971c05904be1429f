"""Sentences of live results: the command, its sources and its sinks."""

from __future__ import annotations

from ser_desktop.texts.forms import Text

_HELP: dict[str, Text] = {
    "help.live_input": "read standard input: WAV, or raw samples with --rate",
    "help.live_file": "play this sound file to the model instead of a microphone",
    "help.live_fast": "with --file: analyse as fast as possible instead of in real time",
    "help.live_rate": "with -: sample rate of raw samples, Hz",
    "help.live_channels": "with --rate: channels of raw samples (1)",
    "help.live_sample_format": "with --rate: format of raw samples (s16le)",
    "help.live_interval": "seconds from one result to the next (0.5)",
    "help.live_record": "also record the microphone to this new WAV file (.wav)",
    "help.live_osc": (
        "also send every result by OSC (UDP), to this computer unless a host is given; repeat it "
        "for each receiver"
    ),
    "help.live_websocket": (
        "also serve results by WebSocket, to this computer only unless a host is given"
    ),
    "help.live_token": (
        "token that WebSocket clients need; without it SER_DESKTOP_TOKEN is taken or one is made"
    ),
    "help.live_allow_origin": (
        "web pages of this origin may connect too: http://localhost:8000, or null for a page "
        "opened as a file; may be repeated"
    ),
    "help.live_lsl": "also open a stream of the Lab Streaming Layer with this name",
    "help.live_sink": "also send results to a sink of another package; may be repeated",
}

_COMMAND: dict[str, Text] = {
    "cli.not_in_range": "{value} is not a whole number from {minimum} to {maximum}",
    "cli.not_an_address": (
        "{value} is not an address: write HOST:PORT, such as localhost:7000, or a PORT from "
        "{minimum} to {maximum}"
    ),
    "cli.not_an_origin": (
        "{value} is not an origin: write scheme, computer and port of the page without its path, "
        "such as http://localhost:8000, or null for a page opened as a file"
    ),
    "cli.given_twice": "give it only once",
    "cli.empty": "its value is empty",
    "cli.not_wav": "{value} does not end in .wav, and recordings are WAV files",
    "live.not_a_source": (
        "{given} is not a source. Use --file FILE for a sound file, --device NAME for a "
        "microphone, or - for standard input."
    ),
    "live.one_source": "Give one source: a microphone, --file, or - for standard input.",
    "live.fast_needs_file": "--fast works only with --file.",
    "live.record_needs_microphone": "--record works only with a microphone.",
    "live.raw_needs_input": (
        "Without - for standard input, there is no raw sound for {options} to describe."
    ),
    "live.raw_needs_rate": "Without --rate, there is no raw sound for {options} to describe.",
    "live.token_needs_websocket": "--token and --allow-origin work only with --websocket.",
    "live.no_input": "Standard input is closed.",
    "live.listening": "Listening to {device}. End with Ctrl+C.",
    "live.serving": "Results are served at {address} and, as a page, at {page}",
}

_SOURCES: dict[str, Text] = {
    "device.computer_plays": "What the computer plays ({output})",
    "live.nothing_came": "No sound came from {device}.",
    "live.device_lost": "{device} stopped after {seconds} s.",
    "live.device_lost_recorded": (
        "{device} stopped after {seconds} s. The recording so far is kept."
    ),
    "live.input_empty": "Standard input is empty.",
    "live.input_not_wav": (
        "Standard input is not a WAV file of whole or floating-point samples. For raw samples give "
        "--rate; other files can be converted with: ffmpeg -i FILE -f wav -"
    ),
    "live.input_no_sound": "Standard input contains no sound.",
    "live.ended_early": (
        "The sound ended after {seconds} s, before the first result. Give a shorter --interval."
    ),
    "live.input_damaged": "The WAV header on standard input is damaged.",
}

_STREAM: dict[str, Text] = {
    "live.changed_model": (
        "{model} cannot keep up with the sound on this computer. Live results now come from {fast}."
    ),
    "live.changed_model_without_voice": (
        "{model} cannot keep up with the sound on this computer. Live results now come from "
        "{fast}, without the voice, which was learned with {model}."
    ),
    "live.too_slow": (
        "{model} cannot keep up with the sound on this computer. Live results come late or are "
        "left out. Choose a longer interval or another model."
    ),
}

_SINKS: dict[str, Text] = {
    "sink.package_missing": (
        "The package {package} is missing. Install it with: pip install 'ser-desktop[{extra}]'"
    ),
    "sink.no_receiver": "Results cannot be sent to {address}: {reason}.",
    "sink.cannot_serve": "Results cannot be served at {address}: {reason}.",
    "sink.short_token": "The token needs at least {minimum} characters.",
    "sink.not_found": "Sink not found: {name}. Installed sinks: {available}.",
    "sink.failed": "The sink {name} cannot be opened: {reason}",
}

TEXTS: dict[str, Text] = {**_HELP, **_COMMAND, **_SOURCES, **_STREAM, **_SINKS}
