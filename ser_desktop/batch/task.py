"""One piece of work as a pure, picklable call, so that any process can make it."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol, TypeVar

from ser_desktop.emotion.catalogue import load_model, portable_model_ref
from ser_desktop.emotion.classifier import EmotionClassifier
from ser_desktop.emotion.inference import infer
from ser_desktop.emotion.inference_options import InferenceOptions
from ser_desktop.emotion.results import WindowScores
from ser_desktop.errors import (
    AudioFileError,
    DiskFullError,
    ModelError,
    OutputError,
    OutputGoneError,
    SerError,
    WorkCancelledError,
)
from ser_desktop.speakers.diarization.diarize import diarize
from ser_desktop.texts.messages import Message

Cancelled = Callable[[], bool]
FileError = AudioFileError | OutputError
"""An error that concerns only one file."""
R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)


class Task(Protocol[R_co]):
    """A picklable call that returns plain data."""

    def __call__(self, cancelled: Cancelled, /) -> R_co:
        """Do the work.

        Args:
            cancelled: called now and then; returning True stops the work.

        Raises:
            AudioFileError: this file cannot be analysed; the run continues.
            OutputError: this file cannot be written; the run continues.
            SerError: all tasks would fail (an unusable model, a full disk); the run ends.
        """
        ...


def attempt(task: Task[R], cancelled: Cancelled) -> R | FileError:
    """Run one task; an error that concerns only its file is returned instead of raised.

    An unexpected exception becomes the error kind ``internal`` of this file, so that it does not
    end the run.

    Raises:
        SerError: all tasks would fail, or the work was cancelled.
    """
    try:
        return task(cancelled)
    except (DiskFullError, OutputGoneError):
        raise
    except (AudioFileError, OutputError) as error:
        return error
    except SerError:
        raise
    except Exception as error:  # noqa: BLE001 - any exception, so that the run continues
        reason = Message("batch.internal_error", error=type(error).__name__, reason=str(error))
        return AudioFileError("internal", reason)


class LoadableModel(Protocol):
    """A model by reference, picklable."""

    def load(self) -> EmotionClassifier:
        """Return the model; a process loads it once."""
        ...


@dataclass(frozen=True)
class ModelRef:
    """A reference by which another process finds a model.

    Args:
        name: name or path for :func:`~ser_desktop.emotion.catalogue.load_model`.
        user_models: folder of the user's models.
        sha256: of the model file, so that no process answers with another one; "" for the code of
            another package.
    """

    name: str
    user_models: Path
    sha256: str = ""

    def load(self) -> EmotionClassifier:
        """Return the model; a process loads it once.

        Raises:
            ModelError: it cannot be used, or its file has changed.
        """
        with _loading:
            if self not in _loaded:
                model = load_model(self.name, self.user_models)
                if self.sha256 and file_sha256(model.info.path) != self.sha256:
                    raise ModelError(Message("batch.model_changed", path=model.info.path))
                _loaded[self] = model
            return _loaded[self]


_loaded: dict[ModelRef, EmotionClassifier] = {}
_loading = threading.Lock()
"""A worker of a cluster may have several threads: one of them loads the model."""


def refer_to(model: EmotionClassifier, user_models: Path) -> ModelRef:
    """Return the reference of a loaded model; this process uses the loaded object."""
    path = model.info.path
    ref = ModelRef(portable_model_ref(path, user_models), user_models, file_sha256(path))
    _loaded[ref] = model
    return ref


def file_sha256(path: Path) -> str:
    """Return the sha256 of a file; "" where there is none."""
    if not path.is_file():
        return ""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


@dataclass(frozen=True)
class InferenceTask:
    """Compute the scores of one recording.

    Args:
        path: the recording.
        model: reference of the model.
        options: windows and channels.
        speakers: number of speakers, each of whom gets a track; 0 estimates it, None makes no such
        tracks.
    """

    path: Path
    model: LoadableModel
    options: InferenceOptions
    speakers: int | None = None

    def __call__(self, cancelled: Cancelled) -> WindowScores:
        """Return the model's scores."""
        options = self.options
        if self.speakers is not None:
            turns = diarize(self.path, self.speakers or None, cancelled=cancelled).turns
            options = replace(options, turns=turns)
        return infer(self.path, self.model.load(), options, cancelled=cancelled)


def check_cancelled(cancelled: Cancelled) -> None:
    """Raise if the work was cancelled.

    Raises:
        WorkCancelledError: ``cancelled`` returned True.
    """
    if cancelled():
        raise WorkCancelledError
