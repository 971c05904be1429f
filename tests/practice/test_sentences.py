from __future__ import annotations

from pathlib import Path

import pytest

from ser_desktop.practice.sentences import (
    MAX_LENGTH,
    OwnSentences,
    SentencesError,
    bundled_sentences,
    sentences_in,
    sentences_of_file,
)
from ser_desktop.texts.languages.loading import TRANSLATIONS


def test_some_sentences_ship() -> None:
    found = bundled_sentences()
    assert len(found) >= 20
    assert len(set(found)) == len(found)
    assert all(sentence.endswith(".") and "!" not in sentence for sentence in found)


@pytest.mark.parametrize("code", TRANSLATIONS)
def test_every_language_has_sentences_of_its_own(code: str) -> None:
    found, english = bundled_sentences(code), bundled_sentences()
    assert len(found) == len(set(found)) == len(english)
    assert not set(found) & set(english)
    assert all(sentence.endswith(".") and "!" not in sentence for sentence in found)
    assert bundled_sentences("xx") == english


def test_own_texts_are_kept(tmp_path: Path) -> None:
    own = OwnSentences(tmp_path / "practice")
    assert own.read() == ()
    own.save(sentences_in("Où est-il ?\n\n  Two   blanks \nOù est-il ?\n"))
    assert OwnSentences(tmp_path / "practice").read() == ("Où est-il ?", "Two blanks")
    own.save(())
    assert own.read() == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_text_file_of_any_usual_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "text.txt"
    path.write_text("Übung eins.\r\nÜbung zwei.\r\n", encoding=encoding)
    assert sentences_of_file(path) == ("Übung eins.", "Übung zwei.")


@pytest.mark.parametrize(
    ("content", "id"),
    [
        (b"", "practice.no_sentences"),
        (b"RIFF\x00\x00\xff\x80WAVE", "practice.not_text"),
        (b"word\x00word", "practice.not_text"),
        (b"a" * (MAX_LENGTH + 1), "practice.line_too_long"),
        (b"a\n" * 600_000, "practice.text_too_large"),
        ("\n".join(map(str, range(1001))).encode(), "practice.too_many_lines"),
    ],
)
def test_binary_files_are_refused_as_sentences(tmp_path: Path, content: bytes, id: str) -> None:
    path = tmp_path / "text.txt"
    path.write_bytes(content)
    with pytest.raises(SentencesError) as caught:
        sentences_of_file(path)
    assert caught.value.message_id == id


def test_a_missing_file_is_reported(tmp_path: Path) -> None:
    with pytest.raises(SentencesError) as caught:
        sentences_of_file(tmp_path / "gone.txt")
    assert caught.value.message_id == "file.cannot_read"
