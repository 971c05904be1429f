"""Advice for a better result, as one message."""

from __future__ import annotations

from ser_desktop.audio.level import MUTED_PEAK, QUIET_BELOW_DBFS, SOME_CLIPPED_SHARE
from ser_desktop.emotion.doubt import answer_warnings, is_very_short, shown_label, sureness
from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.emotion.live import LiveWindow
from ser_desktop.emotion.results import Analysis, Overall, Window
from ser_desktop.emotion.sound_doubt import heard_warnings
from ser_desktop.texts.messages import Message, emotion_name, joined

SHORT_BELOW_S = 1.0
MAX_NAMED = 4
"""A set with more emotions than this is not shown, since it excludes too little."""
_DOUBTS = (
    "warning.unlike_training",
    "warning.telephone_band",
    "warning.low_snr",
    "warning.clipped",
    "warning.too_quiet",
    "warning.short_speech",
    "warning.language",
)
_SAID_BY = {"warning.clipped": "advice.clipped", "warning.too_quiet": "advice.quiet"}
"""Warnings, and the advice that says the same."""
_SAY_ALL = {"advice.silent", "advice.no_speech"}
"""Ids of advice that is shown alone."""
STRONG_FROM = 0.5
"""Probability from which intensity counts as strong."""


def advice(analysis: Analysis) -> list[Message]:
    """Return what would improve the result; empty if nothing would."""
    first = _first_advice(analysis)
    named = {message.id for message in first}
    if named & _SAY_ALL or analysis.overall.probabilities is None:
        return first
    doubts = (w for w in answer_warnings(analysis) if w.id in _DOUBTS)
    return [*first, *(w for w in doubts if _SAID_BY.get(w.id) not in named)]


def _first_advice(analysis: Analysis) -> list[Message]:
    file = analysis.file
    if remarks := file.remarks():
        return [_as_message(remark) for remark in remarks]
    if file.peak <= MUTED_PEAK:
        return [Message("advice.silent")]
    if file.clipped_share > SOME_CLIPPED_SHARE:
        return [Message("advice.clipped")]
    quiet = [Message("advice.quiet")] if file.speech_level_dbfs < QUIET_BELOW_DBFS else []
    if analysis.overall.probabilities is None:
        # A faint or very short voice is not found, and some loud ones are not either.
        if file.duration_s < SHORT_BELOW_S:
            quiet = [*quiet, Message("advice.short")]
        return [Message("advice.no_speech"), *(quiet or [Message("advice.missed_speech")])]
    return quiet


def uncertain_advice(overall: Overall) -> list[Message]:
    """Name the alternatives: the set of emotions that holds the truth, or the two likeliest."""
    if 1 < len(overall.set) <= MAX_NAMED and overall.coverage is not None:
        names = joined([emotion_name(label) for label in overall.set])
        return [Message("advice.set", emotions=names, percent=round(100 * overall.coverage))]
    if shown_label(overall) in EMOTIONS or len(overall.top) < 2:
        return []
    first, second = (emotion_name(label) for label in overall.top[:2])
    return [Message("advice.uncertain", first=first, second=second)]


def example_advice(analysis: Analysis) -> list[Message]:
    """Point out that an example of the speaker profile is no fair test of it."""
    profile = analysis.settings.adapter
    if profile is None or not profile.assigned_labels:
        return []
    labels = joined([emotion_name(label) for label in profile.assigned_labels])
    return [Message("advice.is_example", profile=profile.name, labels=labels)]


def live_doubts(window: Window) -> list[Message]:
    """Return what the sound of a live window gives as reasons for doubt."""
    return heard_warnings(window.sound, window.is_speech) if isinstance(window, LiveWindow) else []


def sureness_message(overall: Overall) -> Message | None:
    """How sure an answer is, in a word (:func:`ser_desktop.emotion.doubt.sureness`)."""
    word = sureness(overall)
    if is_very_short(overall):
        return Message("result.unsure_very_short")
    return None if word is None else Message(f"result.{word}")


def intensity_level(intensity: float) -> Message:
    """Return ``strong`` from a probability of 0.5, else ``normal``."""
    return Message("result.strong" if intensity >= STRONG_FROM else "result.normal")


def remaining_message(seconds: float | None) -> Message | None:
    """Return the estimated remaining time, rounded; None without an estimate."""
    if seconds is None:
        return None
    if seconds >= 90:
        return Message("result.minutes_left", n=round(seconds / 60))
    step = 5 if seconds > 10 else 1
    return Message("result.seconds_left", n=max(1, round(seconds / step) * step))


def _as_message(remark: object) -> Message:
    return remark if isinstance(remark, Message) else Message("plain", sentence=str(remark))
