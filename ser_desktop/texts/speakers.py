"""Sentences of speaker profiles and adapters."""

from __future__ import annotations

from ser_desktop.texts.forms import Text

TEXTS: dict[str, Text] = {}
