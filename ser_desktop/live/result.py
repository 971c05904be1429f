"""The result for one window of live sound: plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ser_desktop.emotion.doubt import live_warnings
from ser_desktop.emotion.model_info import ModelInfo
from ser_desktop.emotion.results import Window
from ser_desktop.emotion.segments import overall_answer
from ser_desktop.emotion.sound_doubt import UNMEASURED, HeardSound
from ser_desktop.texts.messages import Message

SCHEMA = 1
"""Schema version of the object from :meth:`LiveResult.to_object`."""


@dataclass(frozen=True)
class LiveResult:
    """The answer for the last seconds of sound. Times count from the start of the sound.

    Args:
        time_s: end of the window.
        start_s: start of the window.
        speech_share: share of speech in the window, 0..1.
        label: the emotion, ``uncertain`` or ``no speech``.
        confidence: probability of the likeliest emotion; None without speech.
        labels: the model's emotions.
        probabilities: probabilities in the order of ``labels``; None without speech.
        set: emotions that hold the truth with the stated coverage, likeliest first.
        coverage: share of such sets that hold the truth; None if the model has no sets.
        intensity: probability of *strong*; None without speech or if the model does not give it.
        model: name of the model.
        warnings: reasons why the answer may be wrong.
        level_dbfs: RMS level of the loudest tenth of the window; None is unknown.
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
    level_dbfs: float | None = None

    @classmethod
    def of(
        cls,
        window: Window,
        model: ModelInfo,
        uncertain_below: float,
        spoken_language: str = "",
        sound: HeardSound = UNMEASURED,
    ) -> LiveResult:
        """Interpret one window.

        Args:
            window: the window, with or without correction by an adapter.
            model: metadata of the model.
            uncertain_below: threshold of the confidence, 0..1.
            spoken_language: as a person states it; "" says nothing.
            sound: what was measured of the sound.
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
            warnings=tuple(live_warnings(window, model, spoken_language, sound)),
            level_dbfs=sound.level_dbfs,
        )

    @property
    def warning_ids(self) -> tuple[str, ...]:
        """The warnings by the names that every output gives them, as ``short_speech``."""
        return tuple(warning.id.removeprefix("warning.") for warning in self.warnings)

    def to_object(self) -> dict[str, Any]:
        """Return the result as an object for JSON (``docs/live.md`` describes its fields)."""
        probabilities = None
        if self.probabilities is not None:
            pairs = zip(self.labels, self.probabilities, strict=True)
            probabilities = {label: round(p, 6) for label, p in pairs}
        return {
            "schema": SCHEMA,
            "time_s": round(self.time_s, 6),
            "start_s": round(self.start_s, 6),
            "speech_share": _rounded(self.speech_share),
            "level_dbfs": None if self.level_dbfs is None else round(self.level_dbfs, 1),
            "label": self.label,
            "confidence": _rounded(self.confidence),
            "probabilities": probabilities,
            "set": list(self.set),
            "coverage": _rounded(self.coverage),
            "intensity": _rounded(self.intensity),
            "model": self.model,
            "warnings": [
                {"id": id, **warning.fields}
                for id, warning in zip(self.warning_ids, self.warnings, strict=True)
            ],
        }


@dataclass(frozen=True)
class StreamInfo:
    """Information for a sink before the first result.

    Args:
        name: name of the source.
        model: name of the model.
        labels: emotions of every result.
        hop_s: seconds between results.
        uncertain_below: threshold of the confidence.
    """

    name: str
    model: str
    labels: tuple[str, ...]
    hop_s: float
    uncertain_below: float


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(float(value), 6)
