"""Relearns a speaker profile for another model from those examples whose files still exist."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ser_desktop.emotion.analysis import AnalysisOptions, analyze
from ser_desktop.emotion.classifier import EmotionClassifier
from ser_desktop.errors import AudioFileError, ProfileError
from ser_desktop.speakers.profile import Example, SpeakerProfile, example_from, new_profile


@dataclass(frozen=True)
class Relearned:
    """A profile for another model.

    Args:
        profile: the profile with the relearned examples.
        lost: examples whose file is missing or changed, or that the model cannot use.
    """

    profile: SpeakerProfile
    lost: tuple[Example, ...]


def relearn(
    profile: SpeakerProfile,
    model: EmotionClassifier,
    cancelled: Callable[[], bool] = lambda: False,
) -> Relearned:
    """Compute the examples of a profile with another model.

    Args:
        profile: learned with one model, or another version of it.
        model: the model to correct.
        cancelled: called between examples; returning True stops the work.

    Returns:
        the profile under the same name, and the examples it lost.

    Raises:
        WorkCancelledError: ``cancelled`` returned True.
    """
    renewed = new_profile(profile.name, model.info)
    lost: list[Example] = []
    for example in profile.examples:
        span_s = (example.start_s, example.end_s)
        options = AnalysisOptions(channel=example.channel, span_s=span_s)
        try:
            analysis = analyze(Path(example.recording), model, options, cancelled=cancelled)
            if analysis.file.sha256 != example.sha256:
                lost.append(example)
                continue
            renewed = renewed.with_example(example_from(analysis, example.emotion, span_s))
        except (AudioFileError, ProfileError):
            lost.append(example)
    return Relearned(renewed, tuple(lost))
