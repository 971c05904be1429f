"""Many recordings exported at once: in several formats, into one folder or beside each."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ser_desktop.emotion.results import Analysis
from ser_desktop.errors import OutputError, WorkCancelledError
from ser_desktop.export import summary_csv
from ser_desktop.export.formats import ExportFormat, write_text
from ser_desktop.export.index import Index, settings_text
from ser_desktop.export.names import targets

SUMMARY_NAME = "emotions.csv"


@dataclass(frozen=True)
class BatchOptions:
    """What a person wants.

    Args:
        formats: of the files a recording.
        summary: also one CSV with a row for each recording.
        folder: where all goes; None is beside each recording, the summary beside the first.
        replace: write over files that are there; without it they are left as they are.
    """

    formats: Sequence[ExportFormat]
    summary: bool
    folder: Path | None
    replace: bool = False


@dataclass
class BatchOutcome:
    """What became of it."""

    written: list[Path] = field(default_factory=list)
    skipped: list[Path] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    """A sentence each."""


def export_all(
    analyses: Sequence[Analysis],
    unanswered: Sequence[tuple[Path, str]],
    options: BatchOptions,
    on_progress: Callable[[float], None] = lambda _share: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> BatchOutcome:
    """Write the files of every analysis; one that cannot be written does not stop the others.

    Args:
        analyses: of recordings, or of their channels apart.
        unanswered: recordings without an answer and why: they stand in the summary.
        options: formats, place, and what happens to files that are there.
        on_progress: called with the share done.
        cancelled: asked between files; True ends the work. What is written stays.

    Raises:
        WorkCancelledError: ``cancelled`` said so.
    """
    outcome = BatchOutcome()
    sources = [(a.file.path, a.settings.channel) for a in analyses]
    index = Index(options.folder) if options.folder else None
    of_target: dict[Path, Analysis] = {}
    plan: list[tuple[Path, Callable[[], str]]] = []
    for wanted in options.formats:
        places = targets(sources, wanted.suffix, options.folder, index=index)
        for analysis, target in zip(analyses, places, strict=True):
            of_target[target] = analysis
            plan.append((target, lambda a=analysis, f=wanted: f.render(a)))  # type: ignore[misc]
    if options.summary:
        paths = [source[0] for source in sources] + [path for path, _ in unanswered]
        target = _free((options.folder or paths[0].parent) / SUMMARY_NAME, [t for t, _ in plan])
        plan.append((target, lambda: _summary(analyses, unanswered)))
    recordings = {os.path.realpath(path) for path, _ in [*sources, *unanswered]}
    for number, (target, render) in enumerate(plan):
        if cancelled():
            raise WorkCancelledError
        if os.path.realpath(target) in recordings:
            outcome.failed.append(f"{target} is one of the recordings.")
        elif os.path.lexists(target) and not options.replace:
            outcome.skipped.append(target)
        else:
            try:
                write_text(target, render())
                outcome.written.append(target)
                if index and (of := of_target.get(target)):
                    how = settings_text(of.model, of.settings)
                    index.add(target, of.file, of.settings.channel, how)
            except OutputError as error:
                outcome.failed.append(str(error))
        on_progress((number + 1) / len(plan))
    return outcome


def _free(wanted: Path, taken: Sequence[Path]) -> Path:
    """The name, or the next one that no file of a recording has."""
    names = {str(path).casefold() for path in taken}
    target, number = wanted, 2
    while str(target).casefold() in names:
        target = wanted.with_name(f"{wanted.stem} ({number}){wanted.suffix}")
        number += 1
    return target


def _summary(analyses: Sequence[Analysis], unanswered: Sequence[tuple[Path, str]]) -> str:
    labels = [label for analysis in analyses for label in analysis.model.labels]
    rows = [summary_csv.row(analysis, labels=labels) for analysis in analyses]
    rows += [summary_csv.error_row(str(path), why, labels) for path, why in unanswered]
    return summary_csv.header(labels) + "".join(rows)
