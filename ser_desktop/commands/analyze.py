"""``ser-desktop analyze``: files and folders to JSON lines, a table or an export format."""

from __future__ import annotations

import argparse
import io
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from ser_desktop.audio.folders import expand
from ser_desktop.emotion.analysis import AnalysisOptions, analyze
from ser_desktop.emotion.catalogue import load_model
from ser_desktop.emotion.model import EmotionModel
from ser_desktop.emotion.results import Analysis, SegmentOptions
from ser_desktop.emotion.segments import with_settings
from ser_desktop.errors import (
    AudioFileError,
    ModelError,
    OutputError,
    SerError,
    WorkCancelledError,
)
from ser_desktop.export import summary_csv
from ser_desktop.export.formats import (
    EXPORT_FORMATS,
    TABLE,
    ExportFormat,
    open_replacing,
    write_text,
)
from ser_desktop.export.json_lines import analysis_object, error_object, to_json_line
from ser_desktop.export.names import targets
from ser_desktop.paths import Profile

OK, SOME_FAILED, INTERRUPTED = 0, 1, 130
SPLIT = "split"
_OF_MANY = ("jsonl", "table", "summary")
"""Formats that hold any number of recordings."""


def run_analyze(options: argparse.Namespace, profile: Profile, out: TextIO) -> int:
    """Analyse every file in order. A file that fails never stops the next one."""
    for path in options.paths:
        if not os.path.lexists(path):
            raise SerError(f"There is no {path}.")
    paths = list(expand(options.paths))
    to_file = options.out != "-"
    if to_file:
        _refuse_to_replace_an_input([Path(options.out)], paths)
    model = load_model(options.model, profile.models)
    if not paths:
        print("ser-desktop: No sound files below the given folders.", file=sys.stderr)
        return OK
    for_people = not to_file and out.isatty() and options.channels != SPLIT
    name = options.format or ("table" if for_people else "jsonl")
    if name != "jsonl" and options.channels == SPLIT:
        raise SerError("--channels split goes with --format jsonl.")
    if name not in _OF_MANY and to_file and Path(options.out).is_dir():
        return _analyze_each(paths, model, options, EXPORT_FORMATS[name])
    if options.skip_existing:
        raise SerError("--skip-existing goes with --out FOLDER and a format of one file each.")
    if len(paths) > 1 and name not in _OF_MANY:
        raise SerError(f"--format {name} makes a file each; name a folder that exists with --out.")
    if not to_file:
        return _analyze_all(paths, model, options, name, out)
    if name in _OF_MANY:
        with open_replacing(Path(options.out)) as target:
            return _analyze_all(paths, model, options, name, target)
    # The results of an earlier run stay where this one has none.
    rendered = io.StringIO()
    exit_code = _analyze_all(paths, model, options, name, rendered)
    if exit_code == OK:
        with open_replacing(Path(options.out)) as target:
            target.write(rendered.getvalue())
    return exit_code


def _analyze_each(
    paths: list[str], model: EmotionModel, options: argparse.Namespace, wanted: ExportFormat
) -> int:
    """A file for each recording, in the folder of ``--out``."""
    failed = skipped = 0
    places = targets([(Path(path), None) for path in paths], wanted.suffix, Path(options.out))
    _refuse_to_replace_an_input(places, paths)
    for number, (path, target) in enumerate(zip(paths, places, strict=True), start=1):
        if options.skip_existing and os.path.lexists(target):
            skipped += 1
            continue
        _say_progress(number, len(paths), path)
        try:
            write_text(target, _render_one(path, model, options, wanted.name))
        except AudioFileError as error:
            failed += 1
            print(f"ser-desktop: {path}: {error}", file=sys.stderr)
        except KeyboardInterrupt:
            print("ser-desktop: Interrupted; the files before are done.", file=sys.stderr)
            return INTERRUPTED
    if skipped:
        there = f"{skipped} of {len(paths)} recordings: their files are in {options.out}."
        print(f"ser-desktop: Passed over {there}", file=sys.stderr)
    return SOME_FAILED if failed else OK


def _refuse_to_replace_an_input(targets: Sequence[Path], paths: list[str]) -> None:
    recordings = {os.path.realpath(path) for path in paths}
    for target in targets:
        if os.path.realpath(target) in recordings:
            raise OutputError(f"{target} is one of the recordings; name another file.")


def _analyze_all(
    paths: list[str],
    model: EmotionModel,
    options: argparse.Namespace,
    format_name: str,
    out: TextIO,
) -> int:
    failed = 0
    if format_name == "summary":
        out.write(summary_csv.header())
    for number, path in enumerate(paths, start=1):
        _say_progress(number, len(paths), path)
        try:
            out.write(_render_one(path, model, options, format_name))
        except AudioFileError as error:
            failed += 1
            print(f"ser-desktop: {path}: {error}", file=sys.stderr)
            if format_name == "jsonl":
                out.write(to_json_line(error_object(path, error)))
            elif format_name == "summary":
                out.write(summary_csv.error_row(path, str(error)))
        except KeyboardInterrupt:
            print("ser-desktop: Interrupted; the files before are done.", file=sys.stderr)
            return INTERRUPTED
        out.flush()
    return SOME_FAILED if failed else OK


def _render_one(
    path: str, model: EmotionModel, options: argparse.Namespace, format_name: str
) -> str:
    try:
        return _render(path, model, options, format_name)
    except (AudioFileError, ModelError):
        raise
    except Exception as error:  # one file in a thousand must not end the other 999
        raise AudioFileError("internal", f"{type(error).__name__}: {error}") from error


def _render(path: str, model: EmotionModel, options: argparse.Namespace, format_name: str) -> str:
    settings = AnalysisOptions(options.window, options.hop, options.uncertain_below)
    segments = SegmentOptions(options.smooth, options.min_segment)
    found = _resegmented(analyze_or_fail(Path(path), model, settings), segments)
    if format_name == "table":
        return TABLE.render(found)
    if format_name == "summary":
        return summary_csv.row(found, path)
    if format_name != "jsonl":
        return EXPORT_FORMATS[format_name].render(found)
    item = analysis_object(found, path)
    if options.channels == SPLIT:
        item["channels"] = []
        for channel in range(found.file.channels):
            own = AnalysisOptions(
                options.window, options.hop, options.uncertain_below, channel=channel
            )
            split = _resegmented(analyze_or_fail(Path(path), model, own), segments)
            part = analysis_object(split)
            kept = {key: part[key] for key in ("overall", "windows", "segments")}
            item["channels"].append({"channel": channel, **kept})
    return to_json_line(item)


def _resegmented(found: Analysis, segments: SegmentOptions) -> Analysis:
    return with_settings(found, found.settings.uncertain_below, segments)


def analyze_or_fail(path: Path, model: EmotionModel, options: AnalysisOptions) -> Analysis:
    """Analyse; a fault of the program becomes the error kind ``internal`` of this one file.

    Raises:
        AudioFileError: whatever was wrong with the file.
        ModelError: the model cannot be used at all.
    """
    with _interrupt_noted() as interrupted:
        try:
            found = analyze(path, model, options, cancelled=interrupted.is_set)
        except (AudioFileError, ModelError):
            raise
        except WorkCancelledError:
            raise KeyboardInterrupt from None
        except Exception as error:
            raise AudioFileError("internal", f"{type(error).__name__}: {error}") from error
    if interrupted.is_set():
        raise KeyboardInterrupt
    return found


@contextmanager
def _interrupt_noted() -> Iterator[threading.Event]:
    """Ctrl+C is noted and not raised at once: libsndfile asks for bytes through callbacks, in which
    an exception is lost. The second one is raised."""
    noted = threading.Event()

    def note(_number: int, _frame: object) -> None:
        if noted.is_set():
            raise KeyboardInterrupt
        noted.set()

    before = signal.getsignal(signal.SIGINT)
    on_main = threading.current_thread() is threading.main_thread()
    if not on_main or before is not signal.default_int_handler:
        yield noted
        return
    signal.signal(signal.SIGINT, note)
    try:
        yield noted
    finally:
        signal.signal(signal.SIGINT, before)


def _say_progress(number: int, total: int, path: str) -> None:
    if total > 1 and sys.stderr.isatty():
        print(f"[{number}/{total}] {path}", file=sys.stderr)
