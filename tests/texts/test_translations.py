"""The tables of the languages: whole, with fields, plural forms and marks of the English one."""

from __future__ import annotations

import re
import string
from collections import Counter

import pytest

from ser_desktop.settings import DECLARED
from ser_desktop.texts import commands
from ser_desktop.texts.forms import Plural, Text
from ser_desktop.texts.languages.coverage import missing_ids, templates, wanted_ids
from ser_desktop.texts.languages.loading import (
    FOLDER,
    LANGUAGES,
    TRANSLATIONS,
    load_language,
    read_table,
)
from ser_desktop.texts.languages.rules import PLURAL_FORMS, PLURAL_RULES
from ser_desktop.texts.messages import ENGLISH, Message, either, emotion_name, joined, use_language
from ser_desktop.texts.tables import ENGLISH_TEXTS
from ser_desktop.ui.shell.actions import ENTRIES, MENUS

NOT_TRANSLATED: frozenset[str] = frozenset()
"""Ids of the window that a language may still lack; the command line stays English as a whole."""
_MARKS = re.compile(r"</?\w+|;;|\*\.\w+|\(\*\)|\n(?=\{)")


def translated(code: str) -> dict[str, Text]:
    """Return the texts of a language that English has too."""
    return {id: text for id, text in read_table(code).items() if id in ENGLISH_TEXTS}


def fields(text: Text) -> set[tuple[str, str]]:
    """Name and format of every field in a text, in any of its forms."""
    return {
        (name, spec or "")
        for form in templates(text)
        for _, name, spec, _ in string.Formatter().parse(form)
        if name is not None
    }


@pytest.fixture(params=TRANSLATIONS)
def code(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_there_is_a_table_for_each_language_that_can_be_chosen() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == set(TRANSLATIONS)
    assert set(DECLARED["language"].choices) == {"system", *LANGUAGES}
    assert set(LANGUAGES) <= PLURAL_RULES.keys()


def test_every_shown_text_is_translated(code: str) -> None:
    assert set(missing_ids(code)) <= NOT_TRANSLATED
    assert not read_table(code).keys() & commands.TEXTS.keys(), "commands stay English"
    assert len(wanted_ids()) > 600


def test_a_translation_has_the_fields_of_the_english_text(code: str) -> None:
    for id, text in translated(code).items():
        assert fields(text) == fields(ENGLISH_TEXTS[id]), id


def test_a_translation_has_every_plural_form_of_its_language(code: str) -> None:
    rule, forms = PLURAL_RULES[code], set(PLURAL_FORMS[code])
    assert {rule(n) for n in range(1000)} == forms
    for id, text in translated(code).items():
        if isinstance(ENGLISH_TEXTS[id], Plural):
            assert isinstance(text, Plural), id
            assert set(text.forms) == forms, id


def test_a_translation_has_the_marks_of_the_english_text(code: str) -> None:
    """Tags, file filters and line breaks before a field; dots where a dialog follows."""
    for id, text in translated(code).items():
        english = templates(ENGLISH_TEXTS[id])[-1]
        for form in templates(text):
            assert Counter(_MARKS.findall(form)) == Counter(_MARKS.findall(english)), id
            assert form.endswith("…") == english.endswith("…"), id
            assert ("&" in form) == ("&" in english), id
            assert form == form.strip(" "), id
            assert ("..." in form) == ("..." in english), id


def test_a_translation_is_no_copy(code: str) -> None:
    """Whoever copies the English table fails here; words that are the same in both may stand."""
    table = read_table(code)
    same = [id for id in wanted_ids() if templates(table[id]) == templates(ENGLISH_TEXTS[id])]
    assert len(same) < 0.08 * len(wanted_ids()), same


def test_lists_numbers_and_sides_follow_the_language() -> None:
    use_language(load_language("de"))
    try:
        assert joined(["a", "b", "c"]) == "a, b und c"
        assert either(["a", "b"]) == "a oder b"
        assert "0,25 s" in str(Message("take.samples_lost", seconds=0.25))
        assert "1,5 s" in str(Message("warning.short_speech", speech_s=1.5))
        assert "links" in str(Message("warning.opposite_phase", channel="left"))
    finally:
        use_language(ENGLISH)


def test_french_counts_zero_as_one() -> None:
    shown = [Message("count.files", n=n).written_in(load_language("fr")) for n in (0, 1, 2)]
    assert shown == ["0 fichier", "1 fichier", "2 fichiers"]


def test_a_message_can_be_written_in_another_language_than_the_current_one() -> None:
    use_language(load_language("es"))
    try:
        inner = Message("plain", sentence=Message("count.files", n=2))
        assert (str(inner), inner.written_in(ENGLISH)) == ("2 archivos", "2 files")
        assert (emotion_name("angry"), emotion_name("angry", ENGLISH)) == ("enfado", "angry")
        assert str(Message("help.analyze")) == "analyse files and folders"
    finally:
        use_language(ENGLISH)


def key_of(text: str) -> str | None:
    """The letter that is pressed with Alt, or in an open menu."""
    found = re.search(r"&(\w)", text)
    return found[1].lower() if found else None


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_two_entries_of_a_menu_have_one_letter(code: str) -> None:
    language = load_language(code)

    def written(id: str) -> str:
        return Message(id).written_in(language)

    menus = [key_of(written(f"menu.{menu}")) for menu in MENUS]
    assert len(set(menus)) == len(MENUS)
    beside = {"file": ["menu.open_recent", "menu.recent_projects"]}
    for menu in MENUS:
        ids = [f"action.{entry.key}" for entry in ENTRIES if entry.menu == menu]
        ids = [id for id in ids if id in ENGLISH_TEXTS] + beside.get(menu, [])
        letters = [key_of(written(id)) for id in ids]
        twice = [id for id, key in zip(ids, letters, strict=True) if key and letters.count(key) > 1]
        assert twice == [], menu
