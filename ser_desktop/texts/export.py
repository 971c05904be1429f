"""Sentences of export and the batch service."""

from __future__ import annotations

from ser_desktop.texts.forms import Text

TEXTS: dict[str, Text] = {}
