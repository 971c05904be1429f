"""Names of formats on the command line: the same words everywhere, and a sentence for others."""

from __future__ import annotations

import argparse
import os

from ser_desktop.errors import SerError
from ser_desktop.texts.messages import Message, either

FORMATS = ("jsonl", "summary", "table", "csv", "audacity", "textgrid", "srt")
"""The formats of ``analyze`` and ``watch``."""
PROJECT_FORMATS = (
    *("textgrid", "eaf", "vtt", "rttm", "jsonl", "csv", "xlsx", "parquet", "labelstudio", "html"),
)
"""The names in ``export/project/formats.py``, which is too slow to import for a parser."""
_ALSO_CALLED = {
    "jsonl": ("json", "jsonlines", "ndjson"),
    "textgrid": ("praat",),
    "eaf": ("elan",),
    "vtt": ("webvtt",),
    "srt": ("subrip",),
    "xlsx": ("excel",),
    "labelstudio": ("label-studio",),
}
_NAMES = {other: name for name, others in _ALSO_CALLED.items() for other in others}
_BY_SUFFIX = {
    ".json": ("jsonl",),
    ".jsonl": ("jsonl",),
    ".ndjson": ("jsonl",),
    ".csv": ("csv", "summary"),
    ".textgrid": ("textgrid",),
    ".srt": ("srt",),
}
"""Formats of files with one of these suffixes. Others say nothing: a text may be anything."""


def export_format(text: str) -> str:
    """Return the format of ``analyze`` that a word names.

    Raises:
        argparse.ArgumentTypeError: no format of the program or of another package has the name.
    """
    name = _usual(text)
    if name in FORMATS:
        return name
    from ser_desktop.export.installed_formats import installed_format_names

    of_packages = installed_format_names()
    if text in of_packages:
        return text
    raise _unknown(text, (*FORMATS, *of_packages), elsewhere=PROJECT_FORMATS)


def project_format(text: str) -> str:
    """Return the format of ``project export`` that a word names.

    Raises:
        argparse.ArgumentTypeError: no format of projects has the name.
    """
    name = _usual(text)
    if name in PROJECT_FORMATS:
        return name
    raise _unknown(text, PROJECT_FORMATS, elsewhere=FORMATS)


def format_of_file(path: str) -> str | None:
    """Return the format that the suffix of an output names; None if it names none.

    Raises:
        SerError: several formats have files with this suffix.
    """
    suffix = os.path.splitext(path)[1].lower()
    names = _BY_SUFFIX.get(suffix, ())
    if len(names) > 1:
        options = either([f"--format {name}" for name in names])
        raise SerError(Message("cli.which_format", suffix=suffix, options=options))
    return names[0] if names else None


def _usual(text: str) -> str:
    """Return the name that the program uses, of a name as people write it."""
    word = text.lower().removeprefix(".")
    return _NAMES.get(word, word)


def _unknown(
    text: str, known: tuple[str, ...], elsewhere: tuple[str, ...]
) -> argparse.ArgumentTypeError:
    formats = either(known)
    if _usual(text) not in elsewhere:
        return argparse.ArgumentTypeError(
            str(Message("cli.not_a_format", value=text, formats=formats))
        )
    command = (
        "ser-desktop project export" if elsewhere is PROJECT_FORMATS else "ser-desktop analyze"
    )
    message = Message("cli.format_elsewhere", value=text, command=command, formats=formats)
    return argparse.ArgumentTypeError(str(message))
