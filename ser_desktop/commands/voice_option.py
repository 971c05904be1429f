"""The option ``--voice``: loads a speaker profile and decides whether to apply it."""

from __future__ import annotations

from pathlib import Path

from ser_desktop.emotion.classifier import EmotionClassifier
from ser_desktop.errors import ProfileError
from ser_desktop.speakers.adapter import SpeakerAdapter, learn
from ser_desktop.speakers.judging import judge
from ser_desktop.speakers.profile import SpeakerProfile
from ser_desktop.speakers.profile_file import load_profile
from ser_desktop.speakers.relearning import relearn
from ser_desktop.streams import say
from ser_desktop.texts.messages import Message


def load_voice(name: str, folder: Path, model: EmotionClassifier) -> SpeakerProfile:
    """Load a voice for a model; relearn and report a voice of another model.

    The file is not changed, since the other model may be used again.

    Raises:
        ProfileError: the voice does not exist, or none of its examples could be relearned.
    """
    profile = load_profile(name, folder)
    if profile.fits(model.info):
        return profile
    relearned = relearn(profile, model)
    n, lost = len(relearned.profile.examples), len(relearned.lost)
    learned_with = f"{profile.model_name} {profile.model_version}"
    now = f"{model.info.name} {model.info.version}"
    fields = {"name": profile.name, "learned_with": learned_with, "model": now, "n": n}
    if not n:
        raise ProfileError(Message("profile.not_relearned", **fields))
    say(str(Message("profile.relearned", **fields)))
    if lost:
        say(str(Message("profile.examples_lost", name=profile.name, n=lost)))
    return relearned.profile


def adapter_of(profile: SpeakerProfile) -> SpeakerAdapter:
    """Return the adapter of a voice.

    Raises:
        ProfileError: it has examples of fewer than two emotions.
    """
    adapter = learn(profile)
    if adapter is None:
        raise ProfileError(Message("profile.too_few_emotions", name=profile.name))
    return adapter


def helpful_adapter(profile: SpeakerProfile, even_if_harmful: bool) -> SpeakerAdapter | None:
    """Return the adapter of a voice, unless cross-validation on its examples shows harm.

    Args:
        profile: the voice.
        even_if_harmful: apply the voice in any case.

    Returns:
        the adapter; None if it is not applied, which is reported.

    Raises:
        ProfileError: it has examples of fewer than two emotions.
    """
    adapter = adapter_of(profile)
    if even_if_harmful:
        return adapter
    verdict = judge(profile)
    if not verdict.is_harmful:
        return adapter
    say(
        str(
            Message(
                "profile.not_applied",
                name=profile.name,
                n=verdict.n_judged,
                alone=verdict.right_alone,
                corrected=verdict.right_corrected,
                option="--voice-anyway",
            )
        )
    )
    return None
