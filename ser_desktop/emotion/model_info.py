"""What a model says of itself and what it answers: plain data, without ONNX."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class RuntimeOptions:
    """How a model is run. A file may state them; else :mod:`ser_desktop.emotion.runtime` does.

    Args:
        threads: threads inside one call of the network.
        parallel_calls: calls at the same time while a file is analysed.
        batch_windows: windows of one call.
        block_s: seconds of sound that are decoded before their windows are classified.
    """

    threads: int = 1
    parallel_calls: int = 2
    batch_windows: int = 5
    block_s: float = 10.0


@dataclass(frozen=True)
class CalibratedDoubt:
    """What a model's probabilities and embeddings are worth on speakers it never heard.

    Args:
        set_above: an emotion belongs to the set when its probability reaches this.
        set_coverage: share of the answers whose set holds the truth.
        unlike_above: mean square of an embedding from which a voice is unlike the learned ones.
    """

    set_above: float
    set_coverage: float
    unlike_above: float


ROLES = ("accurate", "fast")
"""``accurate``: the better answers. ``fast``: for computers that cannot keep up with that one."""


@dataclass(frozen=True)
class ModelInfo:
    """The metadata of a model, by the contract. Figures and languages are read by key."""

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
    """Figures by protocol; ``headline`` names the protocol whose accuracy is shown first."""
    recipe: dict[str, Any]
    path: Path
    embedding_size: int = 0
    """Numbers in an embedding of a window; 0 where the model gives none."""
    languages: tuple[str, ...] = ()
    """Languages it was trained on, by BCP 47 (``en``); empty where it does not say."""
    doubt: CalibratedDoubt | None = None
    role: str = ""
    """What it is for beside other models: one of :data:`ROLES`; "" where it does not say."""
    runtime: RuntimeOptions = field(default_factory=RuntimeOptions, compare=False)
    """Compared by none: it changes how fast an answer comes, not which one."""

    @property
    def window_samples(self) -> int:
        """Samples of one window at the model's rate."""
        return round(self.window_s * self.sample_rate_hz)

    @property
    def unseen_accuracy(self) -> float | None:
        """Accuracy 0..1 on speakers the model never heard; None where it does not say.

        That of the protocol which ``metrics["headline"]`` names, or of the first protocol that is
        known to keep speakers apart.
        """
        for protocol in (str(self.metrics.get("headline")), *_SPEAKERS_APART):
            try:
                return float(self.metrics[protocol]["accuracy"]["mean"])
            except (KeyError, TypeError, ValueError):
                continue
        return None


_SPEAKERS_APART = ("luna5",)
"""Protocols of models from before ``headline`` was a key."""


@dataclass(frozen=True)
class WindowOutputs:
    """The model's answers for a batch of windows."""

    probabilities: NDArray[np.float32]
    """[windows, labels], each row sums to 1."""
    intensity: NDArray[np.float32] | None
    """[windows], probability of *strong*; None where the model does not give it."""
    embedding: NDArray[np.float32] | None
    """[windows, d], what the network made of each window before its answer; None likewise."""
