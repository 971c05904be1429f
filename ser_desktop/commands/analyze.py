"""``ser-desktop analyze``: files and folders to JSON lines, a table or an export format."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TextIO

from ser_desktop.batch.places import is_address
from ser_desktop.commands.analyze_folder import analyze_into_folder
from ser_desktop.commands.analyze_request import AnalyzeRequest
from ser_desktop.commands.analyze_stream import (
    analyze_into_file,
    analyze_into_stream,
    analyze_one_into_file,
)
from ser_desktop.commands.cluster_option import check_cluster_options
from ser_desktop.commands.exit_codes import OK
from ser_desktop.commands.format_names import format_of_file
from ser_desktop.errors import SerError
from ser_desktop.export.formats import MANY_IN_ONE, SUMMARY, TABLE
from ser_desktop.export.installed_formats import find_format
from ser_desktop.paths import Profile
from ser_desktop.streams import say
from ser_desktop.texts.messages import Message

STANDARD_INPUT = "-"


def run_analyze(options: argparse.Namespace, profile: Profile, out: TextIO) -> int:
    """Analyse every file. A failing file does not stop the others."""
    if not options.out:
        raise SerError(Message("analyze.empty_out"))
    _check_table_options(options)
    if options.scheduler:
        check_cluster_options(options)
    if options.translate and options.format != SUMMARY.name:
        raise SerError(Message("cli.translate_format", format=SUMMARY.name))
    if STANDARD_INPUT in options.paths:
        return _analyze_standard_input(options, profile, out)
    request = AnalyzeRequest.of(options, profile)
    if not request.paths:
        say(str(Message("analyze.no_sound_files")))
        return OK
    if options.table is not None:
        from ser_desktop.commands.analyze_table import analyze_into_table

        target, per_part = options.table_out, options.files_per_part
        return analyze_into_table(request, options.table, target, per_part, options.overwrite)
    format = _format(options, out)
    if _wants_folder(options, format, request):
        _refuse_addresses(request)
        run = analyze_into_folder(
            request, find_format(format), Path(options.out), options.skip_existing
        )
        return run.code
    _check_one_file(options, format, request)
    if options.out == "-":
        return analyze_into_stream(request, format, out)
    if format in MANY_IN_ONE:
        return analyze_into_file(request, format, Path(options.out))
    return analyze_one_into_file(request, format, Path(options.out))


def _analyze_standard_input(options: argparse.Namespace, profile: Profile, out: TextIO) -> int:
    """Analyse the sound on standard input and write the result to one stream or file.

    Containers are read at both ends, so the input is stored on disk during the analysis.
    """
    folder = options.out != "-" and (os.path.isdir(options.out) or _ends_as_folder(options.out))
    alone = len(options.paths) == 1 and not options.scheduler
    if not alone or options.table is not None or options.skip_existing or folder:
        raise SerError(Message("analyze.input_alone"))
    with tempfile.TemporaryDirectory(prefix="ser-desktop-") as temporary:
        file = Path(temporary) / "standard input"  # messages name the file
        with file.open("wb") as handle:
            shutil.copyfileobj(sys.stdin.buffer, handle)
        options.paths = [str(file)]
        request = replace(AnalyzeRequest.of(options, profile), paths=[STANDARD_INPUT])
        format = _format(options, out)
        if options.out == "-":
            return analyze_into_stream(request, format, out)
        return analyze_one_into_file(request, format, Path(options.out))


def _refuse_addresses(request: AnalyzeRequest) -> None:
    """Raise if a recording has an address, since files in a folder are named by paths."""
    address = next((path for path in request.paths if is_address(path)), None)
    if address is not None:
        raise SerError(Message("analyze.address_needs_table", address=address))


def _check_table_options(options: argparse.Namespace) -> None:
    if (options.table is None) != (options.table_out is None) or (
        options.overwrite and options.table is None
    ):
        raise SerError(Message("analyze.table_needs_out"))
    others = options.format or options.out != "-" or options.skip_existing
    if options.table is not None and (others or _wants_tracks(options)):
        raise SerError(Message("analyze.table_alone"))


def _format(options: argparse.Namespace, out: TextIO) -> str:
    """Return the chosen format, or that of the output's suffix.

    The default is a table on a terminal, else JSON lines.
    """
    for_people = options.out == "-" and out.isatty() and not _wants_tracks(options)
    is_file = options.out != "-" and not os.path.isdir(options.out)
    of_file = format_of_file(options.out) if is_file and not options.format else None
    format: str = options.format or of_file or ("table" if for_people else "jsonl")
    if format != "jsonl" and _wants_tracks(options):
        option = "--speakers" if options.channels == "mix" else "--channels split"
        raise SerError(Message("analyze.tracks_need_json", option=option))
    return format


def _wants_tracks(options: argparse.Namespace) -> bool:
    return options.channels == "split" or options.speakers is not None


def _wants_folder(options: argparse.Namespace, format: str, request: AnalyzeRequest) -> bool:
    """Return whether ``--out`` is a folder: it exists, ends with a slash, or has to be one."""
    if options.out == "-" or format in (TABLE.name, SUMMARY.name):
        return False
    if os.path.isdir(options.out) or _ends_as_folder(options.out):
        return True
    many = len(request.paths) > 1 or options.skip_existing
    return many and format not in MANY_IN_ONE and not os.path.lexists(options.out)


def _check_one_file(options: argparse.Namespace, format: str, request: AnalyzeRequest) -> None:
    """Raise if the format cannot contain several recordings in one file or stream."""
    if options.skip_existing:
        raise SerError(Message("analyze.skip_needs_folder"))
    if options.out != "-" and _ends_as_folder(options.out):
        raise SerError(Message("analyze.needs_file", format=format))
    if len(request.paths) > 1 and format not in MANY_IN_ONE:
        raise SerError(Message("analyze.needs_folder", format=format))


def _ends_as_folder(out: str) -> bool:
    return out.endswith(("/", os.sep))
