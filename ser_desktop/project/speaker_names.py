"""Names that the program gives to speakers: they are shown in the language of the window.

A project keeps them as texts, such as "Sprecher 2", which exports repeat. Whatever the window shows
asks here, so that a project made in German has "Speaker 2" in an English window (decision 50).
"""

from __future__ import annotations

from functools import lru_cache

from ser_desktop.texts.forms import Language
from ser_desktop.texts.languages.loading import LANGUAGES, load_language
from ser_desktop.texts.messages import Message, current_language

_NUMBER = 7
"""Stands for any number where the words around it are looked up."""


def given_name(number: int) -> str:
    """Return the name that the program gives to a speaker, in the language of the window."""
    return str(Message("speakers.name", n=number))


def given_number(name: str) -> int | None:
    """Return the number in a name that the program gave, in any language.

    Args:
        name: of a speaker.

    Returns:
        None for a name that somebody typed.
    """
    for before, after in {*_known_words(), _words(current_language())}:
        number = name.removeprefix(before).removesuffix(after)
        if number.isdecimal() and name == f"{before}{number}{after}":
            return int(number)
    return None


def shown_name(name: str) -> str:
    """Return a speaker's name as the window shows it: typed ones stay as they are."""
    number = given_number(name)
    return name if number is None else given_name(number)


@lru_cache(maxsize=1)
def _known_words() -> frozenset[tuple[str, str]]:
    return frozenset(_words(load_language(code)) for code in LANGUAGES)


def _words(language: Language) -> tuple[str, str]:
    """Return what stands before and after the number."""
    name = Message("speakers.name", n=_NUMBER).written_in(language)
    before, _, after = name.partition(str(_NUMBER))
    return before, after
