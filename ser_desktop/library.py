"""The library: functions for other programs. No Qt, no state between calls.

``docs/library.md`` has examples of every function.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from ser_desktop.emotion import inference
from ser_desktop.emotion.analysis import AnalysisOptions
from ser_desktop.emotion.classifier import EmotionClassifier
from ser_desktop.emotion.file_info import FileInfo
from ser_desktop.emotion.inference import Progress
from ser_desktop.emotion.inference_options import InferenceOptions
from ser_desktop.emotion.interpretation import Adapter, InterpretationSettings, interpret
from ser_desktop.emotion.model_info import ModelInfo, WindowOutputs
from ser_desktop.emotion.option_limits import check_count, check_kind
from ser_desktop.emotion.results import (
    Analysis,
    Overall,
    Segment,
    SegmentOptions,
    Track,
    Window,
    WindowScores,
)
from ser_desktop.emotion.speaker_turns import SpeakerTurn
from ser_desktop.errors import (
    AudioFileError,
    ModelError,
    OutputError,
    SerError,
    SettingsError,
    WorkCancelledError,
)
from ser_desktop.export.data_frame import to_frame
from ser_desktop.library_arguments import (
    model_by,
    model_or_named,
    opened,
    rate_of,
    samples_or_path,
)
from ser_desktop.live.result import LiveResult
from ser_desktop.live.stream import LiveStream
from ser_desktop.speakers.diarization.diarize import Diarization, diarize_stream

__all__ = [
    "Analysis",
    "AnalysisOptions",
    "AudioFileError",
    "Diarization",
    "EmotionClassifier",
    "FileInfo",
    "InferenceOptions",
    "InterpretationSettings",
    "LiveResult",
    "LiveStream",
    "ModelError",
    "ModelInfo",
    "OutputError",
    "Overall",
    "Segment",
    "SegmentOptions",
    "SerError",
    "SettingsError",
    "SpeakerTurn",
    "Track",
    "Window",
    "WindowOutputs",
    "WindowScores",
    "WorkCancelledError",
    "analyze",
    "diarize",
    "infer",
    "interpret",
    "load_model",
    "to_frame",
]

Sound = str | os.PathLike[str] | NDArray[Any] | Sequence[float] | Sequence[Sequence[float]]
"""The path of a sound file, or samples [frames] or [frames, channels]."""
Model = EmotionClassifier | str | os.PathLike[str]
"""A loaded model, its name, or the path of its file."""


def load_model(
    name_or_path: str | os.PathLike[str] = "", models_folder: str | os.PathLike[str] | None = None
) -> EmotionClassifier:
    """Load a model. Any number of threads may use it.

    Args:
        name_or_path: ``ser-base`` (accurate), ``ser-small`` (fast), the name of a model of another
            package, or the path of an ``.onnx`` file; "" is the accurate one.
        models_folder: folder of further models; None is the user's folder.

    Raises:
        ModelError: there is no model of that name, or it cannot be used.
        SettingsError: name or folder are neither texts nor paths.
    """
    return model_by(name_or_path, models_folder)


def infer(
    sound: Sound,
    model: Model | None = None,
    *,
    sample_rate_hz: int | None = None,
    options: InferenceOptions = InferenceOptions(),
    on_progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> WindowScores:
    """Compute the scores of a file or samples with a model: the costly half of an analysis.

    Args:
        sound: a path, or samples: floats -1..1, or integers as int16, int32 or uint8.
        model: from :func:`load_model`; a name or path is loaded for this call, and None is the
            accurate model.
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
    check_kind("options", options, InferenceOptions)
    options.check()
    given = samples_or_path(sound)
    rate_hz = rate_of(not isinstance(given, Path), sample_rate_hz)
    chosen = model_or_named(model)
    if isinstance(given, Path):
        return inference.infer(given, chosen, options, on_progress, cancelled)
    return inference.infer_samples(given, rate_hz, chosen, options, on_progress, cancelled)


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
        sound: a path, or samples: floats -1..1, or integers as int16, int32 or uint8.
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
    if n_speakers is not None:
        check_count("n_speakers", n_speakers, 1)
    stream = opened(sound, sample_rate_hz)
    return diarize_stream(stream, n_speakers, None, on_progress, cancelled)


def analyze(
    sound: Sound,
    model: Model | None = None,
    *,
    sample_rate_hz: int | None = None,
    options: AnalysisOptions | InferenceOptions = AnalysisOptions(),
    adapter: Adapter | None = None,
    on_progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Analysis:
    """Analyse a file or samples: inference and interpretation.

    Args:
        sound: a path, or samples: floats -1..1, or integers as int16, int32 or uint8.
        model: from :func:`load_model`; a name or path is loaded for this call, and None is the
            accurate model.
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
    # Options of the inference alone leave the interpretation as it is by default.
    if isinstance(options, AnalysisOptions):
        return interpret(scores, options.interpretation, adapter)
    return interpret(scores, adapter=adapter)
