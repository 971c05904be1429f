"""Analyses made from a list of labels, one a second, without sound and model file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ser_desktop.emotion.gate import GATE_VERSION
from ser_desktop.emotion.interpretation import InterpretationSettings, interpret
from ser_desktop.emotion.labels import EMOTIONS, NO_SPEECH
from ser_desktop.emotion.model_info import CalibratedDoubt, ModelInfo
from ser_desktop.emotion.results import (
    Analysis,
    FileInfo,
    SegmentOptions,
    TrackScores,
    Window,
    WindowScores,
)

WINDOW_S = 3.0


def made_analysis(
    labels: Sequence[str | tuple[str, float]],
    known: tuple[str, ...] = EMOTIONS,
    path: str = "made.wav",
    doubt: CalibratedDoubt | None = None,
    sample_rate_hz: int = 16_000,
) -> Analysis:
    """Make one.

    Args:
        labels: labels of each second; an emotion alone has a probability of 0.8.
        known: labels of the model.
        path: path of the file.
        doubt: doubt of the model.
        sample_rate_hz: rate of the file.
    """
    windows = tuple(_window(i, label, known) for i, label in enumerate(labels))
    model = ModelInfo(
        "made", "1", known, 16_000, WINDOW_S, 1.0, "waveform", 0.4, "", "", {}, {}, Path("m.onnx"),
        doubt=doubt,
    )  # fmt: skip
    file = FileInfo(Path(path), len(labels) + WINDOW_S - 1, sample_rate_hz, 1, "0" * 64, "WAV")
    share = float(np.mean([window.speech_share for window in windows]))
    scores = WindowScores(
        file, model, WINDOW_S, 1.0, (TrackScores("mix", None, windows, share),), 0.1, GATE_VERSION
    )
    return interpret(scores, InterpretationSettings(segments=SegmentOptions(1)))


def _window(second: int, label: str | tuple[str, float], known: tuple[str, ...]) -> Window:
    name, probability = (label, 0.8) if isinstance(label, str) else label
    if name == NO_SPEECH:
        return Window(second, second + WINDOW_S, 0.0, None, None)
    row = np.full(len(known), (1 - probability) / (len(known) - 1), dtype=np.float32)
    row[known.index(name)] = probability
    return Window(second, second + WINDOW_S, 1.0, row, 0.5)
