"""The language that is spoken, as a person states it, against those that a model learned from.

No model here recognises a language, and none is guessed: where nobody states one, there is no
warning. A voice that is unlike those of the training data has a warning of its own
(:mod:`ser_desktop.emotion.doubt`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ser_desktop.texts.messages import Message

NOT_STATED = ""
_TAG = re.compile(r"([a-z]{2,3})(-[a-z0-9]{1,8})*", re.IGNORECASE)
"""A language of BCP 47, and whatever names its script or region."""


def spoken_language(text: str) -> str | None:
    """Return the language of a tag, ``pt`` of ``pt-BR``; None where it is no tag of BCP 47."""
    match = _TAG.fullmatch(text.strip())
    return match[1].lower() if match else None


def language_warnings(spoken: str, known: Sequence[str]) -> list[Message]:
    """Return the warning that a model did not learn the language that is spoken.

    Args:
        spoken: by BCP 47; :data:`NOT_STATED` gives no warning.
        known: languages of the model, likewise; a model that names none gives no warning.
    """
    own = spoken_language(spoken)
    if own is None or not known or own in map(spoken_language, known):
        return []
    return [Message("warning.language", spoken=own, known=list(known))]
