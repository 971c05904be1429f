"""The port for models: the protocol of every object that classifies windows of sound."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ser_desktop.emotion.model_info import ModelInfo, WindowOutputs


class EmotionClassifier(Protocol):
    """A loaded model. Any number of threads may call it at once.

    :class:`ser_desktop.emotion.model.EmotionModel` implements it for ONNX files; other packages can
    bring further implementations (``docs/example_model``).
    """

    @property
    def info(self) -> ModelInfo:
        """The model's metadata."""
        ...

    def __call__(self, windows: NDArray[np.float32]) -> WindowOutputs:
        """Classify windows.

        Args:
            windows: samples [windows, samples] at ``info.sample_rate_hz``, -1..1.

        Returns:
            probabilities, and intensity and embedding if the model gives them.

        Raises:
            ModelError: the model gives no valid answer.
        """
        ...
