"""Sentences of the window."""

from __future__ import annotations

from ser_desktop.texts.forms import Text

TEXTS: dict[str, Text] = {}
