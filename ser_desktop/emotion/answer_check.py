"""Checks a model's answer to two windows: shapes, sums and signs."""

from __future__ import annotations

import numpy as np

from ser_desktop.emotion.model_info import ModelInfo, WindowOutputs
from ser_desktop.errors import ModelError
from ser_desktop.texts.messages import Message

SUM_TOLERANCE = 1e-3
"""Tolerance of the sum of probabilities: rounding in half precision and 8 bit."""


def check_answer(info: ModelInfo, answer: WindowOutputs) -> int:
    """Check the answer to two windows.

    Returns:
        the length of an embedding; 0 if the model gives none.

    Raises:
        ModelError: a shape, a sum or a sign breaks the contract.
    """
    file = info.path.name
    expected, shape = (2, len(info.labels)), answer.probabilities.shape
    if shape != expected:
        raise ModelError(
            Message(
                "model.probabilities_shape",
                file=file,
                shape=str(shape),
                n_labels=len(info.labels),
                expected=str(expected),
            )
        )
    if not np.allclose(answer.probabilities.sum(axis=1), 1.0, rtol=0, atol=SUM_TOLERANCE):
        raise ModelError(Message("model.probabilities_sum", file=file))
    if answer.probabilities.min() < 0:
        raise ModelError(Message("model.probabilities_negative", file=file))
    if answer.intensity is not None and answer.intensity.shape != (2,):
        shape = answer.intensity.shape
        raise ModelError(Message("model.intensity_shape", file=file, shape=str(shape)))
    if answer.embedding is None:
        return 0
    if answer.embedding.ndim != 2 or len(answer.embedding) != 2:
        shape = answer.embedding.shape
        raise ModelError(Message("model.embedding_shape", file=file, shape=str(shape)))
    return int(answer.embedding.shape[1])
