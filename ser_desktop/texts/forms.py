"""The types of texts in a table: one template, or one for each plural form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

PluralRule = Callable[[int], str]
"""Names the plural form that a language uses for a count, by CLDR's names (``one``, ``other``, …):
https://cldr.unicode.org/index/cldr-spec/plural-rules."""


class Plural:
    """A text whose wording depends on a count.

    Args:
        count: name of the field that is counted.
        forms: one template for each plural form of the language; ``other`` is required.

    Raises:
        ValueError: the form ``other`` is missing.
    """

    __slots__ = ("count", "forms")

    def __init__(self, count: str, **forms: str) -> None:
        if "other" not in forms:
            raise ValueError("a plural text needs the form 'other'")
        self.count = count
        self.forms = forms

    def template(self, n: int, rule: PluralRule) -> str:
        """Return the template for a count of ``n``."""
        return self.forms.get(rule(n), self.forms["other"])


Text = str | Plural
"""A template for ``str.format`` with named fields, or one for each plural form."""


@dataclass(frozen=True)
class Language:
    """The texts and rules of one language.

    Args:
        texts: template by message id; an id that is missing is shown in English.
        plural_rule: names the plural form for a count.
        list_separator: stands between the items of a list.
        last_separator: stands before the last item of a list of words.
        or_separator: stands before the last item of a choice.
        code: the language by ISO 639-1, as Qt and the settings name it.
        decimal_point: stands between the whole number and its fraction.
    """

    texts: dict[str, Text]
    plural_rule: PluralRule
    list_separator: str = ", "
    last_separator: str = " and "
    or_separator: str = " or "
    code: str = "en"
    decimal_point: str = "."


def english_plural(n: int) -> str:
    """Return ``one`` for exactly one, else ``other``."""
    return "one" if n == 1 else "other"
