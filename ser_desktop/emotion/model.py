"""A model in an ONNX file, which is checked when it is loaded."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ser_desktop.audio.file_state import FileState
from ser_desktop.emotion.answer_check import check_answer
from ser_desktop.emotion.content_hash import sha256_of
from ser_desktop.emotion.model_info import ModelInfo, RuntimeOptions, WindowOutputs
from ser_desktop.emotion.model_metadata import (
    FEATURES,
    SCHEMA,
    WAVEFORM,
    Metadata,
    describe_model,
    front_end_of,
)
from ser_desktop.emotion.onnx_session import shared_session
from ser_desktop.emotion.runtime import quantises_while_it_runs
from ser_desktop.errors import ModelError
from ser_desktop.texts.error_reasons import reason_of
from ser_desktop.texts.messages import Message

if TYPE_CHECKING:
    import onnxruntime

__all__ = ["SCHEMA", "EmotionModel", "ModelInfo", "RuntimeOptions", "WindowOutputs"]


class EmotionModel:
    """A loaded ONNX model. All threads share one session; calls are deterministic.

    A model is pickled as path and hash of its file, so that each process loads it once, and none
    answers with another one.

    Args:
        path: the ``.onnx`` file.

    Raises:
        ModelError: the file is missing, damaged, or breaks the contract.
    """

    def __init__(self, path: Path) -> None:
        self._file_state = FileState.of(path)
        self.info, header = describe_model(path)
        self._front_end = front_end_of(path, self.info)
        self._input = WAVEFORM if self._front_end is None else FEATURES
        self._constant_inputs: dict[str, NDArray[np.float32]] = {}
        if "baseline" in header.inputs:
            self._constant_inputs["baseline"] = _population_baseline(path, header.metadata)
        self._quantises = quantises_while_it_runs(header)
        self._session = _session(path, self.info)
        self.outputs = tuple(item.name for item in self._session.get_outputs())
        self.info = replace(self.info, embedding_size=self._try_out(path))

    def __reduce__(self) -> tuple[Callable[[str, str], EmotionModel], tuple[str, str]]:
        """Return how another process loads this model.

        Raises:
            ModelError: the file is gone, or has changed since it was loaded.
        """
        path = Path(os.path.abspath(self.info.path))
        if self._file_state is None or FileState.of(path) != self._file_state:
            raise ModelError(Message("model.file_changed", path=path))
        return _of_file, (str(path), sha256_of(path, threading.Event()))

    @property
    def window_samples(self) -> int:
        """Samples of one window at the model's rate."""
        return self.info.window_samples

    def __call__(self, windows: NDArray[np.float32]) -> WindowOutputs:
        """Classify windows [windows, samples] at the model's rate, -1..1.

        Raises:
            ModelError: an answer is not finite.
        """
        inputs = windows if self._front_end is None else self._features(windows)
        if not self._quantises or len(inputs) < 2:
            return self._answer(inputs)
        # Such a graph scales the batch as a whole: an answer would depend on the other windows.
        return _joined([self._answer(row[None]) for row in inputs])

    def _features(self, windows: NDArray[np.float32]) -> NDArray[np.float32]:
        assert self._front_end is not None
        try:
            return self._front_end.features(windows)
        except ImportError as error:
            package = error.name or "librosa"
            raise ModelError(
                Message("model.needs_package", model=self.info.name, package=package)
            ) from None

    def _answer(self, inputs: NDArray[np.float32]) -> WindowOutputs:
        feeds: dict[str, NDArray[np.float32]] = {self._input: inputs}
        for name, value in self._constant_inputs.items():
            feeds[name] = np.repeat(value, len(inputs), axis=0)
        answers = dict(zip(self.outputs, self._session.run(None, feeds), strict=True))
        for name in ("probabilities", "intensity", "embedding"):
            if name in answers and not np.isfinite(answers[name]).all():
                raise ModelError(Message("model.not_finite", file=self.info.path.name, output=name))
        # Convert to single precision: networks in half precision give half precision.
        single = {name: row.astype(np.float32, copy=False) for name, row in answers.items()}
        return WindowOutputs(
            single["probabilities"], single.get("intensity"), single.get("embedding")
        )

    def _try_out(self, path: Path) -> int:
        """Run the model on a quiet tone, or on zero features, and check shapes and sums.

        Zero features need no descriptors. Returns the size of an embedding.
        """
        time_s = np.arange(self.window_samples) / self.info.sample_rate_hz
        window = (0.01 * np.sin(2 * np.pi * 220.0 * time_s)).astype(np.float32)
        if self._front_end is not None:
            window = np.zeros(self._front_end.shape, dtype=np.float32)
        try:
            self._answer(window[None])
            answer = self._answer(np.stack([window, window]))
        except Exception as error:  # onnxruntime raises its own family, undocumented as a base
            reason = reason_of(error)
            raise ModelError(Message("model.cannot_run", file=path.name, reason=reason)) from None
        return check_answer(self.info, answer)


@lru_cache(maxsize=4)
def _of_file(path: str, sha256: str) -> EmotionModel:
    """Load a pickled model; a process keeps it for later copies.

    Raises:
        ModelError: it cannot be used, or its file is another one.
    """
    model = EmotionModel(Path(path))
    if sha256_of(Path(path), threading.Event()) != sha256:
        raise ModelError(Message("model.file_changed", path=path))
    return model


def _joined(answers: list[WindowOutputs]) -> WindowOutputs:
    """Concatenate the answers of several calls."""

    def rows(name: str) -> NDArray[np.float32] | None:
        parts = [getattr(answer, name) for answer in answers]
        return None if parts[0] is None else np.concatenate(parts)

    probabilities = rows("probabilities")
    assert probabilities is not None
    return WindowOutputs(probabilities, rows("intensity"), rows("embedding"))


def _session(path: Path, info: ModelInfo) -> onnxruntime.InferenceSession:
    try:
        return shared_session(path, info.runtime.threads)
    except Exception as error:  # onnxruntime raises its own family, undocumented as a base
        reason = reason_of(error)
        raise ModelError(Message("model.damaged", file=path.name, reason=reason)) from None


def _population_baseline(path: Path, metadata: Metadata) -> NDArray[np.float32]:
    """Return the population's normal voice [1, 2, bands], the default of the input ``baseline``."""
    try:
        baseline = np.asarray(json.loads(metadata.get("baseline", "")), dtype=np.float32)
    except (ValueError, TypeError):
        baseline = np.zeros(0, dtype=np.float32)
    if baseline.ndim != 2 or len(baseline) != 2:
        raise ModelError(Message("model.no_baseline", file=path.name))
    return baseline[None]
