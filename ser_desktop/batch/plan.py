"""What a run is to do: which result goes to which file, what is done, what cannot be done."""

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
    """What happens to a file that is there already."""

    OVERWRITE = "overwrite"
    SKIP = "skip"
    SKIP_DONE = "skip where it is of the same recording, model and settings"


@dataclass(frozen=True)
class Job:
    """A recording whose results are wanted.

    Args:
        source: the recording, and the channel that was heard alone.
        settings: model and settings, as ``settings_text`` has them.
        below: the subfolder that its files go to.
    """

    source: Source
    settings: str
    below: Path = Path()


@dataclass(frozen=True)
class Output:
    """One file that a run writes.

    Args:
        job: number of the job.
        format: of the file.
        target: where it goes; no other output has this file.
    """

    job: int
    format: ExportFormat
    target: Path


@dataclass
class Plan:
    """What is to be done, what need not be done, and what cannot be done and why."""

    to_write: list[Output] = field(default_factory=list)
    skipped: list[Output] = field(default_factory=list)
    refused: list[tuple[Output, Message]] = field(default_factory=list)

    def jobs(self) -> list[int]:
        """Return the numbers of the jobs that have something to write, in order."""
        return sorted({output.job for output in self.to_write})

    def place(
        self,
        output: Output,
        existing: Existing,
        recordings: Collection[str],
        is_done: Callable[[], bool] | None = None,
    ) -> None:
        """Put an output where it belongs.

        Args:
            output: one file.
            existing: what happens to a file that is there.
            recordings: real paths of files that must never be overwritten.
            is_done: whether the file that is there is of the same recording, model and settings;
                None: nobody knows whose it is.
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
    """Return where the files lie, links followed."""
    return {os.path.realpath(path) for path in paths}


def plan_outputs(
    jobs: Sequence[Job],
    formats: Iterable[ExportFormat],
    folder: Path | None,
    record: FolderRecord | None,
    existing: Existing,
    recordings: Iterable[Path],
) -> Plan:
    """Decide which file each result goes to.

    Args:
        jobs: the recordings.
        formats: a file in each of them for every recording.
        folder: where the files go; None is beside each recording.
        record: of the folder; None where it has none.
        existing: what happens to files that are there.
        recordings: files that must never be overwritten.
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
