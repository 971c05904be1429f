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
from ser_desktop.emotion.inference import InferenceOptions, infer
from ser_desktop.emotion.results import WindowScores
from ser_desktop.errors import (
    AudioFileError,
    DiskFullError,
    ModelError,
    OutputError,
    SerError,
    WorkCancelledError,
)
from ser_desktop.speakers.diarization.diarize import diarize
from ser_desktop.texts.messages import Message

Cancelled = Callable[[], bool]
FileError = AudioFileError | OutputError
"""What went wrong with one file and does not concern the others."""
R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)


class Task(Protocol[R_co]):
    """A picklable call; what it returns is plain data."""

    def __call__(self, cancelled: Cancelled, /) -> R_co:
        """Do the work.

        Args:
            cancelled: asked now and then; True ends the work.

        Raises:
            AudioFileError: this file cannot be analysed; the next one is done all the same.
            OutputError: this file cannot be written; the next one is done all the same.
            SerError: nothing can be done (an unusable model, a full disk); the run ends.
        """
        ...


def attempt(task: Task[R], cancelled: Cancelled) -> R | FileError:
    """Do one task; what is wrong with its file alone is returned instead of raised.

    A fault of the program becomes the error kind ``internal`` of this file: one file in a thousand
    does not end the other 999.

    Raises:
        SerError: nothing else can be done either, or the work was cancelled.
    """
    try:
        return task(cancelled)
    except DiskFullError:
        raise
    except (AudioFileError, OutputError) as error:
        return error
    except SerError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, the other files are done
        reason = Message("batch.internal_error", error=type(error).__name__, reason=str(error))
        return AudioFileError("internal", reason)


class LoadableModel(Protocol):
    """A model by reference, picklable."""

    def load(self) -> EmotionClassifier:
        """Return the model; a process loads it once."""
        ...


@dataclass(frozen=True)
class ModelRef:
    """A model by what another process finds it by.

    Args:
        name: name or path, as :func:`~ser_desktop.emotion.catalogue.load_model` takes it.
        user_models: folder of a person's own models.
        sha256: of the model file, so that no process answers with another one; "" for the code of
            another package.
    """

    name: str
    user_models: Path
    sha256: str = ""

    def load(self) -> EmotionClassifier:
        """Return the model; a process loads it once.

        Raises:
            ModelError: it cannot be used, or its file is another one by now.
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
    """Return the reference of a model that is loaded already; this process uses it as it is."""
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
    """Hear one recording with a model.

    Args:
        path: the recording.
        model: heard with.
        options: windows and channels.
        speakers: number of people who speak, each of whom becomes a track; 0 finds it, None asks
            for no such tracks.
    """

    path: Path
    model: LoadableModel
    options: InferenceOptions
    speakers: int | None = None

    def __call__(self, cancelled: Cancelled) -> WindowScores:
        """Return what the model said."""
        options = self.options
        if self.speakers is not None:
            turns = diarize(self.path, self.speakers or None, cancelled=cancelled).turns
            options = replace(options, turns=turns)
        return infer(self.path, self.model.load(), options, cancelled=cancelled)


def check_cancelled(cancelled: Cancelled) -> None:
    """Raise where the work was cancelled.

    Raises:
        WorkCancelledError: ``cancelled`` said so.
    """
    if cancelled():
        raise WorkCancelledError
