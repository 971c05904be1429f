"""Compares the spoken language, stated by the user, with the languages of a model.

No model recognises the language, and the program does not guess it: without a statement there is no
warning. A voice that is unlike the training data has a separate warning
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
    """Return the language of a tag, ``pt`` of ``pt-BR``; None if it is not a BCP 47 tag."""
    match = _TAG.fullmatch(text.strip())
    return match[1].lower() if match else None


def language_warnings(spoken: str, known: Sequence[str]) -> list[Message]:
    """Return the warning that a model was not trained on the spoken language.

    Args:
        spoken: a BCP 47 tag; :data:`NOT_STATED` gives no warning.
        known: languages of the model as BCP 47 tags; a model without them gives no warning.
    """
    own = spoken_language(spoken)
    if own is None or not known or own in map(spoken_language, known):
        return []
    return [Message("warning.language", spoken=own, known=list(known))]
