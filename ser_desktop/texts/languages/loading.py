"""Reads the table of a language; ``tables.py`` has the English one.

A table is a JSON file ``<code>.json``: a text by message id, or an object of plural forms. What it
lacks is shown in English. Why not gettext or Qt's files: ``docs/decisions/0026-translations.md``.
"""

from __future__ import annotations

import json
from pathlib import Path

from ser_desktop.texts.forms import Language, Plural, Text
from ser_desktop.texts.languages.rules import PLURAL_RULES
from ser_desktop.texts.messages import ENGLISH
from ser_desktop.texts.tables import ENGLISH_TEXTS

FOLDER = Path(__file__).parent
TRANSLATIONS = ("de", "fr", "es")
"""Languages that have a table, in the order of Preferences."""
LANGUAGES = ("en", *TRANSLATIONS)
_WORDS = {"de": (" und ", " oder "), "fr": (" et ", " ou "), "es": (" y ", " o ")}


def load_language(code: str) -> Language:
    """Return the language with this code.

    Args:
        code: one of ``LANGUAGES``.

    Raises:
        KeyError: there is no such language.
    """
    if code == "en":
        return ENGLISH
    last, alternative = _WORDS[code]
    return Language(
        read_table(code),
        PLURAL_RULES[code],
        last_separator=last,
        or_separator=alternative,
        code=code,
        decimal_point=",",
    )


def read_table(code: str) -> dict[str, Text]:
    """Return the texts of a language by message id."""
    stored = json.loads((FOLDER / f"{code}.json").read_text(encoding="utf-8"))
    return {id: _text(id, value) for id, value in stored.items()}


def _text(id: str, value: str | dict[str, str]) -> Text:
    if isinstance(value, str):
        return value
    english = ENGLISH_TEXTS.get(id)
    return Plural(english.count if isinstance(english, Plural) else "n", **value)
