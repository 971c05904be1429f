"""The commands. Works where PySide6 cannot be imported and where there is no display."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TextIO

from ser_desktop import __version__
from ser_desktop.errors import SerError
from ser_desktop.interruption import exit_code, signals_end_the_command
from ser_desktop.paths import Profile
from ser_desktop.streams import results_only, say

COMMANDS = (
    *("analyze", "compare", "devices", "models", "record", "evaluate"),
    *("learn", "voices", "self-test"),
)

LONGEST_RECORDING_S = 1_000_000
MAX_SPEAKERS = 20
OK, SOME_FAILED, UNUSABLE = 0, 1, 2


class OneSentenceParser(argparse.ArgumentParser):
    """One sentence instead of the usage text."""

    def error(self, message: str) -> None:  # type: ignore[override]
        say(f"{message}. See ser-desktop --help.")
        raise SystemExit(UNUSABLE)


def build_parser() -> argparse.ArgumentParser:
    """The command line; without a command the window opens with the files."""
    common = OneSentenceParser(add_help=False)
    common.add_argument(
        "--profile",
        type=Path,
        default=argparse.SUPPRESS,
        metavar="DIR",
        help="keep settings, logs, models, voices and recordings in this folder",
    )
    parser = OneSentenceParser(
        prog="ser-desktop",
        parents=[common],
        description="Hears emotion in speech. Without a command the window opens.",
        epilog="A file whose name is a command's is given as ./devices.",
    )
    parser.add_argument("--version", action="version", version=f"ser-desktop {__version__}")
    commands = parser.add_subparsers(
        dest="command", metavar="COMMAND", parser_class=OneSentenceParser
    )

    _add_analyze(commands, common)

    compare = commands.add_parser(
        "compare", parents=[common], help="the same recordings through every model"
    )
    compare.add_argument("paths", nargs="*", metavar="PATH")
    compare.add_argument(
        "--labels", type=Path, metavar="LABELS.csv", help="file_path,true_emotion: figures too"
    )
    compare.add_argument("--models", metavar="A,B", help="names or paths; all without it")
    compare.add_argument("--json", action="store_true")

    devices = commands.add_parser("devices", parents=[common], help="microphones")
    devices.add_argument("--json", action="store_true")

    models = commands.add_parser("models", parents=[common], help="models and their figures")
    models.add_argument("--json", action="store_true")

    record = commands.add_parser("record", parents=[common], help="record to a WAV file")
    record.add_argument("--seconds", type=_positive, required=True, metavar="N")
    record.add_argument("--device", default="", metavar="NAME", help="see ser-desktop devices")
    record.add_argument("--out", type=Path, metavar="FILE")

    evaluate = commands.add_parser(
        "evaluate", parents=[common], help="how often the model is right on labelled files"
    )
    evaluate.add_argument("labels", type=Path, metavar="LABELS.csv", help="file_path,true_emotion")
    evaluate.add_argument("--json", action="store_true")
    _add_model(evaluate)
    _add_voice(evaluate)

    learn = commands.add_parser(
        "learn", parents=[common], help="learn a voice from recordings of known emotion"
    )
    learn.add_argument("name", metavar="NAME", help="of the voice; one that exists learns more")
    learn.add_argument("labels", type=Path, metavar="LABELS.csv", help="file_path,true_emotion")
    _add_model(learn)

    voices = commands.add_parser("voices", parents=[common], help="the voices that were learned")
    voices.add_argument("--delete", metavar="NAME", help="erase this one")
    voices.add_argument("--json", action="store_true")

    commands.add_parser("self-test", parents=[common], help="check that everything works here")
    return parser


def main(arguments: Sequence[str]) -> int:
    """Run one command. Returns the exit code of the contract."""
    options = build_parser().parse_args(arguments)
    folder = getattr(options, "profile", None)
    profile = Profile.at(folder) if folder else Profile.default()
    try:
        with signals_end_the_command(), results_only() as out:
            return _run(options, profile, out)
    except SerError as error:
        say(str(error))
        return UNUSABLE
    except BrokenPipeError:
        return UNUSABLE
    except OSError as error:
        say(f"The results cannot be written: {error.strerror}.")
        return UNUSABLE
    except KeyboardInterrupt as stop:
        return exit_code(stop)


def _run(options: argparse.Namespace, profile: Profile, out: TextIO) -> int:
    if options.command == "analyze":
        from ser_desktop.commands.analyze import run_analyze

        return run_analyze(options, profile, out)
    if options.command == "compare":
        from ser_desktop.commands.compare import run_compare

        return run_compare(options, profile, out)
    if options.command == "evaluate":
        from ser_desktop.commands.evaluate import run_evaluate

        return run_evaluate(options, profile, out)
    if options.command in ("learn", "voices"):
        from ser_desktop.commands.voices import run_learn, run_voices

        run = run_learn if options.command == "learn" else run_voices
        return run(options, profile, out)
    if options.command == "record":
        from ser_desktop.commands.record import run_record

        return run_record(options, profile, out)
    if options.command == "self-test":
        from ser_desktop.commands.self_test import run_self_test

        return run_self_test(out)
    if options.command == "devices":
        return _devices(options, out)
    return _models(options, profile, out)


def _devices(options: argparse.Namespace, out: TextIO) -> int:
    from ser_desktop.audio.devices import list_devices

    found = list_devices("input")
    if found.problem:
        say(found.problem)
    if options.json:
        rows = [
            {
                "name": device.name,
                "host_api": device.host_api,
                "channels": device.channels,
                "default_rate": device.default_rate_hz,
                "default": device.is_default,
            }
            for device in found.devices
        ]
        out.write(json.dumps(rows, ensure_ascii=False) + "\n")
    else:
        for device in found.devices:
            default = " (default)" if device.is_default else ""
            out.write(
                f"{device.key}{default}: {device.channels} channels, {device.default_rate_hz} Hz\n"
            )
    return OK


def _models(options: argparse.Namespace, profile: Profile, out: TextIO) -> int:
    from ser_desktop.emotion.catalogue import list_models

    entries, problems = list_models(profile.models)
    for problem in problems:
        say(problem)
    rows = []
    for info in (entry.info for entry in entries):
        rows.append(
            {
                "name": info.name,
                "version": info.version,
                "labels": list(info.labels),
                "licence": info.licence,
                "metrics": info.metrics,
                "languages": list(info.languages),
                "path": str(info.path),
            }
        )
        if not options.json:
            out.write(
                f"{info.name} {info.version}: {len(info.labels)} emotions, {info.licence}\n"
                f"  {info.trained_on}\n  {info.path}\n"
            )
    if options.json:
        out.write(json.dumps(rows, ensure_ascii=False) + "\n")
    return OK


def _add_analyze(commands: Any, common: argparse.ArgumentParser) -> None:
    analyze = commands.add_parser("analyze", parents=[common], help="emotions of files and folders")
    analyze.add_argument("paths", nargs="+", metavar="PATH")
    analyze.add_argument(
        "--format",
        choices=("jsonl", "summary", "table", "csv", "audacity", "textgrid", "srt"),
        help="jsonl unless standard output is a terminal; summary is CSV with a row for each "
        "recording; csv and the like make a file each",
    )
    analyze.add_argument(
        "--out",
        default="-",
        metavar="PATH",
        help="- is standard output; a folder (made if its name ends in /) takes a file for each "
        "recording and an index of them",
    )
    analyze.add_argument(
        "--skip-existing",
        action="store_true",
        help="with a folder: a recording that has its file there, by the same settings and "
        "unchanged since, is not analysed again",
    )
    analyze.add_argument("--window", type=_window, metavar="S", help="window in seconds")
    analyze.add_argument("--hop", type=_hop, metavar="S", help="hop in seconds")
    analyze.add_argument(
        "--uncertain-below",
        type=_probability,
        metavar="P",
        help="smaller confidences are 'uncertain'",
    )
    analyze.add_argument(
        "--smooth",
        type=int,
        choices=(1, 3, 5, 7, 9),
        default=3,
        help="neighbouring windows that are averaged before segments are made (3)",
    )
    analyze.add_argument(
        "--min-segment",
        type=_least_segment,
        default=0.0,
        metavar="S",
        help="shorter segments of speech join a neighbour (0)",
    )
    analyze.add_argument(
        "--channels",
        choices=("mix", "split"),
        default="mix",
        help="split adds an analysis of each channel (JSON only)",
    )
    analyze.add_argument(
        "--speakers",
        type=_speakers,
        metavar="auto|N",
        help="a track for each person who speaks; auto finds how many there are (JSON only)",
    )
    _add_model(analyze)
    _add_voice(analyze)


def _add_model(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--model", default="", metavar="NAME_OR_PATH", help="see ser-desktop models"
    )


def _add_voice(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--voice", metavar="NAME", help="correct the answers by this voice; see ser-desktop voices"
    )


def _speakers(text: str) -> int:
    """How many people speak; 0 finds it."""
    if text == "auto":
        return 0
    if not text.isdecimal() or not 1 <= int(text) <= MAX_SPEAKERS:
        raise argparse.ArgumentTypeError(f"{text!r} is neither auto nor 1 to {MAX_SPEAKERS}")
    return int(text)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no number") from None


def _positive(text: str) -> float:
    value = _number(text)
    if not 0 < value <= LONGEST_RECORDING_S:
        raise argparse.ArgumentTypeError(f"{text} is not in 0 to {LONGEST_RECORDING_S} seconds")
    return value


def _window(text: str) -> float:
    return _between(text, 0.1, 60.0)


def _least_segment(text: str) -> float:
    return _between(text, 0.0, 600.0)


def _hop(text: str) -> float:
    return _between(text, 0.01, 60.0)


def _between(text: str, least: float, most: float) -> float:
    value = _number(text)
    if not least <= value <= most:
        raise argparse.ArgumentTypeError(f"{text} is not in {least:g} to {most:g} seconds")
    return value


def _probability(text: str) -> float:
    value = _number(text)
    if not 0 <= value < 1:
        raise argparse.ArgumentTypeError(f"{text} is not in 0..1")
    return value
