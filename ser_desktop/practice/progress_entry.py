"""The stored entry of a scored take: plain data, and its line of JSON."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, astuple, dataclass, fields
from datetime import date, datetime
from typing import Any

from ser_desktop.practice.measures import Measures
from ser_desktop.practice.score import Score, ScoredWindow
from ser_desktop.practice.target import Target
from ser_desktop.texts.messages import Message

MAX_WINDOWS = 600
"""Of a score with more windows, none is stored: ten minutes are no sentence."""


@dataclass(frozen=True)
class ProgressEntry:
    """One take.

    Args:
        at: time of its end, with UTC offset.
        number: number of the take against its target, from 1.
        score: its score.
        measures: its measures.
        sentence: the spoken sentence; "" without one.
        recording: path of the file.
        model: name and version.
        voice: the speaker profile that corrected the answer; "" for none.
        microphone: the microphone it was recorded with, "" if that is unknown; None for a file that
            was added.
    """

    at: datetime
    number: int
    score: Score
    measures: Measures
    sentence: str
    recording: str
    model: str
    voice: str = ""
    microphone: str | None = ""

    @property
    def day(self) -> date:
        """The local date."""
        return self.at.date()


def line_of(entry: ProgressEntry) -> str:
    """Return an entry as one line of JSON, without its end of line."""
    score = entry.score
    item = {
        "at": entry.at.isoformat(timespec="seconds"),
        "number": entry.number,
        "emotion": score.target.emotion,
        "strength": score.target.strength,
        "sentence": entry.sentence,
        "recording": entry.recording,
        "model": entry.model,
        "voice": entry.voice,
        "microphone": entry.microphone,
        "probability": score.probability,
        "low": score.low,
        "high": score.high,
        "answer": score.answer,
        "set": list(score.set),
        "coverage": score.coverage,
        "intensity": score.intensity,
        "probabilities": score.probabilities,
        "doubts": [{"id": doubt.id, **doubt.fields} for doubt in score.doubts],
        "windows": [list(astuple(window)) for window in _stored_windows(score)],
        "measures": asdict(entry.measures),
    }
    return json.dumps(_rounded(item), ensure_ascii=False, allow_nan=False)


def _stored_windows(score: Score) -> tuple[ScoredWindow, ...]:
    """All of them or none, since the score is their mean."""
    return score.windows if len(score.windows) <= MAX_WINDOWS else ()


def entry_of(line: str) -> ProgressEntry:
    """Read and check an entry.

    Args:
        line: line of JSON.

    Raises:
        ValueError: the line is no valid entry.
    """
    try:
        return _entry(json.loads(line))
    except (KeyError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        raise ValueError(f"no entry: {error}") from None


def _entry(item: dict[str, Any]) -> ProgressEntry:
    probabilities = {str(k): _share(v) for k, v in item["probabilities"].items()}
    score = Score(
        target=Target(item["emotion"], item["strength"]),
        probability=_share_or_none(item["probability"]),
        low=_share_or_none(item["low"]),
        high=_share_or_none(item["high"]),
        answer=str(item["answer"]),
        set=tuple(map(str, item["set"])),
        coverage=_share_or_none(item["coverage"]),
        intensity=_share_or_none(item["intensity"]),
        probabilities=probabilities,
        doubts=tuple(_messages(item["doubts"])),
        windows=tuple(map(_window, item.get("windows", ()))),  # earlier versions stored none
    )
    at = datetime.fromisoformat(item["at"])
    if at.tzinfo is None:
        raise ValueError("a time without its offset")
    values = {
        field.name: _number_or_none(item["measures"][field.name]) for field in fields(Measures)
    }
    if any(values[name] is None for name in _ALWAYS):
        raise ValueError("a figure is missing")
    values["n_pauses"] = int(values["n_pauses"] or 0)
    return ProgressEntry(
        at=at,
        number=int(item["number"]),
        score=score,
        measures=Measures(**values),  # type: ignore[arg-type]
        sentence=str(item["sentence"]),
        recording=str(item["recording"]),
        model=str(item["model"]),
        voice=str(item["voice"]),
        microphone=_text_or_none(item.get("microphone", "")),
    )


_ALWAYS = ("duration_s", "sound_s", "n_pauses", "pause_s", "level_dbfs")


def _messages(items: list[dict[str, Any]]) -> list[Message]:
    """Return the warnings that this version knows."""
    messages = []
    for item in items:
        try:
            message = Message(item["id"], **{k: v for k, v in item.items() if k != "id"})
            str(message)
        except (KeyError, IndexError, TypeError, ValueError):
            continue
        messages.append(message)
    return messages


def _window(values: Any) -> ScoredWindow:
    start_s, end_s, probability, speech_share = values
    return ScoredWindow(_number(start_s), _number(end_s), _share(probability), _share(speech_share))


def _text_or_none(value: Any) -> str | None:
    return None if value is None else str(value)


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"no number: {value!r}")
    return float(value)


def _number_or_none(value: Any) -> float | None:
    return None if value is None else _number(value)


def _share(value: Any) -> float:
    share = _number(value)
    if not 0 <= share <= 1:
        raise ValueError(f"no share: {share}")
    return share


def _share_or_none(value: Any) -> float | None:
    return None if value is None else _share(value)


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    return [_rounded(item) for item in value] if isinstance(value, list) else value
