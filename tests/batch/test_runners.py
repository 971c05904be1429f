"""Runners: every file once, one bad file stops nothing, a worker that dies costs its file alone."""

from __future__ import annotations

import multiprocessing
import pickle
import signal
from collections import deque
from collections.abc import Callable
from pathlib import Path

import pytest

from ser_desktop.batch.process_runner import ProcessRunner
from ser_desktop.batch.runner import InProcessRunner, Runner, in_order
from ser_desktop.batch.task import Cancelled, InferenceTask, ModelRef, refer_to
from ser_desktop.emotion.catalogue import load_model
from ser_desktop.emotion.inference_options import InferenceOptions
from ser_desktop.emotion.model import EmotionModel
from ser_desktop.emotion.results import WindowScores
from ser_desktop.errors import AudioFileError, ModelError, WorkCancelledError, WorkerError
from tests.batch.tasks import (
    Die,
    Exit,
    InterruptParent,
    NotePreparation,
    ProcessId,
    Square,
    Unusable,
)
from tests.support.models import write_model


@pytest.mark.parametrize("runner", [InProcessRunner(), ProcessRunner(2)])
def test_one_bad_file_does_not_stop_the_others(runner: Runner) -> None:
    started: list[int] = []
    tasks = [Square(number) for number in range(8)]
    results = list(in_order(runner.run(tasks, started=started.append)))
    assert started == list(range(8))
    assert [r for r in results if isinstance(r, int)] == [0, 1, 4, 16, 36, 49]
    empty, internal = results[3], results[5]
    assert isinstance(empty, AudioFileError)
    assert (empty.kind, str(empty)) == ("empty", "bad")
    assert isinstance(internal, AudioFileError)
    assert (internal.kind, internal.message_id) == ("internal", "batch.internal_error")
    assert internal.fields == {"error": "ValueError", "reason": "five"}


@pytest.mark.parametrize("make", [InProcessRunner, lambda: ProcessRunner(2)])
def test_an_unusable_model_ends_the_run(make: Callable[[], Runner]) -> None:
    with pytest.raises(ModelError, match="no model"):
        list(make().run([Unusable(), Square(1)]))


def test_the_file_of_a_worker_that_dies_is_tried_once_more_and_fails_alone(tmp_path: Path) -> None:
    once, always = tmp_path / "once", tmp_path / "always"
    tasks = [Square(1), Die(once, 1), Die(always, 99), Square(2), Square(4)]
    results = list(in_order(ProcessRunner(2).run(tasks)))
    died = results.pop(2)
    assert results == [1, 0, 4, 16]
    assert isinstance(died, AudioFileError)
    assert (died.kind, died.message_id) == ("internal", "batch.worker_died")
    assert once.read_text().count("begun") == always.read_text().count("begun") == 2


def test_each_worker_is_prepared_once(tmp_path: Path) -> None:
    log = tmp_path / "log"
    runner = ProcessRunner(2, prepare=NotePreparation(log))
    workers = {process for _, process in runner.run([ProcessId() for _ in range(12)])}
    assert sorted(log.read_text().split()) == sorted(map(str, workers))


def test_a_worker_that_cannot_start_ends_the_run(tmp_path: Path) -> None:
    with pytest.raises(WorkerError):
        list(ProcessRunner(2, prepare=Exit()).run([Square(1) for _ in range(100)]))


def test_cancelling_ends_the_workers() -> None:
    results: list[object] = []
    run = ProcessRunner(2).run([Square(n) for n in range(1000)], lambda: len(results) >= 3)
    with pytest.raises(WorkCancelledError):
        deque((results.append(result) for result in run), maxlen=0)
    assert len(results) < 10


class _Interrupted:
    """A signal comes while a file fails."""

    def __call__(self, cancelled: Cancelled, /) -> None:
        signal.raise_signal(signal.SIGINT)
        assert cancelled(), "the work is asked to end"
        raise AudioFileError("unreadable", "It is damaged.")


def test_a_signal_counts_where_the_file_fails_too() -> None:
    with pytest.raises(KeyboardInterrupt):
        list(InProcessRunner().run([_Interrupted()]))


def test_ctrl_c_ends_the_workers_in_the_middle_of_a_file() -> None:
    with pytest.raises(KeyboardInterrupt):
        list(ProcessRunner(2).run([InterruptParent(), Square(1)]))
    assert multiprocessing.active_children() == []


def test_a_model_reference_is_checked_by_hash(tmp_path: Path) -> None:
    path = write_model(tmp_path / "made.onnx")
    ref = refer_to(load_model(str(path), tmp_path), tmp_path)
    elsewhere: ModelRef = pickle.loads(pickle.dumps(ref))
    assert elsewhere.load() is ref.load()
    changed = ModelRef(ref.name, ref.user_models, "00")
    with pytest.raises(ModelError) as refused:
        changed.load()
    assert refused.value.message_id == "batch.model_changed"


def test_worker_processes_give_the_same_scores(
    model: EmotionModel, sample: Path, tmp_path: Path
) -> None:
    ref = refer_to(model, tmp_path)
    tasks = [
        InferenceTask(path, ref, InferenceOptions(parallel_calls=1))
        for path in (sample, tmp_path / "gone.wav")
    ]
    here, gone = in_order(InProcessRunner().run(tasks))
    there, gone_there = in_order(ProcessRunner(1, prepare=ref.load).run(tasks))
    assert isinstance(here, WindowScores)
    assert isinstance(there, WindowScores)
    assert here.file == there.file
    for mine, theirs in zip(here.tracks[0].windows, there.tracks[0].windows, strict=True):
        assert (mine.probabilities is None) == (theirs.probabilities is None)
        if mine.probabilities is not None:
            assert mine.probabilities == pytest.approx(theirs.probabilities, abs=1e-6)
    assert isinstance(gone, AudioFileError)
    assert isinstance(gone_there, AudioFileError)
    assert str(gone) == str(gone_there)
