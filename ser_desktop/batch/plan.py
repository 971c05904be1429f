"""The plan of a run: files for results, finished work, and what cannot be done."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import partial
from pathlib import Path

from ser_desktop.batch.record import RECORD_NAME, FolderRecord
from ser_desktop.export.formats import ExportFormat
from ser_desktop.export.names import Source
from ser_desktop.export.targets import choose_targets
from ser_desktop.texts.messages import Message


class Existing(Enum):
    """What to do with existing files."""

    OVERWRITE = "overwrite"
    SKIP = "skip"
    SKIP_DONE = "skip where it is of the same recording, model and settings"


@dataclass(frozen=True)
class Job:
    """A recording to analyse or export.

    Args:
        source: the recording, and its separately analysed channel or None.
        settings: model and settings, from ``settings_text``.
        below: subfolder for its files.
    """

    source: Source
    settings: str
    below: Path = Path()


@dataclass(frozen=True)
class Output:
    """One file to write.

    Args:
        job: number of the job.
        format: format of the file.
        target: its path, which no other output has.
    """

    job: int
    format: ExportFormat
    target: Path


@dataclass
class Plan:
    """Outputs to write, finished outputs, and outputs that cannot be written with the reason."""

    to_write: list[Output] = field(default_factory=list)
    skipped: list[Output] = field(default_factory=list)
    refused: list[tuple[Output, Message]] = field(default_factory=list)

    def jobs(self) -> list[int]:
        """Return the numbers of jobs with outputs to write, in order."""
        return sorted({output.job for output in self.to_write})

    def place(
        self,
        output: Output,
        existing: Existing,
        recordings: Collection[str],
        is_done: Callable[[], bool] | None = None,
    ) -> None:
        """Add an output to the right list.

        Args:
            output: one file.
            existing: what to do with an existing file.
            recordings: resolved paths of recordings, which must not be overwritten.
            is_done: whether the existing file belongs to the same recording, model and settings;
            None if unknown.
        """
        target = output.target
        if os.path.realpath(target) in recordings:
            self.refused.append((output, Message("output.is_recording", path=target)))
        elif existing is Existing.OVERWRITE or not os.path.lexists(target):
            self.to_write.append(output)
        elif existing is Existing.SKIP:
            self.skipped.append(output)
        elif is_done is None:
            unknown = Message("output.not_in_record", path=target, record=RECORD_NAME)
            self.refused.append((output, unknown))
        else:
            (self.skipped if is_done() else self.to_write).append(output)


def real_paths(paths: Iterable[Path]) -> set[str]:
    """Return the resolved paths of files."""
    return {os.path.realpath(path) for path in paths}


def plan_outputs(
    jobs: Sequence[Job],
    formats: Iterable[ExportFormat],
    folder: Path | None,
    record: FolderRecord | None,
    existing: Existing,
    recordings: Iterable[Path],
) -> Plan:
    """Choose the file of each result.

    Args:
        jobs: the recordings.
        formats: formats; each recording gets a file in each of them.
        folder: the folder; None puts files beside each recording.
        record: record of the folder; None if it has none.
        existing: what to do with existing files.
        recordings: recordings, which must not be overwritten.
    """
    plan = Plan()
    real = real_paths(recordings)
    sources, below = [job.source for job in jobs], [job.below for job in jobs]
    for format in formats:
        targets = choose_targets(sources, format.suffix, folder, below, record)
        for number, (job, target) in enumerate(zip(jobs, targets, strict=True)):
            is_done = None
            if record is not None and record.knows(target):
                is_done = partial(record.is_done, target, job.source[0], job.settings)
            plan.place(Output(number, format, target), existing, real, is_done)
    return plan
