"""``ser-desktop analyze --table``: all recordings in one table; a stopped run can be continued."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from ser_desktop.batch.journal import Journal
from ser_desktop.batch.recording_state import RecordingState
from ser_desktop.batch.task import FileError
from ser_desktop.commands.analyze_request import (
    AnalyzeRequest,
    refuse_recordings,
    without_doubles,
)
from ser_desktop.commands.exit_codes import OK, SOME_FAILED
from ser_desktop.commands.hearing import Failures, hear_unordered
from ser_desktop.emotion.results import WindowScores
from ser_desktop.errors import AudioFileError
from ser_desktop.export.result_tables import TABLES, ResultTable, Row
from ser_desktop.export.table_file import check_table_file, write_table
from ser_desktop.interruption import exit_code
from ser_desktop.streams import say
from ser_desktop.texts.messages import Message


def analyze_into_table(request: AnalyzeRequest, name: str, target: Path) -> int:
    """Analyse recordings that are not in the journal yet, then write the table.

    Args:
        request: the request.
        name: ``files``, ``segments`` or ``windows``.
        target: the table, .csv or .parquet.
    """
    check_table_file(target)
    paths = without_doubles(request.paths)
    path_of_journal = target.with_name(f"{target.name}.journal")
    refuse_recordings([target, path_of_journal], paths)
    table = TABLES[name]
    journal = Journal(path_of_journal, f"{name}: {request.settings_text()}")
    failures = Failures(len(paths))
    try:
        to_do = _left_to_do(paths, journal, failures)
        for path, result in _hear(to_do, request):
            error = result if isinstance(result, AudioFileError) else None
            if error is not None:
                failures.add(path, error)
            _note(journal, table, request, path, result)
        columns = table.columns(request.model.labels)
        write_table(target, columns, _rows(journal, paths))
        journal.remove()
    except KeyboardInterrupt as stop:
        failures.list_again()
        say(str(Message("analyze.interrupted_table", path=path_of_journal)))
        return exit_code(stop)
    finally:
        journal.close()
    failures.list_again()
    return SOME_FAILED if failures else OK


def _left_to_do(paths: Sequence[str], journal: Journal, failures: Failures) -> list[str]:
    """Return unfinished recordings; report the finished and failed ones of an earlier run."""
    finished = {path for path in paths if journal.has(Path(path))}
    if finished:
        resumed = Message("analyze.resumed", n=len(finished), total=len(paths), path=journal.path)
        say(str(resumed))
    for path in paths:
        error = journal.error_of(Path(path)) if path in finished else None
        if error is not None:
            failures.add(path, error)
    return [path for path in paths if path not in finished]


def _hear(
    paths: Sequence[str], request: AnalyzeRequest
) -> Iterator[tuple[str, WindowScores | FileError]]:
    results = hear_unordered(
        [Path(path) for path in paths], request.model_ref, request.heard, request.workers, paths
    )
    for number, result in results:
        yield paths[number], result


def _note(
    journal: Journal,
    table: ResultTable,
    request: AnalyzeRequest,
    path: str,
    result: WindowScores | FileError,
) -> None:
    """Add the rows of one recording to the journal."""
    if isinstance(result, WindowScores):
        analysis = request.interpret(result, path)
        journal.add(RecordingState.of(analysis.file), table.rows(analysis, path))
    elif isinstance(result, AudioFileError):
        state = RecordingState.now(Path(path)) or RecordingState.missing(Path(path))
        rows = table.error_rows(result, path, request.model.labels)
        journal.add(state, rows, result)


def _rows(journal: Journal, paths: Sequence[str]) -> Iterator[Row]:
    for path in paths:
        yield from journal.rows_of(Path(path))
