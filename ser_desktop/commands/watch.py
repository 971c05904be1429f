"""``ser-desktop watch``: analyse recordings as they appear in a folder."""

from __future__ import annotations

import argparse
import os
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TextIO

from ser_desktop.batch.folder_watch import settled_files
from ser_desktop.commands.analyze_folder import analyze_into_folder
from ser_desktop.commands.analyze_request import AnalyzeRequest
from ser_desktop.commands.exit_codes import OK, SOME_FAILED
from ser_desktop.errors import OutputGoneError, SerError
from ser_desktop.export.formats import SUMMARY, TABLE
from ser_desktop.export.installed_formats import find_format
from ser_desktop.paths import Profile
from ser_desktop.streams import say
from ser_desktop.texts.messages import Message


def run_watch(options: argparse.Namespace, profile: Profile, _out: TextIO) -> int:
    """Write a file for each recording, until a signal ends the command.

    Recordings that are finished by the record of the results folder are skipped, so that a
    restarted command continues where the last one ended.
    """
    folder, results = Path(options.folder), Path(options.out)
    if not folder.is_dir():
        raise SerError(Message("watch.no_folder", folder=folder))
    if os.path.realpath(folder) == os.path.realpath(results):
        raise SerError(Message("watch.same_folder"))
    if options.format in (TABLE.name, SUMMARY.name):
        raise SerError(Message("watch.one_file_each", format=options.format))
    format = find_format(options.format)
    options.paths = []
    request = replace(AnalyzeRequest.of(options, profile), given=[str(folder)])
    say(str(Message("watch.watching", folder=folder, results=results)))
    with closing(settled_files(folder, results)) as batches:
        has_results = False
        for paths in batches:
            if has_results and not results.is_dir():
                raise OutputGoneError(Message("output.folder_gone", folder=results))
            run = analyze_into_folder(replace(request, paths=paths), format, results, True)
            if run.code not in (OK, SOME_FAILED):
                return run.code
            has_results = results.is_dir()
            if run.analysed:
                done = Message("watch.done", n=len(run.analysed), last=run.analysed[-1])
                say(str(done))
    return OK
