"""Functions that several commands use to analyse many files: paths, progress, failures."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from ser_desktop.batch.places import Place, check_address, hearing_task, is_address
from ser_desktop.batch.process_runner import ProcessRunner
from ser_desktop.batch.runner import InProcessRunner, Runner, in_order
from ser_desktop.batch.task import FileError, ModelRef
from ser_desktop.emotion.inference_options import InferenceOptions
from ser_desktop.emotion.results import WindowScores
from ser_desktop.emotion.speaker_turns import SpeakerTurn
from ser_desktop.errors import SerError
from ser_desktop.streams import say
from ser_desktop.texts.messages import Message

MIN_FILES_TO_LIST_AGAIN = 20
"""Minimum number of files for which the failed ones are listed again at the end."""


def check_paths_exist(paths: Sequence[str]) -> None:
    """Raise if a given path does not exist.

    Raises:
        SerError: the message names the first one.
    """
    for path in paths:
        if is_address(path):
            check_address(path)
        elif not os.path.lexists(path):
            raise SerError(Message("cli.path_not_found", path=path))


def inference_options(workers: int, classify_all: bool = False) -> InferenceOptions:
    """Return options with the model's windows; with several workers, one model call at a time."""
    return InferenceOptions(classify_all=classify_all, parallel_calls=1 if workers > 1 else None)


def hear(
    paths: Sequence[Place],
    model: ModelRef,
    options: InferenceOptions,
    workers: int = 1,
    shown: Sequence[str] = (),
    speakers: int | None = None,
    scheduler: str = "",
) -> Iterator[WindowScores | FileError]:
    """Run a model on files, in one or several processes; yield the results in order.

    Args:
        paths: the recordings.
        model: reference of the model.
        options: windows and channels.
        workers: processes.
        shown: the paths as they were given, for the progress on a terminal.
        speakers: number of people who speak, as :class:`InferenceTask` has it.
        scheduler: address of the scheduler of a Dask cluster, which does it instead.

    Raises:
        SerError: the model cannot be used.
    """
    results = hear_unordered(paths, model, options, workers, shown, speakers, scheduler)
    yield from in_order(results)


def hear_unordered(
    paths: Sequence[Place],
    model: ModelRef,
    options: InferenceOptions,
    workers: int = 1,
    shown: Sequence[str] = (),
    speakers: int | None = None,
    scheduler: str = "",
    turns: Sequence[tuple[SpeakerTurn, ...]] = (),
) -> Iterator[tuple[int, WindowScores | FileError]]:
    """As :func:`hear`, but with the number of each file, in the order in which they finish.

    ``turns`` says of each file who speaks when, if that is known; it is not for a cluster.
    """
    started = _progress(shown or [str(path) for path in paths])
    if scheduler:
        from ser_desktop.batch.cluster_hearing import cluster_runner, cluster_tasks

        sent = cluster_tasks(paths, model, options, speakers)
        return cluster_runner(scheduler, model, paths).run(sent, started=started)
    known = turns or [options.turns] * len(paths)
    tasks = (
        hearing_task(path, model, replace(options, turns=own), speakers)
        for path, own in zip(paths, known, strict=True)
    )
    return _runner(min(workers, len(paths)), model).run(tasks, started=started)


def _runner(workers: int, model: ModelRef) -> Runner:
    if workers < 2:
        return InProcessRunner()
    return ProcessRunner(workers, prepare=model.load)


def _progress(shown: Sequence[str]) -> Callable[[int], None]:
    """Return a function that shows on a terminal which file starts."""

    def started(number: int) -> None:
        if len(shown) > 1 and sys.stderr.isatty():
            print(f"[{number + 1}/{len(shown)}] {shown[number]}", file=sys.stderr)

    return started


class Failures:
    """Reports failed files at once, and again at the end of a long run.

    Args:
        total: number of files.
    """

    def __init__(self, total: int) -> None:
        self._total = total
        self._said: list[Message] = []

    def __len__(self) -> int:
        return len(self._said)

    def add(self, path: str | Path, error: SerError) -> None:
        """Report one file."""
        self._add(Message("analyze.failed", path=path, reason=error.message))

    def add_known(self, path: str | Path, error: SerError) -> None:
        """Report a file that failed in an earlier run, and was not tried again."""
        self._add(Message("analyze.failed_before", path=path, reason=error.message))

    def _add(self, sentence: Message) -> None:
        self._said.append(sentence)
        say(str(sentence))

    def list_again(self) -> None:
        """Report all failures again after a long run."""
        if self._said and self._total >= MIN_FILES_TO_LIST_AGAIN:
            say(str(Message("analyze.failures", n=len(self._said), total=self._total)))
            for sentence in self._said:
                say(str(sentence))
