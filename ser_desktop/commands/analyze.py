"""``ser-desktop analyze``: files and folders to JSON lines, a table or an export format."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from ser_desktop.audio.folders import expand
from ser_desktop.emotion.analysis import AnalysisOptions, analyze
from ser_desktop.emotion.catalogue import load_model
from ser_desktop.emotion.model import EmotionModel
from ser_desktop.emotion.results import Analysis
from ser_desktop.errors import AudioFileError, OutputError, SerError
from ser_desktop.export.formats import EXPORT_FORMATS, TABLE, write_text
from ser_desktop.export.json_lines import analysis_object, error_object, to_json_line
from ser_desktop.paths import Profile

OK, SOME_FAILED, INTERRUPTED = 0, 1, 130


def run_analyze(options: argparse.Namespace, profile: Profile, out: TextIO) -> int:
    """Analyse every file in order. A file that fails never stops the next one."""
    for path in options.paths:
        if not os.path.lexists(path):
            raise SerError(f"There is no {path}.")
    to_file = options.out != "-"
    if to_file and not Path(options.out).absolute().parent.is_dir():
        raise OutputError(f"{options.out} cannot be written: its folder does not exist.")
    model = load_model(options.model, profile.models)
    paths = list(expand(options.paths))
    if not paths:
        print("ser-desktop: No sound files below the given folders.", file=sys.stderr)
        return OK
    name = options.format or ("table" if not to_file and out.isatty() else "jsonl")
    if len(paths) > 1 and name not in ("jsonl", "table"):
        raise SerError(f"--format {name} takes one file; use jsonl for many.")
    lines: list[str] = []

    def emit(text: str) -> None:
        if to_file:
            lines.append(text)
        else:
            out.write(text)
            out.flush()

    code = _analyze_all(paths, model, options, name, emit)
    if to_file:
        write_text(Path(options.out), "".join(lines))
    return code


def _analyze_all(
    paths: list[str],
    model: EmotionModel,
    options: argparse.Namespace,
    format_name: str,
    emit: Callable[[str], None],
) -> int:
    as_json = format_name == "jsonl"
    render = TABLE.render if format_name == "table" else EXPORT_FORMATS[format_name].render
    settings = AnalysisOptions(options.window, options.hop, options.uncertain_below)
    failed = 0
    for number, path in enumerate(paths, start=1):
        _say_progress(number, len(paths), path)
        try:
            found = _analyze_one(Path(path), model, settings)
            emit(to_json_line(analysis_object(found, path)) if as_json else render(found))
        except AudioFileError as error:
            failed += 1
            print(f"ser-desktop: {path}: {error}", file=sys.stderr)
            if as_json:
                emit(to_json_line(error_object(path, error)))
        except KeyboardInterrupt:
            print("ser-desktop: Interrupted; the files above are done.", file=sys.stderr)
            return INTERRUPTED
    return SOME_FAILED if failed else OK


def _analyze_one(path: Path, model: EmotionModel, options: AnalysisOptions) -> Analysis:
    try:
        return analyze(path, model, options)
    except SerError:
        raise
    except Exception as error:  # one file in a thousand must not end the other 999
        raise AudioFileError("internal", f"{type(error).__name__}: {error}") from error


def _say_progress(number: int, total: int, path: str) -> None:
    if total > 1 and sys.stderr.isatty():
        print(f"[{number}/{total}] {path}", file=sys.stderr)
