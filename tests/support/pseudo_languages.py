"""Languages that nobody speaks, made from the English table: they show what a window leaves out."""

from __future__ import annotations

import re
from collections.abc import Callable

from ser_desktop.texts.forms import Language, Plural, Text, english_plural
from ser_desktop.texts.tables import ENGLISH_TEXTS

_KEPT = re.compile(r"(\{[^}]*\}|<[^>]*>|&(?=\w)|\(\*[^)]*\)|;;|\*\.\w+|\n)")
_ACCENTED = str.maketrans("aeiouncysAEIOUNCYS", "áéîöüñçýšÁÉÎÖÜÑÇÝŠ")
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_ARABIC = str.maketrans(_LATIN + _LATIN.upper(), "ابجدهوزحطيكلمنسعفصقرشتثخذض" * 2)


def pseudo_language() -> Language:
    """Accents on every word, and two fifths longer, as German may be."""
    return Language(_every_text(_lengthened), english_plural, code="en")


def right_to_left_language() -> Language:
    """English in Arabic letters: it means nothing and runs from right to left."""
    return Language(_every_text(lambda words: words.translate(_ARABIC)), english_plural, code="ar")


def _lengthened(words: str) -> str:
    letters = sum(letter.isalpha() for letter in words)
    return words.translate(_ACCENTED) + "~" * round(0.4 * letters)


def _every_text(change: Callable[[str], str]) -> dict[str, Text]:
    return {id: _changed(text, change) for id, text in ENGLISH_TEXTS.items()}


def _changed(text: Text, change: Callable[[str], str]) -> Text:
    if isinstance(text, Plural):
        forms = {name: str(_changed(form, change)) for name, form in text.forms.items()}
        return Plural(text.count, **forms)
    parts = _KEPT.split(text)
    return "".join(part if _KEPT.fullmatch(part) else change(part) for part in parts)
