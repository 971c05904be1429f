"""What is said of one window of live sound: plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ser_desktop.emotion.doubt import live_warnings
from ser_desktop.emotion.model_info import ModelInfo
from ser_desktop.emotion.results import Window
from ser_desktop.emotion.segments import overall_answer
from ser_desktop.texts.messages import Message

SCHEMA = 1
"""Of the object that :meth:`LiveResult.to_object` returns."""


@dataclass(frozen=True)
class LiveResult:
    """The answer for the last seconds of sound. Times count from the beginning of the sound.

    Args:
        time_s: where the window ends.
        start_s: where it begins.
        speech_share: share of it that is speech, 0..1.
        label: the emotion, ``uncertain`` or ``no speech``.
        confidence: probability of the likeliest emotion; None without speech.
        labels: the model's emotions.
        probabilities: of these, in the same order; None without speech.
        set: emotions that hold the truth with the stated coverage, likeliest first.
        coverage: share of such sets that hold the truth; None where the model does not say.
        intensity: probability of *strong*; None without speech, or where the model does not say.
        model: name of the model that answered.
        warnings: reasons for doubt.
    """

    time_s: float
    start_s: float
    speech_share: float
    label: str
    confidence: float | None
    labels: tuple[str, ...]
    probabilities: tuple[float, ...] | None
    set: tuple[str, ...]
    coverage: float | None
    intensity: float | None
    model: str
    warnings: tuple[Message, ...] = ()

    @classmethod
    def of(
        cls,
        window: Window,
        model: ModelInfo,
        uncertain_below: float,
        sample_rate_hz: int,
        spoken_language: str = "",
    ) -> LiveResult:
        """Interpret one window.

        Args:
            window: with the probabilities of the model, corrected or not.
            model: that answered.
            uncertain_below: threshold of the confidence, 0..1.
            sample_rate_hz: of the source.
            spoken_language: as a person states it; "" says nothing.
        """
        answer = overall_answer(
            [window], model.labels, uncertain_below, window.speech_share, model.doubt
        )
        probabilities = None
        if answer.probabilities is not None:
            probabilities = tuple(float(p) for p in answer.probabilities)
        return cls(
            time_s=window.end_s,
            start_s=window.start_s,
            speech_share=window.speech_share,
            label=answer.label,
            confidence=answer.confidence,
            labels=model.labels,
            probabilities=probabilities,
            set=answer.set,
            coverage=answer.coverage,
            intensity=answer.intensity,
            model=model.name,
            warnings=tuple(live_warnings(window, sample_rate_hz, model, spoken_language)),
        )

    def to_object(self) -> dict[str, Any]:
        """Return the result as an object that JSON can hold (``docs/live.md`` names its fields)."""
        probabilities = None
        if self.probabilities is not None:
            pairs = zip(self.labels, self.probabilities, strict=True)
            probabilities = {label: round(p, 6) for label, p in pairs}
        return {
            "schema": SCHEMA,
            "time_s": round(self.time_s, 6),
            "start_s": round(self.start_s, 6),
            "speech_share": _rounded(self.speech_share),
            "label": self.label,
            "confidence": _rounded(self.confidence),
            "probabilities": probabilities,
            "set": list(self.set),
            "coverage": _rounded(self.coverage),
            "intensity": _rounded(self.intensity),
            "model": self.model,
            "warnings": [
                {"id": warning.id.removeprefix("warning."), **warning.fields}
                for warning in self.warnings
            ],
        }


@dataclass(frozen=True)
class StreamInfo:
    """What a sink knows before the first result.

    Args:
        name: of the source.
        model: name of the model.
        labels: the emotions of every result.
        hop_s: seconds from one result to the next.
        uncertain_below: threshold of the confidence.
    """

    name: str
    model: str
    labels: tuple[str, ...]
    hop_s: float
    uncertain_below: float


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(float(value), 6)
