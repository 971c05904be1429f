"""The parser of the command line. Help texts stand in ``texts/commands.py``."""

from __future__ import annotations

import argparse
from pathlib import Path

from ser_desktop import __version__
from ser_desktop.commands.argument_types import (
    MIN_INTERVAL_S,
    host_and_port,
    language,
    local_host_and_port,
    origin,
    probability,
    recording_length,
    seconds,
    some_path,
    speaker_count,
    wav_path,
    whole_number,
    worker_count,
)
from ser_desktop.commands.format_names import export_format
from ser_desktop.commands.one_sentence_parser import OneSentenceParser
from ser_desktop.commands.project_parser import add_project_parser
from ser_desktop.emotion.option_limits import (
    HOP_LIMITS_S,
    MIN_SEGMENT_LIMITS_S,
    SMOOTHING_WINDOWS,
    WINDOW_LIMITS_S,
)
from ser_desktop.texts.languages.loading import TRANSLATIONS
from ser_desktop.texts.messages import Message

COMMANDS = (
    *("analyze", "compare", "devices", "models", "record", "evaluate", "live"),
    "watch",
    *("learn", "voices", "self-test", "project"),
)
TABLES = ("files", "segments", "windows")
SAMPLE_FORMATS = ("s16le", "s24le", "s32le", "f32le", "u8")
MAX_CHANNELS = 64


def build_parser() -> argparse.ArgumentParser:
    """Return the parser. Without a command, the window opens with the given files."""
    common = OneSentenceParser(add_help=False)
    common.add_argument(
        "--profile", type=some_path, default=argparse.SUPPRESS, metavar="DIR", help=_help("profile")
    )
    parser = OneSentenceParser(
        prog="ser-desktop",
        parents=[common],
        description=_help("description"),
        epilog=_help("epilog"),
    )
    parser.add_argument("--version", action="version", version=f"ser-desktop {__version__}")
    subparsers = parser.add_subparsers(
        dest="command", metavar="COMMAND", parser_class=OneSentenceParser, required=True
    )

    def command(name: str) -> argparse.ArgumentParser:
        help = _help(name.replace("-", "_"))
        added: argparse.ArgumentParser = subparsers.add_parser(
            name, parents=[common], help=help, description=help
        )
        return added

    _add_analyze(command("analyze"))
    _add_compare(command("compare"))
    _add_json(command("devices"))
    _add_json(command("models"))
    _add_record(command("record"))
    _add_evaluate(command("evaluate"))
    _add_learn(command("learn"))
    _add_live(command("live"))
    _add_voices(command("voices"))
    _add_watch(command("watch"))
    command("self-test")
    add_project_parser(subparsers, common)
    return parser


def _add_analyze(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("paths", nargs="+", metavar="PATH", help=_help("paths"))
    add("--format", type=export_format, metavar="FORMAT", help=_help("format"))
    add("--out", type=str, default="-", metavar="PATH", help=_help("out"))
    add("--translate", choices=TRANSLATIONS, help=_help("translate"))
    add("--skip-existing", action="store_true", help=_help("skip_existing"))
    add("--table", choices=TABLES, help=_help("table"))
    add("--table-out", metavar="FILE_OR_FOLDER", help=_help("table_out"))
    add("--overwrite", action="store_true", help=_help("overwrite"))
    add(
        "--files-per-part",
        type=whole_number(1, 1_000_000),
        default=1000,
        metavar="N",
        help=_help("files_per_part"),
    )
    add("--window", type=seconds(*WINDOW_LIMITS_S), metavar="S", help=_help("window"))
    add("--hop", type=seconds(*HOP_LIMITS_S), metavar="S", help=_help("hop"))
    add("--uncertain-below", type=probability, metavar="P", help=_help("uncertain_below"))
    add("--smooth", type=int, choices=SMOOTHING_WINDOWS, default=3, help=_help("smooth"))
    add(
        "--min-segment",
        type=seconds(*MIN_SEGMENT_LIMITS_S),
        default=0.0,
        metavar="S",
        help=_help("min_segment"),
    )
    add("--channels", choices=("mix", "split"), default="mix", help=_help("channels"))
    add("--speakers", type=speaker_count, metavar="auto|N", help=_help("speakers"))
    _add_language(parser)
    _add_workers(parser)
    add("--scheduler", default="", metavar="ADDRESS", help=_help("scheduler"))
    _add_model(parser)
    _add_voice(parser)
    add("--voice-anyway", action="store_true", help=_help("voice_anyway"))


def _add_compare(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("paths", nargs="*", metavar="PATH", help=_help("paths"))
    add("--labels", type=some_path, metavar="LABELS.csv", help=_help("compare_labels"))
    add("--models", metavar="A,B", help=_help("compare_models"))
    _add_workers(parser)
    _add_json(parser)


def _add_record(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--seconds", type=recording_length, required=True, metavar="N", help=_help("seconds"))
    add("--device", default="", metavar="NAME", help=_help("device"))
    add("--out", type=wav_path, metavar="FILE", help=_help("record_out"))


def _add_evaluate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("labels", type=Path, metavar="LABELS.csv", help=_help("labels"))
    _add_json(parser)
    _add_workers(parser)
    _add_model(parser)
    _add_voice(parser)


def _add_learn(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help=_help("voice_name"))
    parser.add_argument("labels", type=Path, metavar="LABELS.csv", help=_help("labels"))
    _add_workers(parser)
    _add_model(parser)


def _add_live(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("source", nargs="?", metavar="-", help=_help("live_input"))
    add("--device", metavar="NAME", help=_help("device"))
    add("--file", type=some_path, metavar="FILE", help=_help("live_file"))
    add("--fast", action="store_true", help=_help("live_fast"))
    add("--rate", type=whole_number(1_000, 768_000), metavar="HZ", help=_help("live_rate"))
    add("--channels", type=whole_number(1, MAX_CHANNELS), metavar="N", help=_help("live_channels"))
    add("--sample-format", choices=SAMPLE_FORMATS, help=_help("live_sample_format"))
    add(
        "--interval",
        type=seconds(MIN_INTERVAL_S, 60.0),
        default=0.5,
        metavar="S",
        help=_help("live_interval"),
    )
    _add_language(parser)
    add("--threshold", type=probability, metavar="P", help=_help("uncertain_below"))
    add("--speaker-profile", "--voice", dest="voice", metavar="NAME", help=_help("voice"))
    add("--voice-anyway", action="store_true", help=_help("voice_anyway"))
    add("--record", type=wav_path, metavar="FILE", help=_help("live_record"))
    add("--osc", type=host_and_port, action="append", metavar="[HOST:]PORT", help=_help("live_osc"))
    add(
        "--websocket",
        type=local_host_and_port,
        metavar="[HOST:]PORT",
        help=_help("live_websocket"),
    )
    add("--token", metavar="TOKEN", help=_help("live_token"))
    add(
        "--allow-origin",
        type=origin,
        action="append",
        metavar="ORIGIN",
        help=_help("live_allow_origin"),
    )
    add("--lsl", metavar="NAME", help=_help("live_lsl"))
    add("--sink", action="append", metavar="NAME=TARGET", help=_help("live_sink"))
    _add_model(parser)


def _add_voices(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--delete", metavar="NAME", help=_help("delete"))
    _add_json(parser)


def _add_watch(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("folder", metavar="FOLDER", help=_help("watch_folder"))
    add("--out", required=True, metavar="FOLDER", help=_help("watch_out"))
    add(
        "--format",
        type=export_format,
        default="jsonl",
        metavar="FORMAT",
        help=_help("watch_format"),
    )
    add("--uncertain-below", type=probability, metavar="P", help=_help("uncertain_below"))
    _add_language(parser)
    # All other options of analyze keep their defaults.
    parser.set_defaults(window=None, hop=None, channels="mix", smooth=3, min_segment=0.0, workers=1)
    parser.set_defaults(speakers=None, voice_anyway=False, translate=None, scheduler="")
    _add_model(parser)
    _add_voice(parser)


def _add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help=_help("json"))


def _add_model(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", default="", metavar="NAME_OR_PATH", help=_help("model"))


def _add_language(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--language", type=language, default="", metavar="CODE", help=_help("language")
    )


def _add_voice(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--voice", metavar="NAME", help=_help("voice"))


def _add_workers(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--workers", type=worker_count, default=1, metavar="N", help=_help("workers")
    )


def _help(key: str) -> str:
    # argparse applies % formatting, which no help text uses.
    return str(Message(f"help.{key}")).replace("%", "%%")
