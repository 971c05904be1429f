"""What runs in a worker of a Dask cluster: the model is kept on its disk, and tasks are answered.

Imported where ``distributed`` is installed alone: late by the runner, and by the workers.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from distributed import WorkerPlugin, get_worker

from ser_desktop import __version__
from ser_desktop.batch.task import ModelRef, file_sha256
from ser_desktop.batch.worker import Ended, Result, reply_to
from ser_desktop.emotion.classifier import EmotionClassifier
from ser_desktop.errors import ModelError, WorkerError
from ser_desktop.texts.messages import Message

answer = reply_to
"""The function that a worker calls: a task to :class:`Result` or :class:`Ended`."""
__all__ = ["Ended", "ModelPlugin", "Result", "SentModel", "answer"]


@dataclass(frozen=True)
class SentModel:
    """A model that :class:`ModelPlugin` has put on the disk of each worker.

    Args:
        sha256: of the model file; the worker checks it before it loads the model.
    """

    sha256: str

    def load(self) -> EmotionClassifier:
        """Return the model; a worker loads it once.

        Raises:
            ModelError: the model did not reach this worker whole, or cannot be used there.
        """
        path = _model_path(get_worker().local_directory, self.sha256)
        if not path.is_file():
            raise ModelError(Message("cluster.model_not_sent", path=path))
        return ModelRef(str(path), path.parent, self.sha256).load()


class ModelPlugin(WorkerPlugin):
    """Puts a model on the disk of a worker, once: also of workers that come later.

    Args:
        model: bytes of the model file.
        sha256: of these bytes.
    """

    idempotent = True
    """The scheduler sends it once, also where another run asks for the same model."""

    def __init__(self, model: bytes, sha256: str) -> None:
        self.name = f"ser-desktop {__version__} model {sha256}"
        self._model, self._sha256, self._version = model, sha256, __version__

    def setup(self, worker: Any) -> None:
        """Write the model beside its place and rename it.

        Raises:
            WorkerError: the worker has another version of this program.
            ModelError: what arrived is not what was sent.
        """
        if self._version != __version__:
            raise WorkerError(
                Message(
                    "cluster.other_version",
                    worker=worker.address,
                    theirs=__version__,
                    ours=self._version,
                )
            )
        path = _model_path(worker.local_directory, self._sha256)
        if file_sha256(path) != self._sha256:
            _write(path, self._model)
        self._model = b""  # it lies on disk now
        if file_sha256(path) != self._sha256:
            raise ModelError(Message("batch.model_changed", path=path))


def _model_path(folder: str, sha256: str) -> Path:
    return Path(folder) / f"ser-desktop-{sha256}.onnx"


def _write(path: Path, content: bytes) -> None:
    part = path.with_name(f".ser-{secrets.token_hex(6)}.part")
    try:
        part.write_bytes(content)
        os.replace(part, path)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
