"""Sentences of the engine: models, analysis, settings, labelled files."""

from __future__ import annotations

from ser_desktop.texts.forms import Text

TEXTS: dict[str, Text] = {}
