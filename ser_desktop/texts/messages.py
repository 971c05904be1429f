"""Messages: what is said to a person, as an id and named fields; ``str()`` gives the sentence.

    >>> str(Message("count.files", n=2))
    '2 files'

A field may be a number, a text, a path, another message, or a list of those.
"""

from __future__ import annotations

from typing import Any

from ser_desktop.texts.forms import Language, Plural, Text, english_plural
from ser_desktop.texts.tables import ENGLISH_TEXTS

ENGLISH = Language(ENGLISH_TEXTS, english_plural)
_current = ENGLISH


class Message:
    """One sentence or label.

    Args:
        id: stable name of the text, for example ``model.not_found``.
        fields: what the text names in braces.

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
        text = _current.texts.get(self.id, ENGLISH_TEXTS[self.id])
        shown = {name: _shown(value) for name, value in self.fields.items()}
        return self._template(text).format(**shown)

    def _template(self, text: Text) -> str:
        if isinstance(text, Plural):
            return text.template(int(self.fields[text.count]), _current.plural_rule)
        return text

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
    """Show every message from now on in this language."""
    global _current
    _current = language


def emotion_name(label: str) -> str:
    """Return the word for a label; a label of a person's own model stands for itself."""
    id = f"emotion.{label.replace(' ', '_')}"
    return str(Message(id)) if id in ENGLISH_TEXTS else label


def joined(words: list[str] | tuple[str, ...]) -> str:
    """Return the words as a list in a sentence: ``a, b and c``."""
    if len(words) < 2:
        return "".join(words)
    head = _current.list_separator.join(words[:-1])
    return f"{head}{_current.last_separator}{words[-1]}"


def either(words: list[str] | tuple[str, ...]) -> str:
    """Return the words as a choice in a sentence: ``a, b or c``."""
    if len(words) < 2:
        return "".join(words)
    return f"{_current.list_separator.join(words[:-1])}{_current.or_separator}{words[-1]}"


def _shown(value: Any) -> Any:
    """Return a field as ``str.format`` takes it; numbers stay numbers for their format."""
    if isinstance(value, (list, tuple)):
        return _current.list_separator.join(str(item) for item in value)
    return value if isinstance(value, (int, float)) else str(value)


def _restored(id: str, fields: dict[str, Any]) -> Message:
    return Message(id, **fields)
