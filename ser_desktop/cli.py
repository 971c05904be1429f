"""The command line. It works without PySide6 and without a display."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import TextIO

from ser_desktop.commands.command_words import for_command
from ser_desktop.commands.exit_codes import OK, UNUSABLE
from ser_desktop.commands.one_sentence_parser import OneSentenceParser
from ser_desktop.commands.parser import COMMANDS, build_parser
from ser_desktop.errors import SerError
from ser_desktop.interruption import exit_code, signals_end_the_command
from ser_desktop.paths import Profile
from ser_desktop.streams import quiet_libraries, results_only, say
from ser_desktop.texts.error_reasons import reason_of
from ser_desktop.texts.messages import Message

__all__ = ["COMMANDS", "OneSentenceParser", "main"]

_FUNCTIONS = {
    "analyze": "analyze:run_analyze",
    "compare": "compare:run_compare",
    "devices": "listings:run_devices",
    "evaluate": "evaluate:run_evaluate",
    "learn": "voices:run_learn",
    "live": "live:run_live_command",
    "models": "listings:run_models",
    "project": "project:run_project",
    "record": "record:run_record",
    "self-test": "self_test:run_self_test",
    "voices": "voices:run_voices",
    "watch": "watch:run_watch",
}
"""Module in ``ser_desktop.commands`` and function of each command, imported on use."""
_ENDED_BY_THEIR_READER = ("live",)
"""Commands without an end of their own: a reader that goes, as ``head -2``, is how they end."""


def main(arguments: Sequence[str]) -> int:
    """Run one command. Returns the exit code of the contract."""
    options = build_parser().parse_args(arguments)
    folder = getattr(options, "profile", None)
    profile = Profile.at(folder) if folder else Profile.default()
    try:
        quiet = quiet_libraries(Path(os.devnull))
        with signals_end_the_command(), results_only() as out, quiet:
            return _function(options.command)(options, profile, out)
    except SerError as error:
        say(str(for_command(error.message)))
        return UNUSABLE
    except BrokenPipeError:
        return OK if options.command in _ENDED_BY_THEIR_READER else UNUSABLE
    except OSError as error:
        say(str(Message("cli.cannot_write_results", reason=reason_of(error))))
        return UNUSABLE
    except KeyboardInterrupt as stop:
        return exit_code(stop)


def _function(command: str) -> Callable[[argparse.Namespace, Profile, TextIO], int]:
    module, name = _FUNCTIONS[command].split(":")
    function: Callable[[argparse.Namespace, Profile, TextIO], int] = getattr(
        import_module(f"ser_desktop.commands.{module}"), name
    )
    return function
