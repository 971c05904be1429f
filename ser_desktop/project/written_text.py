r"""Texts as every output writes them: valid UTF-8, from which the name of a file can be had back.

A file's name on Linux is bytes, which need not be UTF-8. Python holds a byte that is none as a lone
surrogate, which no UTF-8 has. It is written ``\udcNN``, NN being the byte in hexadecimal, as JSON
writes it too. So that a name that really contains such letters stays another one, the backslash in
front of them is written ``\u005c``.
"""

from __future__ import annotations

import re

_LOOKS_ESCAPED = re.compile(r"\\(?=u(?:dc[89a-f][0-9a-f]|005c))")
_NO_UTF8 = re.compile("[\udc80-\udcff]")
_ESCAPED = re.compile(r"\\u(dc[89a-f][0-9a-f]|005c)")


def as_written(text: str) -> str:
    """Return a text with nothing in it that UTF-8 cannot encode. Not for JSON, which escapes."""
    if "\\u" in text:
        text = _LOOKS_ESCAPED.sub(lambda _: r"\u005c", text)
    if text.isascii():
        return text
    text = _NO_UTF8.sub(lambda byte: f"\\u{ord(byte[0]):04x}", text)
    return text.encode("utf-8", "backslashreplace").decode("utf-8")  # other lone surrogates


def as_named(written: str) -> str:
    """Return the text that :func:`as_written` was given."""
    if "\\u" not in written:
        return written
    return _ESCAPED.sub(lambda escape: chr(int(escape[1], 16)), written)
