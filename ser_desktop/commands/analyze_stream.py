"""``ser-desktop analyze`` into one stream or file, in the order of the arguments."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

from ser_desktop.commands.analyze_request import AnalyzeRequest
from ser_desktop.commands.exit_codes import OK, SOME_FAILED
from ser_desktop.commands.hearing import Failures, hear
from ser_desktop.emotion.results import Analysis
from ser_desktop.errors import AudioFileError
from ser_desktop.export import summary_csv
from ser_desktop.export.formats import SUMMARY, TABLE, open_replacing
from ser_desktop.export.installed_formats import find_format
from ser_desktop.export.json_lines import error_object, line_pieces, to_json_line
from ser_desktop.interruption import deferred_signals, exit_code
from ser_desktop.streams import say
from ser_desktop.texts.messages import Message


def analyze_into_stream(request: AnalyzeRequest, format: str, out: TextIO) -> int:
    """Write every result as soon as it and all earlier ones are available."""
    failures = Failures(len(request.paths))
    if format == SUMMARY.name:
        out.write(summary_csv.header(request.model.labels, request.language))
    try:  # around everything, so that written results stay whenever the signal comes
        results = hear(
            request.files,
            request.model_ref,
            request.heard,
            request.workers,
            request.paths,
            request.speakers,
            request.scheduler,
        )
        for path, result in zip(request.paths, results, strict=True):
            if isinstance(result, AudioFileError):
                failures.add(path, result)
                out.write(_render_error(result, path, format, request))
            elif not isinstance(result, Exception):
                rendered = _rendered(request.interpret(result, path), path, format, request)
                with deferred_signals() as signal:  # so that no line ends in its middle
                    out.writelines(rendered)
                signal.raise_pending()
            out.flush()
    except KeyboardInterrupt as stop:
        failures.list_again()
        say(str(Message("analyze.interrupted")))
        return exit_code(stop)
    failures.list_again()
    return SOME_FAILED if failures else OK


def analyze_into_file(request: AnalyzeRequest, format: str, target: Path) -> int:
    """Write one file of many recordings; after an error the incomplete file is kept."""
    with open_replacing(target, keep_partial=True) as handle:
        return analyze_into_stream(request, format, handle)


def analyze_one_into_file(request: AnalyzeRequest, format: str, target: Path) -> int:
    """Write the file of one recording; without a result an older file stays."""
    rendered = io.StringIO()
    code = analyze_into_stream(request, format, rendered)
    if code == OK:
        with open_replacing(target) as handle:
            handle.write(rendered.getvalue())
    return code


def _rendered(analysis: Analysis, path: str, format: str, request: AnalyzeRequest) -> Iterable[str]:
    """Return the text in pieces."""
    if format == TABLE.name:
        return [TABLE.render(analysis)]
    if format == SUMMARY.name:
        return [summary_csv.row(analysis, path, request.model.labels, request.language)]
    if format != "jsonl":
        return [find_format(format).render(analysis)]
    return line_pieces(analysis, path, request.heard.split)


def _render_error(error: AudioFileError, path: str, format: str, request: AnalyzeRequest) -> str:
    if format == "jsonl":
        return to_json_line(error_object(path, error))
    if format == SUMMARY.name:
        labels = request.model.labels
        return summary_csv.error_row(path, str(error), labels, request.language, error.kind)
    return ""
