"""The library: functions for other programs. No Qt, no state between calls.

``docs/library.md`` has examples of every function.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ser_desktop.audio.decode import open_audio
from ser_desktop.audio.samples import as_frames, stream_of
from ser_desktop.emotion import catalogue, inference
from ser_desktop.emotion.analysis import AnalysisOptions
from ser_desktop.emotion.classifier import EmotionClassifier
from ser_desktop.emotion.inference import InferenceOptions, Progress
from ser_desktop.emotion.interpretation import Adapter, InterpretationSettings, interpret
from ser_desktop.emotion.results import Analysis, SegmentOptions, WindowScores
from ser_desktop.errors import AudioFileError, SerError, SettingsError
from ser_desktop.export.data_frame import to_frame
from ser_desktop.live.result import LiveResult
from ser_desktop.live.stream import LiveStream
from ser_desktop.paths import Profile
from ser_desktop.speakers.diarization.diarize import Diarization, diarize_stream
from ser_desktop.texts.messages import Message

__all__ = [
    "Analysis",
    "AnalysisOptions",
    "AudioFileError",
    "Diarization",
    "InferenceOptions",
    "InterpretationSettings",
    "LiveResult",
    "LiveStream",
    "SegmentOptions",
    "SerError",
    "WindowScores",
    "analyze",
    "diarize",
    "infer",
    "interpret",
    "load_model",
    "to_frame",
]

Sound = str | os.PathLike[str] | NDArray[Any]
"""The path of a sound file, or samples [frames] or [frames, channels]."""


def load_model(
    name_or_path: str | os.PathLike[str] = "", models_folder: Path | None = None
) -> EmotionClassifier:
    """Load a model. Any number of threads may use it.

    Args:
        name_or_path: ``ser-base`` (accurate), ``ser-small`` (fast), the name of a model of another
            package, or the path of an ``.onnx`` file; "" is the accurate one.
        models_folder: folder of further models; None is the user's folder.

    Raises:
        ModelError: there is no model of that name, or it cannot be used.
    """
    folder = Profile.default().models if models_folder is None else models_folder
    return catalogue.load_model(os.fspath(name_or_path), folder)


def infer(
    sound: Sound,
    model: EmotionClassifier | None = None,
    *,
    sample_rate_hz: int | None = None,
    options: InferenceOptions = InferenceOptions(),
    on_progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> WindowScores:
    """Compute the scores of a file or samples with a model: the costly half of an analysis.

    Args:
        sound: a path, or samples: floats -1..1 or integers of full scale.
        model: from :func:`load_model`; None loads the accurate one for this call.
        sample_rate_hz: rate of samples; a file states its own.
        options: windows, channels and span.
        on_progress: called between blocks with the share done, 0..1.
        cancelled: called between batches; returning True stops the work.

    Returns:
        the model's scores of each window, for :func:`interpret`.

    Raises:
        AudioFileError: the sound cannot be analysed; ``kind`` says why.
        SettingsError: options, shape or rate cannot be used.
        WorkCancelledError: ``cancelled`` returned True.
    """
    chosen = load_model() if model is None else model
    if isinstance(sound, np.ndarray):
        rate_hz = _rate_of_samples(sample_rate_hz)
        return inference.infer_samples(sound, rate_hz, chosen, options, on_progress, cancelled)
    _refuse_rate_of_file(sample_rate_hz)
    return inference.infer(Path(sound), chosen, options, on_progress, cancelled)


def diarize(
    sound: Sound,
    *,
    sample_rate_hz: int | None = None,
    n_speakers: int | None = None,
    on_progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Diarization:
    """Find who speaks when.

    Args:
        sound: a path, or samples: floats -1..1 or integers of full scale.
        sample_rate_hz: rate of samples; a file states its own.
        n_speakers: number of speakers; None estimates it.
        on_progress: called between blocks with the share done, 0..1.
        cancelled: called between blocks; returning True stops the work.

    Returns:
        the turns, for ``InferenceOptions(turns=...)``, which makes a track for each speaker; and
        embeddings of the speakers' voices, which are personal data.

    Raises:
        AudioFileError, SettingsError, WorkCancelledError: as :func:`infer`.
    """
    if isinstance(sound, np.ndarray):
        stream = stream_of(as_frames(sound), _rate_of_samples(sample_rate_hz))
    else:
        _refuse_rate_of_file(sample_rate_hz)
        stream = open_audio(Path(sound))
    return diarize_stream(stream, n_speakers, None, on_progress, cancelled)


def analyze(
    sound: Sound,
    model: EmotionClassifier | None = None,
    *,
    sample_rate_hz: int | None = None,
    options: AnalysisOptions = AnalysisOptions(),
    adapter: Adapter | None = None,
    on_progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Analysis:
    """Analyse a file or samples: inference and interpretation.

    Args:
        sound: a path, or samples: floats -1..1 or integers of full scale.
        model: from :func:`load_model`; None loads the accurate one for this call.
        sample_rate_hz: rate of samples; a file states its own.
        options: windows, channels, span and the threshold of the confidence.
        adapter: corrects the answers by the examples of one speaker.
        on_progress: called between blocks with the share done, 0..1.
        cancelled: called between batches; returning True stops the work.

    Raises:
        AudioFileError, SettingsError, WorkCancelledError: as :func:`infer`.
    """
    scores = infer(
        sound,
        model,
        sample_rate_hz=sample_rate_hz,
        options=options,
        on_progress=on_progress,
        cancelled=cancelled,
    )
    return interpret(scores, options.interpretation, adapter)


def _rate_of_samples(sample_rate_hz: int | None) -> int:
    if sample_rate_hz is None:
        raise SettingsError(Message("samples.need_rate"))
    return sample_rate_hz


def _refuse_rate_of_file(sample_rate_hz: int | None) -> None:
    if sample_rate_hz is not None:
        raise SettingsError(Message("samples.rate_of_file"))
