"""Texts about a take in the practice window."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from PySide6.QtCore import QLocale

from ser_desktop.practice.measures import Measures
from ser_desktop.practice.score import Score
from ser_desktop.practice.share import share_message
from ser_desktop.practice.target import Target, strength_of
from ser_desktop.texts.messages import Message, either, emotion_name, joined, localised
from ser_desktop.ui.practice.practice_take import PracticeTake

MAX_NAMED = 3
"""Largest number of emotions named in a sentence."""


def share_text(probability: float | None) -> str:
    """Return a score as text."""
    return str(share_message(probability))


def takes_heading(target: Target) -> Message:
    """The target of the takes in the list."""
    strength = Message(f"practice.strength_{target.strength}")
    return Message("practice.takes_for", emotion=emotion_name(target.emotion), strength=strength)


def headline(score: Score) -> str:
    """The target emotion and its score."""
    if score.probability is None:
        return str(Message("practice.no_score"))
    name = emotion_name(score.target.emotion).capitalize()
    return str(Message("practice.headline", emotion=name, share=share_text(score.probability)))


def verdict_message(score: Score) -> Message:
    """Tell whether a scored take hit its target, and the likeliest other emotions."""
    aim = score.target.emotion
    if score.verdict == "near":
        possible = score.set or _likeliest(score, 2)
        others = [emotion_name(label) for label in possible if label != aim][:MAX_NAMED]
        return Message("practice.verdict_near", others=either(others))
    if score.verdict == "missed":
        return Message("practice.verdict_missed", likely=emotion_name(_likeliest(score, 1)[0]))
    return Message("practice.verdict_hit")


def short_verdict(score: Score) -> str:
    """The verdict for a narrow column."""
    if score.verdict == "none" or score.is_reliable:
        return str(Message(f"practice.short_{score.verdict}"))
    is_short = score.unreliable_for == {"warning.short_speech"}
    return str(Message("practice.too_short" if is_short else "practice.bad_sound"))


def doubt_messages(score: Score) -> list[Message]:
    """Tell how far a score can be trusted; problems of the sound are separate messages."""
    if score.probability is None:
        return []
    messages = []
    if score.set and score.coverage is not None:
        names = joined([emotion_name(label) for label in score.set])
        percent = round(100 * score.coverage)
        messages.append(Message("practice.coverage", percent=percent, emotions=names))
    else:
        messages.append(Message("practice.no_coverage"))
    low, high = score.low, score.high
    if share_text(low) != share_text(high):
        texts = {"low": share_text(low), "high": share_text(high)}
        messages.append(Message("practice.spread", **texts))
    return messages


def strength_message(score: Score) -> Message:
    """Compare the strength of a take with its target."""
    strength = strength_of(score.intensity)
    if strength is None:
        return Message("practice.strength_unknown")
    shown = Message(f"practice.strength_{strength}")
    if score.has_strength is None:
        return Message("practice.strength_open", strength=shown)
    if score.has_strength:
        return Message("practice.strength_reached", strength=shown)
    aim = Message(f"practice.strength_{score.target.strength}")
    return Message("practice.strength_missed", strength=shown, aim=aim)


def figures_text(measures: Measures) -> str:
    """Describe pitch, tempo, level and pauses of one take in a line."""
    text = str(
        Message(
            "practice.figures",
            pitch=pitch_text(measures),
            syllables=tempo_text(measures),
            level=measures.level_dbfs,
            pauses=Message("practice.figures_pauses", n=measures.n_pauses),
        )
    ).replace("-", "−")
    # A number and its unit stay on one line.
    return " · ".join(part.replace(" ", "\u00a0") for part in text.split(" · "))


def pitch_text(measures: Measures) -> str:
    """Median pitch and its range."""
    if measures.pitch_hz is None or measures.pitch_range_st is None:
        return str(Message("practice.unknown"))
    hz, span = measures.pitch_hz, measures.pitch_range_st
    return str(Message("practice.pitch_value", hz=hz, range=span))


def tempo_text(measures: Measures) -> str:
    """Syllables in a second."""
    rate = measures.syllables_per_s
    return str(Message("practice.unknown")) if rate is None else localised(f"{rate:.1f}")


def when_text(at: datetime) -> str:
    """Return the time of today's takes, the day of others, the month of those of earlier years."""
    today = datetime.now().date()
    if at.date() == today:
        return f"{at:%H:%M}"
    return date_text(at.date(), "day" if at.year == today.year else "month")


def date_text(day: date, form: Literal["day", "month", "whole"]) -> str:
    """Return ``12 May``, ``May 2026``, or ``12 May 2026``."""
    pattern = str(Message(f"practice.date_{form}"))
    return QLocale().toString(day, pattern)  # type: ignore[call-overload,no-any-return]


def take_notes(take: PracticeTake, is_best: bool) -> list[str]:
    """Tell what the columns of the list leave out: the sentence, the source, whether it is best."""
    notes = [Message("practice.best_tip")] if is_best else []
    notes.append(Message("practice.at", day=date_text(take.at, "whole"), time=f"{take.at:%H:%M}"))
    if take.microphone is None:
        notes.append(Message("practice.from_file", name=take.path.name))
    if take.sentence:
        notes.append(Message("practice.said", sentence=take.sentence))
    return list(map(str, notes))


def state_text(take: PracticeTake) -> str:
    """The score of a take, or why there is none yet."""
    if take.score is not None:
        return share_text(take.score.probability) if take.score.probability is not None else "–"
    id = "practice.analysing" if take.is_studying else "practice.failed"
    return str(Message(id))


def _likeliest(score: Score, n: int) -> list[str]:
    return sorted(score.probabilities, key=lambda label: -score.probabilities[label])[:n]
