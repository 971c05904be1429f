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


@dataclass(frozen=True)
class StudiedTake:
    """What the pictures of one take are drawn from, beside its score.

    Args:
        clip: the decoded sound.
        measured: measures, pitch and pauses.
    """

    clip: Clip
    measured: MeasuredTake


def study_take(
    path: Path,
    model: EmotionClassifier | None,
    settings: InterpretationSettings = InterpretationSettings(),
    adapter: Adapter | None = None,
    on_analysed: Callable[[Analysis], None] | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> StudiedTake:
    """Analyse and measure a take.

    Args:
        path: the recording.
        model: the model in use; None leaves the analysis out, for a take that has its score.
        settings: settings of the answer.
        adapter: the voice in use; None leaves the model's own answer.
        on_analysed: called with the analysis before the slower measurements.
        cancelled: called between steps; returning True stops the work.

    Raises:
        AudioFileError: the recording cannot be read.
        WorkCancelledError: ``cancelled`` returned True.
    """
    if model is not None:
        from ser_desktop.emotion.inference import infer  # slow to import

        analysis = interpret(infer(path, model, cancelled=cancelled), settings, adapter)
        if on_analysed is not None:
            on_analysed(analysis)
    clip = load_clip(path, cancelled=cancelled)
    try:
        measured = measure(clip, cancelled)
        if cancelled():
            raise WorkCancelledError
    except BaseException:
        clip.close()
        raise
    return StudiedTake(clip, measured)
