"""One emotion model: an ONNX file that explains itself, checked when it is loaded."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ser_desktop.emotion.descriptors.front_end import FrontEnd
from ser_desktop.emotion.descriptors.registry import find_front_end
from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.emotion.onnx_header import declared_opsets, keeps_data_elsewhere
from ser_desktop.emotion.onnx_session import quiet_session
from ser_desktop.errors import ModelError

if TYPE_CHECKING:
    import onnxruntime

SCHEMA = 1
WAVEFORM, FEATURES = "waveform", "features"
LEAST_OPSET = 17
_STANDARD_DOMAINS = ("", "ai.onnx")


@dataclass(frozen=True)
class ModelInfo:
    """What a model file says of itself (the contract's metadata)."""

    name: str
    version: str
    labels: tuple[str, ...]
    sample_rate_hz: int
    window_s: float
    hop_s: float
    front_end: str
    uncertain_below: float
    licence: str
    trained_on: str
    metrics: dict[str, Any]
    recipe: dict[str, Any]
    path: Path
    embedding_size: int = 0
    """Numbers in an embedding of a window; 0 where the model gives none."""


@dataclass(frozen=True)
class WindowOutputs:
    """The model's answers for a batch of windows."""

    probabilities: NDArray[np.float32]
    """[windows, labels], each row sums to 1."""
    intensity: NDArray[np.float32] | None
    """[windows], probability of *strong*; None where the model does not give it."""
    embedding: NDArray[np.float32] | None
    """[windows, d], what the network made of each window before its answer; None likewise."""


class EmotionModel:
    """A loaded model. One session serves every thread; a call is the same for the same input.

    Args:
        path: the ``.onnx`` file.

    Raises:
        ModelError: the file is missing, damaged, or does not keep the contract.
    """

    def __init__(self, path: Path) -> None:
        self._session = _open_session(path)
        self.info = _read_info(path, self._session.get_modelmeta().custom_metadata_map)
        _check_operators(path)
        inputs = {item.name: item for item in self._session.get_inputs()}
        self._front_end = _front_end(path, self.info)
        self._input = WAVEFORM if self._front_end is None else FEATURES
        if self._input not in inputs:
            raise ModelError(
                f"{path.name} takes {sorted(inputs)} and not '{self._input}', which its front end "
                f"'{self.info.front_end}' gives."
            )
        _check_shape(path, self._front_end, inputs[self._input].shape)
        self._constant_inputs: dict[str, NDArray[np.float32]] = {}
        if "baseline" in inputs:
            self._constant_inputs["baseline"] = _population_baseline(path, self._session)
        self.outputs = tuple(item.name for item in self._session.get_outputs())
        self.info = replace(self.info, embedding_size=self._try_out(path))

    @property
    def window_samples(self) -> int:
        """Samples of one window at the model's rate."""
        return round(self.info.window_s * self.info.sample_rate_hz)

    def __call__(self, windows: NDArray[np.float32]) -> WindowOutputs:
        """Classify windows [windows, samples] at the model's rate, -1..1.

        Raises:
            ModelError: an answer is not finite.
        """
        given = windows if self._front_end is None else self._features(windows)
        return self._answer(given)

    def _features(self, windows: NDArray[np.float32]) -> NDArray[np.float32]:
        assert self._front_end is not None
        try:
            return self._front_end.features(windows)
        except ImportError as error:
            raise ModelError(
                f"{self.info.name} needs {error.name or 'librosa'}, which is not part of this "
                "version of the program. Choose another model, or with Python: pip install librosa."
            ) from None

    def _answer(self, given: NDArray[np.float32]) -> WindowOutputs:
        feeds: dict[str, NDArray[np.float32]] = {self._input: given}
        for name, value in self._constant_inputs.items():
            feeds[name] = np.repeat(value, len(given), axis=0)
        answers = dict(zip(self.outputs, self._session.run(None, feeds), strict=True))
        for name in ("probabilities", "intensity", "embedding"):
            if name in answers and not np.isfinite(answers[name]).all():
                raise ModelError(f"{self.info.path.name} gave no numbers for '{name}'.")
        return WindowOutputs(
            answers["probabilities"], answers.get("intensity"), answers.get("embedding")
        )

    def _try_out(self, path: Path) -> int:
        """Run once on a quiet tone, or on features of zero, which cost no descriptors: shapes and
        sums are facts, not promises. Returns the size of an embedding."""
        if "probabilities" not in self.outputs:
            raise ModelError(f"{path.name} has no output 'probabilities'.")
        time_s = np.arange(self.window_samples) / self.info.sample_rate_hz
        given = (0.01 * np.sin(2 * np.pi * 220.0 * time_s)).astype(np.float32)
        if self._front_end is not None:
            given = np.zeros(self._front_end.shape, dtype=np.float32)
        try:
            self._answer(given[None])
            answer = self._answer(np.stack([given, given]))
        except Exception as error:  # onnxruntime raises its own family, undocumented as a base
            raise ModelError(f"{path.name} cannot be run: {_first_line(error)}") from None
        expected = (2, len(self.info.labels))
        found = answer.probabilities.shape
        if found != expected:
            raise ModelError(
                f"{path.name} gives probabilities of shape {found}; its {len(self.info.labels)} "
                f"labels want {expected}."
            )
        if not np.allclose(answer.probabilities.sum(axis=1), 1.0, atol=1e-4):
            raise ModelError(f"{path.name} gives probabilities that do not sum to 1.")
        if answer.probabilities.min() < 0:
            raise ModelError(f"{path.name} gives probabilities below 0.")
        if answer.intensity is not None and answer.intensity.shape != (2,):
            raise ModelError(
                f"{path.name} gives intensity of shape {answer.intensity.shape}; (2,) is wanted."
            )
        if answer.embedding is None:
            return 0
        if answer.embedding.ndim != 2 or len(answer.embedding) != 2:
            raise ModelError(
                f"{path.name} gives an embedding of shape {answer.embedding.shape}; two rows are "
                "wanted for two windows."
            )
        return int(answer.embedding.shape[1])


def _front_end(path: Path, info: ModelInfo) -> FrontEnd | None:
    """The descriptors a classic system wants; None where the graph takes the waveform."""
    if info.front_end == WAVEFORM:
        return None
    try:
        found = find_front_end(info.front_end)
    except ValueError as error:
        raise ModelError(f"{path.name}: {error}.") from None
    if (found.sample_rate_hz, found.window_s) != (info.sample_rate_hz, info.window_s):
        raise ModelError(
            f"{path.name} states {info.window_s} s at {info.sample_rate_hz} Hz; its front end "
            f"'{found.name}' takes {found.window_s} s at {found.sample_rate_hz} Hz."
        )
    return found


def _check_shape(path: Path, front_end: FrontEnd | None, shape: list[int | str]) -> None:
    if front_end is None:
        if len(shape) != 2 or any(isinstance(axis, int) for axis in shape):
            raise ModelError(
                f"{path.name} takes a waveform of fixed shape {shape}; batch and samples must "
                "both be free."
            )
    elif not shape or isinstance(shape[0], int) or tuple(shape[1:]) != front_end.shape:
        raise ModelError(
            f"{path.name} takes features of shape {shape}; its front end '{front_end.name}' gives "
            f"{list(front_end.shape)} for each window, and the batch must be free."
        )


def _open_session(path: Path) -> onnxruntime.InferenceSession:
    if path.exists() and not path.is_file():
        raise ModelError(f"The model {path} is not a file.")
    try:
        content = path.read_bytes()
    except OSError as error:
        reason = error.strerror or error
        raise ModelError(f"The model {path} cannot be read: {reason}.") from None
    if keeps_data_elsewhere(content):
        raise ModelError(
            f"{path.name} keeps its weights in another file; a model must be one file."
        )
    try:
        return quiet_session(content)
    except Exception as error:  # onnxruntime raises its own family, undocumented as a base
        raise ModelError(
            f"{path.name} is damaged or not an ONNX model: {_first_line(error)}"
        ) from None


def _first_line(error: BaseException) -> str:
    return str(error).strip().splitlines()[0][:200] if str(error).strip() else type(error).__name__


def _read_info(path: Path, metadata: dict[str, str]) -> ModelInfo:
    def field(key: str, parse: Callable[[str], Any]) -> Any:
        if key not in metadata:
            raise ModelError(f"{path.name} lacks the metadata '{key}'; it is no SER Desktop model.")
        try:
            return parse(metadata[key])
        except (ValueError, TypeError, RecursionError):
            raise ModelError(
                f"{path.name} has metadata '{key}' that cannot be read: {metadata[key][:80]!r}"
            ) from None

    schema = field("schema", int)
    if schema != SCHEMA:
        raise ModelError(
            f"{path.name} has schema {schema}; this version reads schema {SCHEMA}. "
            "Update SER Desktop or take another model."
        )
    labels = tuple(field("labels", _json_list))
    if not labels or list(labels) != [label for label in EMOTIONS if label in labels]:
        raise ModelError(
            f"{path.name} has the labels {list(labels)}; they must be some of {list(EMOTIONS)}, "
            "in this order, none twice."
        )
    info = ModelInfo(
        name=field("name", str),
        version=field("version", str),
        labels=labels,
        sample_rate_hz=field("sample_rate", int),
        window_s=field("window_s", float),
        hop_s=field("hop_s", float),
        front_end=field("front_end", str),
        uncertain_below=field("uncertain_below", float),
        licence=field("licence", str),
        trained_on=field("trained_on", str),
        metrics=field("metrics", _json_object),
        recipe=field("recipe", _json_object),
        path=path,
    )
    if not (1_000 <= info.sample_rate_hz <= 768_000 and 0.1 <= info.window_s <= 60):
        raise ModelError(
            f"{path.name} states a window of {info.window_s} s at {info.sample_rate_hz} Hz, "
            "which is out of range."
        )
    if not (0 < info.hop_s <= info.window_s and 0 <= info.uncertain_below < 1):
        raise ModelError(
            f"{path.name} states a hop of {info.hop_s} s and a threshold of "
            f"{info.uncertain_below}, which is out of range."
        )
    return info


def _json_object(text: str) -> dict[str, Any]:
    value = json.loads(text, parse_constant=_no_number)
    if not isinstance(value, dict):
        raise ValueError(text)
    return value


def _json_list(text: str) -> list[Any]:
    value = json.loads(text)
    if not isinstance(value, list):
        raise ValueError(text)
    return value


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no number in JSON")


def _check_operators(path: Path) -> None:
    """Standard operators of opset 17 or later, as the file's header declares them."""
    opsets = declared_opsets(path.read_bytes())
    foreign = sorted(domain for domain in opsets if domain not in _STANDARD_DOMAINS)
    if foreign:
        raise ModelError(
            f"{path.name} needs operators of {', '.join(foreign)}; standard ones alone are allowed."
        )
    if opsets.get("", opsets.get("ai.onnx", 0)) < LEAST_OPSET:
        raise ModelError(
            f"{path.name} is of ONNX opset {opsets.get('', 0)}; {LEAST_OPSET} is the least."
        )


def _population_baseline(path: Path, session: onnxruntime.InferenceSession) -> NDArray[np.float32]:
    """The population's normal voice [1, 2, bands], which a speaker's own can take the place of."""
    stored = session.get_modelmeta().custom_metadata_map.get("baseline", "")
    try:
        baseline = np.asarray(json.loads(stored), dtype=np.float32)
    except (ValueError, TypeError):
        baseline = np.zeros(0, dtype=np.float32)
    if baseline.ndim != 2 or len(baseline) != 2:
        raise ModelError(f"{path.name} takes a baseline but carries none of [2, bands] itself.")
    return baseline[None]
