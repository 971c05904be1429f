"""What the functions of the library take as a sound, a model and a folder."""

from __future__ import annotations

import os
from numbers import Real
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ser_desktop.audio.decode import AudioStream, open_audio
from ser_desktop.audio.samples import as_frames, stream_of
from ser_desktop.emotion import catalogue
from ser_desktop.emotion.classifier import EmotionClassifier
from ser_desktop.emotion.model_info import ModelInfo
from ser_desktop.errors import SettingsError
from ser_desktop.paths import Profile
from ser_desktop.texts.messages import Message


def samples_or_path(sound: Any) -> NDArray[Any] | Path:
    """Return samples as an array, or the path of a sound file.

    Args:
        sound: a path as text or ``os.PathLike``; or an array, a list, a tuple, or another object
            that converts to an array.

    Raises:
        SettingsError: it is neither, or the path is empty.
    """
    if isinstance(sound, (str, os.PathLike)):
        text = os.fspath(sound)
        if not isinstance(text, str):
            raise _no_sound(sound)
        if not text:
            raise SettingsError(Message("sound.empty_path"))
        return Path(text)
    if not isinstance(sound, (list, tuple)) and not hasattr(sound, "__array__"):
        raise _no_sound(sound)
    try:
        return np.asarray(sound)
    except (ValueError, TypeError, OverflowError):  # rows of different lengths, for example
        raise _no_sound(sound) from None


def rate_of(samples: bool, sample_rate_hz: Any) -> int:
    """Return the rate of samples; 0 for a file.

    Args:
        samples: whether the sound is samples and no file.
        sample_rate_hz: as given.

    Raises:
        SettingsError: samples have no rate or no whole number as their rate, or a file has one
            beside its own.
    """
    if samples and sample_rate_hz is None:
        raise SettingsError(Message("samples.need_rate"))
    if not samples and sample_rate_hz is not None:
        raise SettingsError(Message("samples.rate_of_file"))
    if sample_rate_hz is None:
        return 0
    is_whole = isinstance(sample_rate_hz, Real) and sample_rate_hz % 1 == 0
    if not is_whole or isinstance(sample_rate_hz, bool):
        raise SettingsError(Message("samples.rate_kind", value=repr(sample_rate_hz)))
    return int(sample_rate_hz)


def opened(sound: Any, sample_rate_hz: Any) -> AudioStream:
    """Open a file or samples.

    Raises:
        AudioFileError: the file cannot be decoded.
        SettingsError: sound or rate cannot be used.
    """
    given = samples_or_path(sound)
    rate_hz = rate_of(not isinstance(given, Path), sample_rate_hz)
    if isinstance(given, Path):
        return open_audio(given)
    return stream_of(as_frames(given), rate_hz)


def model_by(name_or_path: Any, models_folder: Any = None) -> EmotionClassifier:
    """Load a model by its name or path.

    Raises:
        SettingsError: the arguments are neither texts nor paths.
        ModelError: there is no such model, or it cannot be used.
    """
    for value in (name_or_path, "" if models_folder is None else models_folder):
        if not isinstance(value, (str, os.PathLike)):
            raise SettingsError(Message("model.no_name", type=type(value).__name__))
    folder = Profile.default().models if models_folder is None else Path(models_folder)
    return catalogue.load_model(os.fspath(name_or_path), folder)


def model_or_named(model: Any) -> EmotionClassifier:
    """Return a loaded model; a name or path is loaded, and None is the accurate one.

    Raises:
        SettingsError: it is none of these.
        ModelError: there is no such model, or it cannot be used.
    """
    if model is None or isinstance(model, (str, os.PathLike)):
        return model_by("" if model is None else model)
    if not (callable(model) and isinstance(getattr(model, "info", None), ModelInfo)):
        raise SettingsError(Message("model.not_a_model", type=type(model).__name__))
    loaded: EmotionClassifier = model
    return loaded


def _no_sound(sound: Any) -> SettingsError:
    return SettingsError(Message("sound.no_sound", type=type(sound).__name__))
