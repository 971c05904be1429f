"""A sound file to emotions over time: inference and interpretation in one call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ser_desktop.emotion.classifier import EmotionClassifier
from ser_desktop.emotion.inference import Progress, infer
from ser_desktop.emotion.inference_options import InferenceOptions
from ser_desktop.emotion.interpretation import InterpretationSettings, interpret
from ser_desktop.emotion.results import Analysis


@dataclass(frozen=True)
class AnalysisOptions(InferenceOptions):
    """Options of an analysis; None takes the model's own value.

    Args:
        uncertain_below: smaller confidences are uncertain.
        spoken_language: a BCP 47 tag; "" is unknown. A model not trained on it gets a warning.
    """

    uncertain_below: float | None = None
    spoken_language: str = ""

    def check(self) -> None:
        """Refuse values beyond their limits.

        Raises:
            SettingsError: the message names the option.
        """
        super().check()
        self.interpretation.check()

    @property
    def interpretation(self) -> InterpretationSettings:
        """The settings of the interpretation."""
        return InterpretationSettings(self.uncertain_below, spoken_language=self.spoken_language)


def analyze(
    path: Path,
    model: EmotionClassifier,
    options: AnalysisOptions = AnalysisOptions(),
    on_progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Analysis:
    """Analyse one file with the default settings of segments.

    Args:
        path: the sound file.
        model: the loaded model.
        options: windows, channel, span and threshold.
        on_progress: called between blocks with the share done, 0..1.
        cancelled: called between batches; returning True stops the work.

    Raises:
        AudioFileError: the file cannot be analysed, with the kind of the contract.
        SettingsError: an option cannot be used.
        WorkCancelledError: ``cancelled`` returned True.
    """
    scores = infer(path, model, options, on_progress, cancelled)
    return interpret(scores, options.interpretation)
