"""The port for models: whatever answers windows of sound by this protocol can be used."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ser_desktop.emotion.model_info import ModelInfo, WindowOutputs


class EmotionClassifier(Protocol):
    """A loaded model. Any number of threads may call it at once.

    :class:`ser_desktop.emotion.model.EmotionModel` is the one that ships; a package of somebody
    else may bring another (``docs/example_model``).
    """

    @property
    def info(self) -> ModelInfo:
        """What it says of itself."""
        ...

    def __call__(self, windows: NDArray[np.float32]) -> WindowOutputs:
        """Classify windows.

        Args:
            windows: samples [windows, samples] at ``info.sample_rate_hz``, -1..1.

        Returns:
            probabilities, and intensity and embedding where the model gives them.

        Raises:
            ModelError: there is no answer.
        """
        ...
