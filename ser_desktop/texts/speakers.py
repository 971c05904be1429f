"""Sentences of speaker profiles and adapters. People know a profile as a voice."""

from __future__ import annotations

from ser_desktop.texts.forms import Plural, Text

TEXTS: dict[str, Text] = {
    "speakers.unusable_encoder": "The voice encoder cannot be used: {reason}",
    "profile.unknown_emotion": "{model} does not know '{emotion}'.",
    "profile.full": "{name} has {n} examples, which is the maximum. Remove some first.",
    "profile.no_speech": "No speech detected there, so nothing was learned.",
    "profile.bad_name": "{name} cannot be the name of a voice. Use letters, digits and blanks.",
    "profile.too_large": "{path} is too large to be a voice.",
    "profile.not_found": "Voice not found: {name}. Available voices: {available}.",
    "profile.none_to_delete": "Voice not found: {name}. Nothing was deleted.",
    "profile.damaged": "{path} is damaged: {reason}",
    "profile.not_a_profile": "{path} is not a voice of this program, or was changed.",
    "profile.too_few_emotions": "The voice '{name}' needs examples of at least two emotions.",
    "profile.relearned": Plural(
        "n",
        one="The voice '{name}' was learned with {learned_with}. Its {n} example was analysed "
        "again with {model}.",
        other="The voice '{name}' was learned with {learned_with}. {n} of its examples were "
        "analysed again with {model}.",
    ),
    "profile.not_relearned": (
        "The voice '{name}' was learned with {learned_with}, and none of its recordings can be "
        "analysed with {model}. Create it again."
    ),
    "profile.examples_lost": Plural(
        "n",
        one="{n} example of '{name}' was left out: its recording is gone or has changed.",
        other="{n} examples of '{name}' were left out: their recordings are gone or have changed.",
    ),
    "profile.not_applied": (
        "The voice '{name}' is not applied: of its {n} examples {alone} are right without it and "
        "{corrected} with it. {option} applies it anyway."
    ),
    "profile.other_model": (
        "The voice '{name}' was learned with {learned_with}. It cannot correct {model}; learn a "
        "voice with that model."
    ),
}
