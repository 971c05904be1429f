"""Messages about speaker profiles, which users know as voices."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ser_desktop.emotion.model_info import ModelInfo
from ser_desktop.emotion.results import AdapterMark
from ser_desktop.speakers.judging import Verdict
from ser_desktop.speakers.profile import Example, SpeakerProfile
from ser_desktop.texts.messages import Message, emotion_name, joined
from ser_desktop.ui.toolkit.number_text import position_text, shortened


def profile_state(profile: SpeakerProfile | None, model: ModelInfo | None) -> Message:
    """Describe the profile in use in a few words, for results of a model."""
    if profile is None:
        return Message("profile.none")
    name, n = shortened(profile.name), len(profile.examples)
    if model is not None and not profile.fits(model):
        return Message("profile.other_model_title", name=name)
    if not profile.is_usable:
        return Message("profile.too_few", name=name, n=n)
    return Message("profile.in_use", name=name, n=n)


def mark_message(mark: AdapterMark) -> Message:
    """Name the profile that corrected a result."""
    return Message("profile.in_use", name=shortened(mark.name), n=mark.n_examples)


def taught_message(
    profile: SpeakerProfile, examples: Sequence[Example], replaced: Sequence[Example]
) -> Message:
    """Tell which examples were added, and which are needed next."""
    return Message(
        "profile.taught_with_hint", added=_added(examples, replaced), hint=_hint(profile)
    )


def worth_messages(profile: SpeakerProfile, verdict: Verdict) -> list[Message]:
    """Tell whether the examples help, as far as the examples themselves show it."""
    messages = [_worth(verdict)]
    if missing := _missing(profile):
        messages.append(Message("profile.uncorrected", emotions=missing))
    return messages


def _added(examples: Sequence[Example], replaced: Sequence[Example]) -> Message:
    example = examples[0]
    emotion = emotion_name(example.emotion)
    before = joined([emotion_name(e) for e in dict.fromkeys(r.emotion for r in replaced)])
    if len(examples) > 1:
        id = "profile.examples_replaced" if before else "profile.examples_added"
        return Message(id, n=len(examples), emotion=emotion, before=before)
    return Message(
        "profile.example_replaced" if before else "profile.example_added",
        name=Path(example.recording).name,
        start=position_text(example.start_s),
        end=position_text(example.end_s),
        emotion=emotion,
        before=before,
    )


def _hint(profile: SpeakerProfile) -> Message:
    if not profile.is_usable:
        return Message("profile.add_second_emotion")
    if missing := _missing(profile):
        return Message("profile.no_examples_yet", emotions=missing)
    return Message("profile.all_emotions")


def _worth(verdict: Verdict) -> Message:
    if verdict.n_judged == 0:
        return Message("profile.worth_unknown")
    if verdict.is_harmful:
        id = "profile.worth_harmful"
    elif verdict.right_corrected > verdict.right_alone:
        id = "profile.worth_helps"
    else:
        id = "profile.worth_no_help"
    return Message(
        id, n=verdict.n_judged, alone=verdict.right_alone, corrected=verdict.right_corrected
    )


def _missing(profile: SpeakerProfile) -> str:
    labels = [label for label, count in profile.counts().items() if not count]
    return joined([emotion_name(label) for label in labels])
