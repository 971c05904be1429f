"""How each language writes: spaces before French marks, Spanish marks at both ends, *Sie*."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from ser_desktop.paths import resource
from ser_desktop.texts.languages.coverage import templates
from ser_desktop.texts.languages.loading import TRANSLATIONS, read_table

NO_BREAK = "\u00a0"
_CODE = re.compile(r"`[^`]*`|\{[^}]*\}|\([^)]*\*\.[^)]*\)|;;|https?:\S+")


def texts(code: str) -> Iterator[tuple[str, str]]:
    """Yield id and words of every text, and the lines of the guide, without what is no language."""
    for id, text in read_table(code).items():
        for form in templates(text):
            yield id, _CODE.sub("x", form)
    guide = resource("guide", f"guide.{code}.md").read_text(encoding="utf-8")
    for number, line in enumerate(guide.splitlines(), start=1):
        yield f"guide, line {number}", _CODE.sub("x", line)


def found(code: str, pattern: str) -> list[str]:
    return [f"{id}: {words}" for id, words in texts(code) if re.search(pattern, words)]


def test_french_marks_have_a_space_that_does_not_break() -> None:
    assert found("fr", r" [;:?!»]($|[\s<])") == []
    assert found("fr", rf"[^\s{NO_BREAK}|-][;:?!»]($|[\s<])") == []
    assert found("fr", "« |«[^" + NO_BREAK + "]") == []


def test_spanish_questions_and_calls_are_opened() -> None:
    for id, words in texts("es"):
        assert words.count("¿") == words.count("?"), id
        assert words.count("¡") == words.count("!"), id


def test_german_and_spanish_are_polite() -> None:
    assert found("de", r"\b([Dd]u|[Dd]ein(e[mnrs]?)?|[Dd]ich|[Dd]ir|[Ee]uch|[Ee]uer)\b") == []
    assert found("es", r"\b([Tt]ú|[Tt]us?|[Pp]uedes|[Hh]az|[Vv]uestr[ao]s?)\b") == []
    assert found("fr", r"\b([Tt]u|[Tt]on|[Tt]es|[Tt]oi)\b") == []


@pytest.mark.parametrize("code", TRANSLATIONS)
def test_a_percent_sign_stays_with_its_number(code: str) -> None:
    assert found(code, r"[\dx] %") == []


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("de", "Abspielkopf|Kommandozeile|Konfidenz|Beurteiler|berichtigt|unsichere Sprache"),
        ("fr", "ligne de temps|dernière ligne|embeddings|réécouté"),
        ("es", "cabezal|[Ll]a tira|más intensos|Renombrar|embeddings"),
    ],
)
def test_one_thing_has_one_name(code: str, words: str) -> None:
    """Each of these words had a second name beside it in the window."""
    assert found(code, words) == []
