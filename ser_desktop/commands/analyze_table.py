"""``ser-desktop analyze --table``: all recordings in one table; a stopped run can be continued."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from ser_desktop.batch.one_table import OneTable, TableStore, journal_path
from ser_desktop.batch.places import place_key
from ser_desktop.batch.recording_state import RecordingState
from ser_desktop.batch.table_parts import TableParts
from ser_desktop.batch.task import FileError
from ser_desktop.commands.analyze_request import (
    AnalyzeRequest,
    refuse_recordings,
)
from ser_desktop.commands.exit_codes import OK, SOME_FAILED
from ser_desktop.commands.hearing import Failures, hear_unordered
from ser_desktop.emotion.results import WindowScores
from ser_desktop.errors import AudioFileError
from ser_desktop.export.result_tables import TABLES, ResultTable
from ser_desktop.interruption import exit_code
from ser_desktop.streams import say
from ser_desktop.texts.messages import Message

_COLUMNS_VERSION = 2
"""Changes with the columns, so that no table gets rows of two kinds."""


def analyze_into_table(
    request: AnalyzeRequest, name: str, target: str, files_per_part: int, overwrite: bool = False
) -> int:
    """Analyse the remaining recordings, then write the table.

    Args:
        request: the request.
        name: ``files``, ``segments`` or ``windows``.
        target: the table, .csv or .parquet; or a folder of parts, which ends in / or is there.
        files_per_part: recordings in each file of such a folder.
        overwrite: also replace a file that is no table of this program.
    """
    paths = request.paths
    table = TABLES[name]
    store = _store(request, name, target, files_per_part, overwrite)
    failures = Failures(len(paths))
    try:
        to_do = _left_to_do(paths, store, failures)
        for path, result in _hear(to_do, request):
            if isinstance(result, AudioFileError):
                failures.add(path, result)
            _note(store, table, request, path, result)
        store.finish(paths)
    except KeyboardInterrupt as stop:
        failures.list_again()
        say(str(Message("analyze.interrupted_table", path=store.kept_in)))
        return exit_code(stop)
    finally:
        store.close()
    failures.list_again()
    return SOME_FAILED if failures else OK


def _store(
    request: AnalyzeRequest, name: str, target: str, files_per_part: int, overwrite: bool
) -> TableStore:
    columns = TABLES[name].columns(request.model.labels)
    settings = f"{name} {_COLUMNS_VERSION}: {request.settings_text()}"
    path = Path(target)
    if target.endswith(("/", os.sep)) or path.is_dir():
        return TableParts(path, columns, settings, files_per_part)
    refuse_recordings([path, journal_path(path)], request.paths)
    return OneTable(path, columns, settings, overwrite)


def _left_to_do(paths: Sequence[str], store: TableStore, failures: Failures) -> list[str]:
    """Return what is not finished; say what an earlier run finished, and what failed then."""
    finished = {path for path in paths if store.has(path)}
    if finished:
        resumed = Message("analyze.resumed", n=len(finished), total=len(paths), path=store.kept_in)
        say(str(resumed))
    for path in paths:
        error = store.error_of(path) if path in finished else None
        if error is not None:
            failures.add_known(path, error)
    return [path for path in paths if path not in finished]


def _hear(
    paths: Sequence[str], request: AnalyzeRequest
) -> Iterator[tuple[str, WindowScores | FileError]]:
    results = hear_unordered(
        paths, request.model_ref, request.heard, request.workers, paths, None, request.scheduler
    )
    for number, result in results:
        yield paths[number], result


def _note(
    store: TableStore,
    table: ResultTable,
    request: AnalyzeRequest,
    path: str,
    result: WindowScores | FileError,
) -> None:
    """Keep the rows of one recording."""
    if isinstance(result, WindowScores):
        analysis = request.interpret(result, path)
        store.add(RecordingState.of(analysis.file, place_key(path)), table.rows(analysis, path))
    elif isinstance(result, AudioFileError):
        state = RecordingState.now(path) or RecordingState.missing(path)
        rows = table.error_rows(result, path, request.model.labels)
        store.add(state, rows, result)
