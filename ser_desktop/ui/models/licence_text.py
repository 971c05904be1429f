"""The licence of a model in the language of the window; the words of its file are a quotation."""

from __future__ import annotations

import re

from ser_desktop.texts.messages import Message, joined

_NAME = re.compile(r"[^(,:;]+")
_CREATIVE_COMMONS = re.compile(r"\bCC[ -]((?:BY|NC|SA|ND)(?:-(?:NC|SA|ND))*)\b")


def licence_name(licence: str) -> str:
    """Return the name with which a licence begins: ``CC BY-NC-SA 4.0``."""
    name = _NAME.match(licence)
    return name[0].strip() if name else licence


def licence_messages(licence: str) -> list[Message]:
    """Explain a licence as far as its name tells what it asks, and quote the file.

    Args:
        licence: as the model file states it, in the language of its author.
    """
    quoted = Message("licence.quoted", text=licence)
    found = _CREATIVE_COMMONS.search(licence_name(licence))
    if found is None:
        return [quoted]
    terms = [str(Message(f"licence.{letters.lower()}")) for letters in found[1].split("-")]
    return [Message("licence.asks", licence=licence_name(licence), terms=joined(terms)), quoted]
