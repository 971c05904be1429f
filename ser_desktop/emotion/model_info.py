"""Metadata and answers of a model: plain data, without ONNX."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ser_desktop.emotion.metadata_defaults import headline_protocols


@dataclass(frozen=True)
class RuntimeOptions:
    """Runtime options, stated by the file or chosen by :mod:`ser_desktop.emotion.runtime`.

    Args:
        threads: threads inside one call of the network.
        parallel_calls: number of simultaneous calls while a file is analysed.
        batch_windows: number of windows in one call.
        block_s: seconds of sound that are decoded before their windows are classified.
    """

    threads: int = 1
    parallel_calls: int = 2
    batch_windows: int = 5
    block_s: float = 10.0


@dataclass(frozen=True)
class CalibratedDoubt:
    """Thresholds for sets and warnings, fitted on unseen speakers.

    Args:
        set_above: probability from which an emotion belongs to the set.
        set_coverage: share of answers whose set contains the true emotion.
        unlike_above: mean square of an embedding above which a voice is unlike the training data.
    """

    set_above: float
    set_coverage: float
    unlike_above: float


ROLES = ("accurate", "fast")
"""``accurate``: best answers. ``fast``: for computers on which the accurate model is too slow."""


@dataclass(frozen=True)
class ModelInfo:
    """The metadata of a model, by the contract. Metrics and languages are read by key."""

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
    metrics: dict[str, Any] = field(hash=False)
    """Figures by protocol; ``headline`` names the protocol whose accuracy is shown first."""
    recipe: dict[str, Any] = field(hash=False)
    path: Path
    embedding_size: int = 0
    """Length of a window's embedding; 0 if the model gives none."""
    languages: tuple[str, ...] = ()
    """Languages of the training data, by BCP 47 (``en``); empty if not stated."""
    doubt: CalibratedDoubt | None = None
    role: str = ""
    """Purpose among the models: one of :data:`ROLES`; "" if not stated."""
    runtime: RuntimeOptions = field(default_factory=RuntimeOptions, compare=False)
    """Not compared, since it changes the speed and not the answers."""

    @property
    def window_samples(self) -> int:
        """Samples of one window at the model's rate."""
        return round(self.window_s * self.sample_rate_hz)

    @property
    def unseen_accuracy(self) -> float | None:
        """Accuracy 0..1 on unseen speakers; None if the file does not state it.

        The accuracy of the protocol named by ``metrics["headline"]``, or else of the default one.
        """
        for protocol in headline_protocols(self.metrics):
            try:
                return float(self.metrics[protocol]["accuracy"]["mean"])
            except (KeyError, TypeError, ValueError):
                continue
        return None


@dataclass(frozen=True)
class WindowOutputs:
    """The model's answers for a batch of windows."""

    probabilities: NDArray[np.float32]
    """[windows, labels], each row sums to 1."""
    intensity: NDArray[np.float32] | None
    """[windows], probability of *strong*; None if the model does not give it."""
    embedding: NDArray[np.float32] | None
    """[windows, d], embeddings; None if the model does not give them."""
