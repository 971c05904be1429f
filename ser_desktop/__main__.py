"""``python -m ser_desktop``: the window without a command, a command with one."""

from __future__ import annotations

import multiprocessing
import os
import sys


def main() -> int:
    """Entry point of both programs."""
    multiprocessing.freeze_support()
    arguments = sys.argv[1:]
    no_results = sys.stdout is None and os.name != "nt" and _wants_command(arguments)
    # windowed programs on Windows have no standard streams
    if sys.stdout is None or sys.stderr is None:
        sink = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - lives as long as the program
        sys.stdout, sys.stderr = sys.stdout or sink, sys.stderr or sink
    if no_results:
        from ser_desktop.streams import say
        from ser_desktop.texts.messages import Message

        say(str(Message("cli.stdout_closed")))
        return 2

    from ser_desktop import cli

    if _wants_command(arguments):
        return cli.main(arguments)

    from ser_desktop.app import run

    return run(arguments)


def _wants_command(arguments: list[str]) -> bool:
    """Return whether the first argument that is no option of the window is a command."""
    from ser_desktop.cli import COMMANDS

    skip = False
    for argument in arguments:
        if skip:
            skip = False
        elif argument in ("-h", "--help", "--version"):
            return True
        elif argument == "--profile":
            skip = True
        elif not argument.startswith("-"):
            return argument in COMMANDS
    return False


if __name__ == "__main__":
    sys.exit(main())
