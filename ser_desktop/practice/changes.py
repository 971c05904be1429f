"""Describes the changes from one take to another, with numbers."""

from __future__ import annotations

from ser_desktop.practice.measures import Measures, semitones
from ser_desktop.practice.score import Score
from ser_desktop.practice.share import share_message
from ser_desktop.texts.messages import Message, emotion_name

MIN_SCORE = 0.05
MIN_RANGE_ST = 1.0
MIN_PITCH_ST = 1.0
MIN_TEMPO_SHARE = 0.1
"""About the least change of tempo that listeners notice (Quené, "What is the just noticeable
difference for tempo in speech?")."""
MIN_LEVEL_DB = 2.0
MIN_PAUSE_S = 0.2


def changes(
    before: Measures, now: Measures, score_before: Score | None = None, score: Score | None = None
) -> list[Message]:
    """Return the changes between two takes, without inaudible ones.

    Args:
        before: measures of the earlier take.
        now: measures of this take.
        score_before: score of the earlier take, against the same target.
        score: score of this take.

    Returns:
        a message for each change, or one message that nothing changed.
    """
    messages = [
        *_score(score_before, score),
        *_range(before, now),
        *_pitch(before, now),
        *_tempo(before, now),
        *_level(before, now),
        *_pauses(before, now),
    ]
    return messages or [Message("practice.no_change")]


def _score(before: Score | None, now: Score | None) -> list[Message]:
    if before is None or now is None or before.probability is None or now.probability is None:
        return []
    change = now.probability - before.probability
    if abs(change) < MIN_SCORE or before.target.emotion != now.target.emotion:
        return []
    id = "practice.score_up" if change > 0 else "practice.score_down"
    return [
        Message(
            id,
            emotion=emotion_name(now.target.emotion).capitalize(),
            before=share_message(before.probability),
            now=share_message(now.probability),
        )
    ]


def _range(before: Measures, now: Measures) -> list[Message]:
    if before.pitch_range_st is None or now.pitch_range_st is None:
        return []
    change = now.pitch_range_st - before.pitch_range_st
    if abs(change) < MIN_RANGE_ST:
        return []
    id = "practice.range_wider" if change > 0 else "practice.range_narrower"
    values = {"before": before.pitch_range_st, "now": now.pitch_range_st}
    return [Message(id, change=abs(change), **values)]


def _pitch(before: Measures, now: Measures) -> list[Message]:
    if before.pitch_hz is None or now.pitch_hz is None:
        return []
    change = semitones(before.pitch_hz, now.pitch_hz)
    if abs(change) < MIN_PITCH_ST:
        return []
    id = "practice.pitch_higher" if change > 0 else "practice.pitch_lower"
    return [Message(id, change=abs(change), before=before.pitch_hz, now=now.pitch_hz)]


def _tempo(before: Measures, now: Measures) -> list[Message]:
    if before.syllables_per_s is None or now.syllables_per_s is None:
        return []
    change = now.syllables_per_s / before.syllables_per_s - 1
    if abs(change) < MIN_TEMPO_SHARE:
        return []
    id = "practice.faster" if change > 0 else "practice.slower"
    values = {"before": before.syllables_per_s, "now": now.syllables_per_s}
    return [Message(id, percent=round(100 * abs(change)), **values)]


def _level(before: Measures, now: Measures) -> list[Message]:
    change = now.level_dbfs - before.level_dbfs
    if not before.sound_s or not now.sound_s or abs(change) < MIN_LEVEL_DB:
        return []
    return [Message("practice.louder" if change > 0 else "practice.quieter", change=abs(change))]


def _pauses(before: Measures, now: Measures) -> list[Message]:
    more = now.n_pauses != before.n_pauses
    if not more and abs(now.pause_s - before.pause_s) < MIN_PAUSE_S:
        return []
    return [
        Message(
            "practice.pauses",
            n=now.n_pauses,
            before=before.n_pauses,
            seconds=now.pause_s,
            before_s=before.pause_s,
        )
    ]
