"""``ser-desktop analyze`` into a folder: a file for each recording, and a record of them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ser_desktop.batch.plan import Existing, Job, Output, Plan, plan_outputs
from ser_desktop.batch.record import FolderRecord
from ser_desktop.commands.analyze_request import (
    AnalyzeRequest,
    refuse_recordings,
)
from ser_desktop.commands.exit_codes import OK, SOME_FAILED
from ser_desktop.commands.hearing import Failures, hear_unordered
from ser_desktop.emotion.results import WindowScores
from ser_desktop.errors import AudioFileError, DiskFullError, OutputError, OutputGoneError
from ser_desktop.export.formats import ExportFormat, open_replacing
from ser_desktop.export.json_lines import line_pieces
from ser_desktop.interruption import exit_code
from ser_desktop.streams import say
from ser_desktop.texts.error_reasons import reason_of
from ser_desktop.texts.messages import Message


@dataclass(frozen=True)
class FolderRun:
    """What a run into a folder did.

    Args:
        code: exit code of the command.
        analysed: the recordings whose files were written, in the order of writing.
    """

    code: int
    analysed: tuple[str, ...]


def analyze_into_folder(
    request: AnalyzeRequest, format: ExportFormat, folder: Path, skip_done: bool
) -> FolderRun:
    """Write a file for each recording, in the same subfolders as the recordings.

    Args:
        request: the request.
        format: format of the files.
        folder: the folder; created if missing.
        skip_done: skip recordings that are finished, or known to fail, by the folder's record.

    Raises:
        OutputGoneError: the folder or files of this run were removed meanwhile.
    """
    paths = request.paths
    record, settings = FolderRecord(folder), request.settings_text()
    jobs = [Job((Path(path), None), settings, _below(path, request.given)) for path in paths]
    existing = Existing.SKIP_DONE if skip_done else Existing.OVERWRITE
    plan = plan_outputs(jobs, [format], folder, record, existing, map(Path, paths))
    refuse_recordings([output.target for output, _ in plan.refused], paths)
    failures = Failures(len(paths))
    to_do = _report_known_failures(plan, paths, record, settings, failures, skip_done)
    written: dict[str, Path] = {}
    try:
        results = hear_unordered(
            [Path(paths[output.job]) for output in to_do],
            request.model_ref,
            request.heard,
            request.workers,
            [paths[output.job] for output in to_do],
            request.speakers,
            request.scheduler,
        )
        for number, result in results:
            output = to_do[number]
            path = paths[output.job]
            try:
                _write(request, path, output, result, record, settings)
                written[path] = output.target
            except (DiskFullError, OutputGoneError):
                raise
            except (AudioFileError, OutputError) as error:
                failures.add(path, error)
    except KeyboardInterrupt as stop:
        failures.list_again()
        say(str(Message("analyze.interrupted")))
        return FolderRun(exit_code(stop), tuple(written))
    failures.list_again()
    record.tidy()
    _refuse_removed(written.values())
    if plan.skipped:
        skipped = Message("analyze.skipped", n=len(plan.skipped), total=len(paths), folder=folder)
        say(str(skipped))
    return FolderRun(SOME_FAILED if failures else OK, tuple(written))


def _refuse_removed(targets: Iterable[Path]) -> None:
    """Raise if files that this run wrote are no longer there."""
    gone = [target for target in targets if not os.path.lexists(target)]
    if gone:
        raise OutputGoneError(Message("output.results_gone", n=len(gone), first=gone[0]))


def _report_known_failures(
    plan: Plan,
    paths: Sequence[str],
    record: FolderRecord,
    settings: str,
    failures: Failures,
    skip_done: bool,
) -> list[Output]:
    """Report recordings that cannot be written, and return the remaining ones."""
    for output, message in plan.refused:
        failures.add(paths[output.job], OutputError(message))
    to_do = []
    for output in plan.to_write:
        path = paths[output.job]
        known = record.failure_of(Path(path), settings) if skip_done else None
        if known is None:
            to_do.append(output)
        else:
            failures.add_known(path, known)
    return to_do


def _write(
    request: AnalyzeRequest,
    path: str,
    output: Output,
    result: WindowScores | AudioFileError | OutputError,
    record: FolderRecord,
    settings: str,
) -> None:
    """Write the file of one recording, and add it or its failure to the record."""
    record.check_there()
    if isinstance(result, AudioFileError):
        _make_folder(record.folder)
        record.add_failure(Path(path), result, settings)
    if isinstance(result, Exception):
        raise result
    analysis = request.interpret(result, path)
    _make_folder(output.target.parent)
    with open_replacing(output.target) as handle:
        if output.format.name == "jsonl":
            handle.writelines(line_pieces(analysis, path, request.heard.split))
        else:
            handle.write(output.format.render(analysis))
    renamed = record.renamed_from(Path(path), analysis.file.sha256)
    record.add(output.target, analysis.file, None, settings)
    if renamed is not None:
        old, kept = renamed
        fields = {"path": path, "old": old, "output": kept, "folder": record.folder}
        say(str(Message("analyze.renamed", **fields)))


def _below(path: str, given: Sequence[str]) -> Path:
    """Return the subfolder of a recording below a given folder; "" if the file itself was given."""
    for root in given:
        if path != root and os.path.isdir(root) and Path(path).is_relative_to(root):
            return Path(path).relative_to(root).parent
    return Path()


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = reason_of(error)
        raise OutputError(
            Message("output.cannot_make_folder", folder=folder, reason=reason)
        ) from None
