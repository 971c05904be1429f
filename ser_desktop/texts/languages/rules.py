"""Plural rules by CLDR's names, for whole numbers written in digits.

CLDR also names a form ``many`` for millions in French and Spanish ("un million de fichiers"). It is
for numbers written with the word for million, and no count here is written so.
"""

from __future__ import annotations

from ser_desktop.texts.forms import PluralRule, english_plural


def french_plural(n: int) -> str:
    """Return ``one`` for zero and one, else ``other``."""
    return "one" if n in (0, 1) else "other"


PLURAL_RULES: dict[str, PluralRule] = {
    "en": english_plural,
    "de": english_plural,
    "es": english_plural,
    "fr": french_plural,
}
"""The rule by language code."""

PLURAL_FORMS: dict[str, tuple[str, ...]] = dict.fromkeys(PLURAL_RULES, ("one", "other"))
"""The forms that a rule can name: a plural text of the language needs each of them."""
