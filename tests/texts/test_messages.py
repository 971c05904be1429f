"""Messages: ids, fields, plural forms, and that every use in the code fits its table."""

from __future__ import annotations

import ast
import pickle
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from ser_desktop.errors import AudioFileError, SerError, WorkCancelledError
from ser_desktop.texts.forms import Language, Plural
from ser_desktop.texts.messages import ENGLISH, Message, emotion_name, joined, use_language
from ser_desktop.texts.tables import ENGLISH_TEXTS

ROOT = Path(__file__).parents[2] / "ser_desktop"


def test_a_count_takes_its_plural_form() -> None:
    assert str(Message("count.files", n=1)) == "1 file"
    assert str(Message("count.files", n=0)) == "0 files"


def test_an_unknown_id_is_refused() -> None:
    with pytest.raises(KeyError, match="no text has the id"):
        Message("no.such.text")


def test_fields_may_be_messages_and_lists() -> None:
    inner = Message("count.files", n=3)
    assert str(Message("plain", sentence=inner)) == "3 files"
    assert str(Message("plain", sentence=["a", "b"])) == "a, b"
    assert joined(["a"]) == "a"
    assert joined(["a", "b", "c"]) == "a, b and c"


def test_an_error_carries_id_and_fields_and_survives_a_process() -> None:
    error = AudioFileError("empty", Message("count.files", n=2))
    assert (error.message_id, error.fields, str(error)) == ("count.files", {"n": 2}, "2 files")
    copied = pickle.loads(pickle.dumps(error))
    assert (copied.kind, copied.message) == ("empty", error.message)
    assert str(SerError("As it is {n}.")) == "As it is {n}."
    assert str(pickle.loads(pickle.dumps(WorkCancelledError()))) == "Cancelled."


def test_another_language_is_another_table() -> None:
    polish = Language(
        {"count.files": Plural("n", one="{n} plik", few="{n} pliki", other="{n} plików")},
        lambda n: "one" if n == 1 else "few" if n % 10 in (2, 3, 4) else "other",
    )
    use_language(polish)
    try:
        shown = [str(Message("count.files", n=n)) for n in (1, 3, 5)]
        assert shown == ["1 plik", "3 pliki", "5 plików"]
        assert str(Message("count.recordings", n=2)) == "2 recordings", "not translated yet"
    finally:
        use_language(ENGLISH)


def test_emotions_have_a_key_and_a_word() -> None:
    assert emotion_name("no speech") == "no speech"
    assert emotion_name("contempt") == "contempt"


def _uses() -> Iterator[tuple[str, str, set[str] | None]]:
    """Every ``Message("id", field=…)`` in the code: place, id, fields (None where by ``**``)."""
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            if node.func.id == "Message" and isinstance(node.args[0], ast.Constant):
                names = {keyword.arg for keyword in node.keywords}
                fields = None if None in names else {name for name in names if name}
                yield f"{path.name}:{node.lineno}", node.args[0].value, fields


def _fields(id: str) -> set[str]:
    text = ENGLISH_TEXTS[id]
    forms = [text] if isinstance(text, str) else [*text.forms.values(), f"{{{text.count}}}"]
    return {name for form in forms for _, name, _, _ in string.Formatter().parse(form) if name}


def test_every_use_fits_its_text() -> None:
    for place, id, fields in _uses():
        assert id in ENGLISH_TEXTS, f"{place}: {id}"
        assert fields is None or fields == _fields(id), f"{place}: {id}"
