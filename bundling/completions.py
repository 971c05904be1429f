"""Completion in bash, zsh and fish, from the parser: ``python -m bundling.completions SHELL``."""

from __future__ import annotations

import argparse
import sys

import shtab

from ser_desktop.commands.parser import build_parser

PLACES = {
    "bash": "usr/share/bash-completion/completions/ser-desktop",
    "zsh": "usr/share/zsh/vendor-completions/_ser-desktop",
    "fish": "usr/share/fish/vendor_completions.d/ser-desktop.fish",
}
"""Where Debian's shells look, below the root."""
_FOLDERS = ("DIR", "FOLDER")
_FILES = ("FILE", "PATH", "LABELS.csv", "NAME_OR_PATH")


def completion(shell: str) -> str:
    """Write the script for a shell.

    Args:
        shell: ``bash``, ``zsh`` or ``fish``.

    Returns:
        Text of the script.
    """
    parser = build_parser()
    _mark_files(parser)
    return str(shtab.complete(parser, shell))


def _mark_files(parser: argparse.ArgumentParser) -> None:
    """Name the arguments that are completed with files or folders."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                _mark_files(below)
        elif action.metavar in _FOLDERS:
            action.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
        elif action.metavar in _FILES:
            action.complete = shtab.FILE  # type: ignore[attr-defined]


if __name__ == "__main__":
    sys.stdout.write(completion(sys.argv[1]))
