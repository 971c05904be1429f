"""Writes the files of many analyses, into one folder or beside each recording."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ser_desktop.batch.plan import Existing, Job, Output, Plan, plan_outputs, real_paths
from ser_desktop.batch.record import FolderRecord
from ser_desktop.batch.recording_state import settings_text
from ser_desktop.batch.runner import InProcessRunner, never
from ser_desktop.batch.task import Cancelled, FileError
from ser_desktop.emotion.results import Analysis
from ser_desktop.errors import OutputError, OutputGoneError
from ser_desktop.export import summary_csv
from ser_desktop.export.annotated import PROJECT_COLUMNS
from ser_desktop.export.formats import SUMMARY, ExportFormat, write_text
from ser_desktop.export.targets import free_name, key_of_name
from ser_desktop.texts.forms import Language
from ser_desktop.texts.messages import Message

SUMMARY_NAME = "emotions.csv"
Unanswered = Sequence[tuple[Path, str]]
"""Recordings without a result, and the reason."""


@dataclass(frozen=True)
class ExportOptions:
    """Options of the export.

    Args:
        formats: of the files a recording.
        summary: also one CSV with a row for each recording.
        folder: where all goes; None is beside each recording, the summary beside the first.
        overwrite: write over files that are there; without it they are left as they are.
        language: of one more column of the summary, with the word for the label; None adds none.
        project_cells: cells of ``annotated.PROJECT_COLUMNS`` for the summary, by recording.
    """

    formats: Sequence[ExportFormat]
    summary: bool
    folder: Path | None
    overwrite: bool = False
    language: Language | None = None
    project_cells: Mapping[Path, tuple[str, ...]] = field(default_factory=dict)


@dataclass
class ExportOutcome:
    """The result of an export."""

    written: list[Path] = field(default_factory=list)
    skipped: list[Path] = field(default_factory=list)
    failed: list[Message] = field(default_factory=list)


@dataclass(frozen=True)
class WriteTask:
    """Write one analysis in one format."""

    analysis: Analysis
    output: Output

    def __call__(self, _cancelled: Cancelled) -> None:
        """Render and write."""
        write_text(self.output.target, self.output.format.render(self.analysis))


@dataclass(frozen=True)
class SummaryTask:
    """Write the one CSV."""

    analyses: Sequence[Analysis]
    unanswered: Unanswered
    output: Output
    language: Language | None
    project_cells: Mapping[Path, tuple[str, ...]]

    def __call__(self, _cancelled: Cancelled) -> None:
        """Render and write."""
        table = summary_csv.render_all(
            self.analyses, self.unanswered, self.language, self.project_cells, PROJECT_COLUMNS
        )
        write_text(self.output.target, table)


def export_all(
    analyses: Sequence[Analysis],
    unanswered: Unanswered,
    options: ExportOptions,
    on_progress: Callable[[float], None] = lambda _share: None,
    cancelled: Cancelled = never,
) -> ExportOutcome:
    """Write the files of every analysis; one that cannot be written does not stop the others.

    Args:
        analyses: analyses of recordings or of their channels.
        unanswered: recordings without a result, and the reason; the summary lists them.
        options: formats, folder, and whether to overwrite.
        on_progress: called with the share done.
        cancelled: called between files; returning True stops the work. What is written stays.

    Raises:
        WorkCancelledError: ``cancelled`` returned True.
    """
    record = FolderRecord(options.folder) if options.folder else None
    jobs = [
        Job((a.file.path, a.settings.channel), settings_text(a.model, a.settings)) for a in analyses
    ]
    plan = _plan(jobs, analyses, unanswered, options, record)
    outcome = ExportOutcome(
        skipped=[output.target for output in plan.skipped],
        failed=[message for _, message in plan.refused],
    )
    tasks: list[WriteTask | SummaryTask] = [
        SummaryTask(analyses, unanswered, output, options.language, options.project_cells)
        if output.format is SUMMARY
        else WriteTask(analyses[output.job], output)
        for output in plan.to_write
    ]
    try:
        for number, error in InProcessRunner().run(tasks, cancelled):
            _note(tasks[number], error, record, jobs, outcome)
            on_progress((number + 1) / len(tasks))
        if record is not None:
            record.tidy()
    except OutputError as error:  # a full disk, a folder that is gone: others would fail too
        outcome.failed.append(error.message)
    return outcome


def _note(
    task: WriteTask | SummaryTask,
    error: FileError | None,
    record: FolderRecord | None,
    jobs: Sequence[Job],
    outcome: ExportOutcome,
) -> None:
    """Add a file to the record and to the outcome."""
    if error is not None:
        outcome.failed.append(error.message)
        return
    outcome.written.append(task.output.target)
    if record is not None and isinstance(task, WriteTask):
        file, channel = task.analysis.file, task.analysis.settings.channel
        try:
            record.add(task.output.target, file, channel, jobs[task.output.job].settings)
        except OutputGoneError:
            raise
        except OutputError as failure:
            outcome.failed.append(failure.message)


def _plan(
    jobs: Sequence[Job],
    analyses: Sequence[Analysis],
    unanswered: Unanswered,
    options: ExportOptions,
    record: FolderRecord | None,
) -> Plan:
    """Plan the files of the recordings, and the CSV under an unused name."""
    paths = [job.source[0] for job in jobs] + [path for path, _ in unanswered]
    existing = Existing.OVERWRITE if options.overwrite else Existing.SKIP
    plan = plan_outputs(jobs, options.formats, options.folder, record, existing, paths)
    plan.to_write = [o for o in plan.to_write if o.format.applies(analyses[o.job])]
    if not options.summary:
        return plan
    outputs = [*plan.to_write, *plan.skipped, *(output for output, _ in plan.refused)]
    taken = {key_of_name(output.target) for output in outputs}
    target = free_name((options.folder or paths[0].parent) / SUMMARY_NAME, taken)
    plan.place(Output(len(jobs), SUMMARY, target), existing, real_paths(paths))
    return plan
