"""The manual page, from the parser of the commands: ``python -m bundling.man_page``.

Written in roff: one section for common options, and one subsection per command.
"""

from __future__ import annotations

import argparse
import datetime
import sys
from collections.abc import Iterator

from ser_desktop import __version__
from ser_desktop.commands.exit_codes import OK, SOME_FAILED, UNUSABLE
from ser_desktop.commands.parser import build_parser

FILES = (
    ("~/.config/ser-desktop", "settings"),
    ("~/.local/share/ser-desktop", "models and voices of your own"),
    ("~/.local/state/ser-desktop/log", "logs"),
)
EXIT_CODES = (
    (OK, "every file was analysed, whatever the result"),
    (SOME_FAILED, "some files failed; the others were analysed"),
    (UNUSABLE, "an option, a path or the model cannot be used"),
    (130, "interrupted; the results finished so far were written"),
)


def escaped(text: str) -> str:
    """Escape a text for roff: no command at the start of a line, literal hyphens."""
    text = text.replace("%%", "%").replace("\\", r"\e").replace("-", r"\-")
    return "\n".join(
        rf"\&{line}" if line.startswith((".", "'")) else line for line in text.split("\n")
    )


def man_page(released: datetime.date) -> str:
    """Write the manual page.

    Args:
        released: date at the foot of the page.

    Returns:
        The page in roff.
    """
    parser = build_parser()
    lines = [
        f'.TH SER\\-DESKTOP 1 "{released.isoformat()}" "SER Desktop {__version__}" "User Commands"',
        *(".SH NAME", r"ser\-desktop \- hears emotion in speech, on your own computer"),
        ".SH SYNOPSIS",
        *(r".B ser\-desktop", r"[\fIFILE\fR ...]", ".br"),
        *(r".B ser\-desktop", r"\fICOMMAND\fR [\fIOPTION\fR ...]"),
        *(".SH DESCRIPTION", escaped(parser.description or "")),
        *(".PP", escaped(parser.epilog or "")),
        *(".SH OPTIONS", *_options(parser)),
        ".SH COMMANDS",
    ]
    for name, command in _commands(parser):
        lines += _section(f"ser-desktop {name}", command)
        for action, below in _commands(command):
            lines += _section(f"ser-desktop {name} {action}", below)
    lines.append(".SH FILES")
    for path, content in FILES:
        lines += [".TP", f".I {escaped(path)}", escaped(content)]
    lines += [".SH EXIT STATUS"]
    for code, meaning in EXIT_CODES:
        lines += [".TP", f".B {code}", meaning]
    return "\n".join(lines) + "\n"


def _section(title: str, parser: argparse.ArgumentParser) -> list[str]:
    return [f'.SS "{escaped(title)}"', escaped(parser.description or ""), *_options(parser)]


def _commands(parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices.items()


def _options(parser: argparse.ArgumentParser) -> list[str]:
    lines: list[str] = []
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction | argparse._HelpAction):
            continue
        lines += [".TP", _heading(action), escaped(str(action.help or ""))]
    return lines


def _heading(action: argparse.Action) -> str:
    if action.choices is not None:
        value = "|".join(map(str, action.choices))
    else:
        shown = action.metavar if isinstance(action.metavar, str) else None
        value = shown or action.dest.upper()
    if not action.option_strings:
        return rf"\fI{escaped(value)}\fR"
    names = ", ".join(rf"\fB{escaped(name)}\fR" for name in action.option_strings)
    return names if action.nargs == 0 else rf"{names} \fI{escaped(value)}\fR"


if __name__ == "__main__":
    sys.stdout.write(man_page(datetime.datetime.now(tz=datetime.UTC).date()))
