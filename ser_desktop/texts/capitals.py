"""Capital first letters of words from the message table, which stand there as inside a sentence."""

from __future__ import annotations


def capitalised(words: str) -> str:
    """Return the text with a capital as its first letter, behind an opening mark such as ``¿``."""
    for at, letter in enumerate(words):
        if letter.isalnum():
            return words[:at] + letter.upper() + words[at + 1 :]
    return words


def as_sentences(*parts: str) -> str:
    """Return texts one after another as sentences, as they are read out; empty ones are left out.

    A text that ends without a mark gets a full stop.
    """
    said = (capitalised(part) for part in parts if part)
    return " ".join(part if part[-1] in ".?!…" else f"{part}." for part in said)
