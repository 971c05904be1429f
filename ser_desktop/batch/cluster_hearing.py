"""The tasks and the runner for inference on a cluster."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from ser_desktop.batch.cluster_runner import ClusterRunner
from ser_desktop.batch.cluster_worker import ModelPlugin, SentModel
from ser_desktop.batch.places import Place, hearing_task, is_address
from ser_desktop.batch.task import LoadableModel, ModelRef, Task
from ser_desktop.emotion.inference_options import InferenceOptions
from ser_desktop.emotion.results import WindowScores


def cluster_tasks(
    places: Sequence[Place], model: ModelRef, options: InferenceOptions, speakers: int | None
) -> Iterator[Task[WindowScores]]:
    """Yield the task of each recording, as a worker elsewhere can do it.

    Args:
        places: of the recordings; paths are made absolute, since a worker has a folder of its own.
        model: heard with.
        options: windows and channels.
        speakers: number of people who speak, or None.
    """
    # A model of another Python package has no file: the workers have the package too.
    sent: LoadableModel = SentModel(model.sha256) if model.sha256 else model
    for place in places:
        where = place if is_address(place) else Path(os.path.abspath(place))
        yield hearing_task(where, sent, options, speakers)


def cluster_runner(scheduler: str, model: ModelRef, places: Sequence[Place]) -> ClusterRunner:
    """Return the runner for such tasks.

    Args:
        scheduler: address of the scheduler.
        model: sent to the workers.
        places: of the recordings.
    """
    plugin = None
    if model.sha256:
        plugin = ModelPlugin(model.load().info.path.read_bytes(), model.sha256)
    paths = (Path(os.path.abspath(place)) for place in places if not is_address(place))
    return ClusterRunner(scheduler, plugin, next(paths, None))
