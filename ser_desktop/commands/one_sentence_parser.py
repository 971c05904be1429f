"""A parser that answers in one sentence, and takes each option once with a value."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

from ser_desktop.commands.exit_codes import UNUSABLE
from ser_desktop.streams import say
from ser_desktop.texts.messages import Message


class _Once(argparse.Action):
    """Stores a value. A second one would silently replace the first, so it is refused."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[Any] | None,
        option_string: str | None = None,
    ) -> None:
        """Store the value of an option or of a positional argument."""
        if self.option_strings and isinstance(parser, OneSentenceParser):
            if self.dest in parser.given:
                raise argparse.ArgumentError(self, str(Message("cli.given_twice")))
            parser.given.add(self.dest)
            if values == "" and self.type is None:
                raise argparse.ArgumentError(self, str(Message("cli.empty")))
        setattr(namespace, self.dest, values)


class OneSentenceParser(argparse.ArgumentParser):
    """A parser that prints one sentence instead of the usage text.

    Options are given once, with a value that is not empty: an unset variable of a script would be
    taken for the default. Options of ``action="append"`` may be repeated, and ``type=str`` allows
    an empty value.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.given: set[str] = set()
        """Options that the arguments have named so far."""
        for action in (None, "store"):
            self.register("action", action, _Once)

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As :class:`argparse.ArgumentParser`."""
        self.given.clear()
        return super().parse_known_args(args, namespace)

    def error(self, message: str) -> None:  # type: ignore[override]
        """Print an error and exit."""
        say(str(Message("cli.see_help", problem=message.rstrip("."))))
        raise SystemExit(UNUSABLE)
