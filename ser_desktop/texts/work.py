"""Sentences of the window about projects, annotations, ratings and speakers of a project."""

from __future__ import annotations

from ser_desktop.texts.forms import Plural, Text

_PROJECT: dict[str, Text] = {
    "work.second_unnamed": (
        "Another window works without a project already. This one keeps its own list."
    ),
    "work.opened_read_only": "{name} was opened read-only. Changes are not possible here.",
    "work.read_only": (
        "{name} is open read-only. Choose File > Save project as to work in a copy."
    ),
    "work.title_read_only": "{name} (read-only)",
    "work.not_found": Plural(
        "n",
        one="{n} recording of the project was not found. Choose File > Find moved recordings.",
        other="{n} recordings of the project were not found. Choose File > Find moved recordings.",
    ),
}

TEXTS: dict[str, Text] = {**_PROJECT}
