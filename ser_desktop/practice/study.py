"""Analyses and measures a take for the practice window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ser_desktop.audio.clip import Clip, load_clip
from ser_desktop.emotion.classifier import EmotionClassifier
from ser_desktop.emotion.interpretation import Adapter, InterpretationSettings, interpret
from ser_desktop.emotion.results import Analysis
from ser_desktop.errors import WorkCancelledError
from ser_desktop.practice.measures import MeasuredTake, measure

FINE_WINDOW_S = 2.0
"""Of the windows for the course of the probability. A sentence often lasts no longer than one usual
window, which would give a single point. Shorter windows give another answer than the score
(``training/results/practice.json``)."""
FINE_HOP_S = 0.2
"""Hop of these windows, in seconds."""
MAX_FINE_S = 60.0
"""Longer takes, in seconds, have enough usual windows."""


@dataclass(frozen=True)
class StudiedTake:
    """One take.

    Args:
        analysis: the analysis, as in the main window.
        fine: an analysis with short windows and hop, for the course over time.
        clip: the decoded sound.
        measured: measures, pitch and pauses.
    """

    analysis: Analysis
    fine: Analysis
    clip: Clip
    measured: MeasuredTake


def study_take(
    path: Path,
    model: EmotionClassifier,
    settings: InterpretationSettings = InterpretationSettings(),
    adapter: Adapter | None = None,
    on_analysed: Callable[[Analysis], None] | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> StudiedTake:
    """Analyse and measure a take.

    Args:
        path: the recording.
        model: the model in use.
        settings: settings of the answer.
        adapter: the voice in use; None leaves the model's own answer.
        on_analysed: called with the analysis before the slower measurements.
        cancelled: called between steps; returning True stops the work.

    Raises:
        AudioFileError: the recording cannot be read.
        WorkCancelledError: ``cancelled`` returned True.
    """
    from ser_desktop.emotion.inference import InferenceOptions, infer  # slow to import

    scores = infer(path, model, cancelled=cancelled)
    analysis = interpret(scores, settings, adapter)
    if on_analysed is not None:
        on_analysed(analysis)
    clip = load_clip(path, cancelled=cancelled)
    try:
        measured = measure(clip, cancelled)
        fine = analysis
        if clip.duration_s <= MAX_FINE_S:
            window_s = min(FINE_WINDOW_S, scores.window_s)
            options = InferenceOptions(window_s=window_s, hop_s=FINE_HOP_S)
            fine = interpret(infer(path, model, options, cancelled=cancelled), settings, adapter)
        if cancelled():
            raise WorkCancelledError
    except BaseException:
        clip.close()
        raise
    return StudiedTake(analysis, fine, clip, measured)
