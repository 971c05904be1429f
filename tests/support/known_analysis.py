"""An analysis with known contents."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ser_desktop.emotion.labels import EMOTIONS, NO_SPEECH
from ser_desktop.emotion.model_info import ModelInfo
from ser_desktop.emotion.results import (
    Analysis,
    AnalysisSettings,
    FileInfo,
    Overall,
    Segment,
    Window,
)


@pytest.fixture
def found() -> Analysis:
    """4.5 s of which the second window is silent."""
    p = np.array([0.01, 0.02, 0.05, 0.01, 0.88, 0.01, 0.01, 0.01], dtype=np.float32)
    model = ModelInfo(
        "m", "1", EMOTIONS, 16_000, 3.0, 1.0, "waveform", 0.0, "", "", {}, {}, Path("m.onnx")
    )
    return Analysis(
        file=FileInfo(Path("a.wav"), 4.5, 48_000, 1, "00", "WAV PCM_16"),
        model=model,
        settings=AnalysisSettings(3.0, 1.0, 0.0),
        overall=Overall("angry", ("angry", "happy"), 0.88, p, 0.7, 0.8),
        windows=(Window(0.0, 3.0, 0.9, p, 0.7), Window(1.5, 4.5, 0.1, None, None)),
        segments=(
            Segment(0.0, 2.25, "angry", 0.88, 0.7),
            Segment(2.25, 4.5, NO_SPEECH, None, None),
        ),
        elapsed_s=0.1,
    )
