"""Messages for users, with an id and named fields; ``str()`` returns the text.

    >>> str(Message("count.files", n=2))
    '2 files'

A field may be a number, a text, a path, another message, or a list of those.
"""

from __future__ import annotations

from typing import Any

from ser_desktop.texts.forms import Language, Plural, english_plural
from ser_desktop.texts.tables import ENGLISH_TEXTS

ENGLISH = Language(ENGLISH_TEXTS, english_plural)
_current = ENGLISH


class Message:
    """One message or label.

    Args:
        id: stable name of the text, for example ``model.not_found``.
        fields: values for the names in braces.

    Raises:
        KeyError: no table has this id.
    """

    __slots__ = ("fields", "id")

    def __init__(self, id: str, /, **fields: Any) -> None:
        if id not in ENGLISH_TEXTS:
            raise KeyError(f"no text has the id {id!r}")
        self.id = id
        self.fields = fields

    def __str__(self) -> str:
        """Return the whole text in the current language."""
        return self.written_in(_current)

    def written_in(self, language: Language) -> str:
        """Return the whole text in a language, in English where the language lacks it."""
        written = language if self.id in language.texts else ENGLISH
        text = written.texts[self.id]
        shown = {name: _shown(name, value, language) for name, value in self.fields.items()}
        if isinstance(text, Plural):
            text = text.template(int(self.fields[text.count]), written.plural_rule)
        return text.format(**shown)

    def __repr__(self) -> str:
        fields = "".join(f", {name}={value!r}" for name, value in self.fields.items())
        return f"Message({self.id!r}{fields})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Message):
            return NotImplemented
        return (self.id, self.fields) == (other.id, other.fields)

    def __hash__(self) -> int:
        return hash(self.id)

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (self.id, self.fields)


def use_language(language: Language) -> None:
    """Set the language of all messages."""
    global _current
    _current = language


def current_language() -> Language:
    """Return the language that messages are shown in."""
    return _current


def localised(number: str) -> str:
    """Return a number that is written with a point as the current language writes it."""
    return number.replace(".", _current.decimal_point)


def emotion_name(label: str, language: Language | None = None) -> str:
    """Return the word for a label, in the current language unless another one is given.

    Further labels of a model are returned unchanged.
    """
    id = f"emotion.{label.replace(' ', '_')}"
    return Message(id).written_in(language or _current) if id in ENGLISH_TEXTS else label


def joined(words: list[str] | tuple[str, ...]) -> str:
    """Return the words as a list in a sentence: ``a, b and c``."""
    if len(words) < 2:
        return "".join(words)
    head = _current.list_separator.join(words[:-1])
    return f"{head}{_current.last_separator}{words[-1]}"


def either(words: list[str] | tuple[str, ...], language: Language | None = None) -> str:
    """Return the words as a choice in a sentence: ``a, b or c``.

    Args:
        words: in the order of the sentence.
        language: of the sentence; None is the current one.
    """
    if len(words) < 2:
        return "".join(words)
    written = language or _current
    return f"{written.list_separator.join(words[:-1])}{written.or_separator}{words[-1]}"


class _LocalNumber(float):
    """A number with a fraction that is formatted with the decimal point of a language."""

    point = "."

    def __format__(self, spec: str) -> str:
        return format(float(self), spec).replace(".", self.point)


def _shown(name: str, value: Any, language: Language) -> Any:
    """Return a field as ``str.format`` takes it; numbers stay numbers for their format."""
    if isinstance(value, Message):
        return value.written_in(language)
    if isinstance(value, (list, tuple)):
        items = (str(_shown(name, item, language)) for item in value)
        return language.list_separator.join(items)
    if isinstance(value, float):
        number = _LocalNumber(value)
        number.point = language.decimal_point
        return number
    if name == "channel" and f"side.{value}" in ENGLISH_TEXTS:
        return Message(f"side.{value}").written_in(language)
    if name in ("spoken", "known") and f"spoken.{value}" in ENGLISH_TEXTS:
        return Message(f"spoken.{value}").written_in(language)
    return value if isinstance(value, int) else str(value)


def _restored(id: str, fields: dict[str, Any]) -> Message:
    return Message(id, **fields)
