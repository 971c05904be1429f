"""Describes the changes from one take to another in plain words, with numbers.

A difference counts as a change only if it is larger than the measurement error: 95 % of the
differences that one recording gives when it is measured again, with faint noise and silence around
it, or at another rate (``training/results/practice.json``, by
``training.evaluate.practice_measures``; a test compares).
"""

from __future__ import annotations

from ser_desktop.practice.measures import Measures, semitones
from ser_desktop.practice.progress_entry import ProgressEntry
from ser_desktop.practice.share import share_message
from ser_desktop.texts.messages import Message

MIN_SCORE = 0.2
MIN_RANGE_ST = 2.0
MIN_PITCH_ST = 1.0
MIN_DURATION_SHARE = 0.1
"""About the least change of tempo that listeners notice (Quené, "What is the just noticeable
difference for tempo in speech?")."""
MIN_SYLLABLES_SHARE = 0.25
"""For different sentences, whose tempo is compared by estimated syllables."""
MIN_LEVEL_DB = 2.0
MIN_PAUSE_S = 0.3
"""Longer than the shortest pause, which is easily missed."""


def changes(before: ProgressEntry, now: ProgressEntry) -> list[Message]:
    """Return the changes between two takes against the same emotion.

    Scores are compared if model and voice are the same, levels if the microphone is. The tempo of
    one sentence is compared by the time it takes, that of different ones by estimated syllables.

    Args:
        before: the take that is compared with.
        now: the described take.

    Returns:
        a message for each change, or one message that nothing changed, and then what could not be
        compared.
    """
    one, other = before.measures, now.measures
    if not one.sound_s or not other.sound_s:
        return [Message("practice.nothing_to_compare")]
    found = [
        *_score(before, now),
        *_range(one, other),
        *_pitch(one, other),
        *_tempo(before, now),
        *(_level(one, other) if _same_microphone(before, now) else ()),
        *_pauses(one, other),
    ]
    return [*(found or [Message("practice.no_change")]), *_not_compared(before, now)]


def _score(before: ProgressEntry, now: ProgressEntry) -> list[Message]:
    one, other = before.score.probability, now.score.probability
    same_emotion = before.score.target.emotion == now.score.target.emotion
    if one is None or other is None or not same_emotion or _score_not_compared(before, now):
        return []
    change = other - one
    if abs(change) < MIN_SCORE:
        return []
    id = "practice.score_up" if change > 0 else "practice.score_down"
    return [Message(id, before=share_message(one), now=share_message(other))]


def _range(before: Measures, now: Measures) -> list[Message]:
    if before.pitch_range_st is None or now.pitch_range_st is None:
        return []
    change = now.pitch_range_st - before.pitch_range_st
    if abs(change) < MIN_RANGE_ST:
        return []
    id = "practice.range_wider" if change > 0 else "practice.range_narrower"
    return [Message(id, before=before.pitch_range_st, now=now.pitch_range_st)]


def _pitch(before: Measures, now: Measures) -> list[Message]:
    if before.pitch_hz is None or now.pitch_hz is None:
        return []
    change = semitones(before.pitch_hz, now.pitch_hz)
    if abs(change) < MIN_PITCH_ST:
        return []
    id = "practice.pitch_higher" if change > 0 else "practice.pitch_lower"
    return [Message(id, change=abs(change), before=before.pitch_hz, now=now.pitch_hz)]


def _tempo(before: ProgressEntry, now: ProgressEntry) -> list[Message]:
    if before.sentence and before.sentence == now.sentence:
        one, other = before.measures.sound_s, now.measures.sound_s
        is_change = abs(one / other - 1) >= MIN_DURATION_SHARE
        id = "practice.said_faster" if other < one else "practice.said_slower"
        return [Message(id, before=one, now=other)] if is_change else []
    was, rate = before.measures.syllables_per_s, now.measures.syllables_per_s
    if was is None or rate is None or abs(rate / was - 1) < MIN_SYLLABLES_SHARE:
        return []
    return [Message("practice.faster" if rate > was else "practice.slower", before=was, now=rate)]


def _level(before: Measures, now: Measures) -> list[Message]:
    change = now.level_dbfs - before.level_dbfs
    if abs(change) < MIN_LEVEL_DB:
        return []
    return [Message("practice.louder" if change > 0 else "practice.quieter", change=abs(change))]


def _pauses(before: Measures, now: Measures) -> list[Message]:
    change = now.pause_s - before.pause_s
    if abs(change) < MIN_PAUSE_S:
        return []
    fields = {
        "n": now.n_pauses,
        "seconds": now.pause_s,
        "before": before.n_pauses,
        "before_s": before.pause_s,
    }
    return [Message(f"practice.pauses_{_pause_change(before, now)}", **fields)]


def _pause_change(before: Measures, now: Measures) -> str:
    """The word for a change of pauses; their time has the last word, since it was measured."""
    if not before.n_pauses:
        return "new"
    if not now.n_pauses:
        return "gone"
    is_longer = now.pause_s > before.pause_s
    if is_longer:
        return "more" if now.n_pauses > before.n_pauses else "longer"
    return "fewer" if now.n_pauses < before.n_pauses else "shorter"


def _score_not_compared(before: ProgressEntry, now: ProgressEntry) -> list[Message]:
    """Why two scores say nothing about a change."""
    if (before.model, before.voice) != (now.model, now.voice):
        return [Message("practice.scale_not_compared")]
    if not before.score.is_reliable or not now.score.is_reliable:
        return [Message("practice.score_not_compared")]
    return []


def _not_compared(before: ProgressEntry, now: ProgressEntry) -> list[Message]:
    messages = _score_not_compared(before, now)
    if before.measures.pitch_hz is None or now.measures.pitch_hz is None:
        messages.append(Message("practice.pitch_not_compared"))
    if not _same_microphone(before, now):
        messages.append(Message("practice.level_not_compared"))
    return messages


def _same_microphone(before: ProgressEntry, now: ProgressEntry) -> bool:
    """Whether levels can be compared; earlier versions recorded without naming the microphone."""
    one, other = before.microphone, now.microphone
    if one is None or other is None:
        return one is other
    return not one or not other or one == other
