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
    "work.new_title": "New project",
    "work.new_name": "Project",
    "work.open_title": "Open project",
    "work.save_title": "Save project as",
    "work.file_filter": "Projects (*{suffix})",
    "work.saved_already": "{name} is saved. Every change is saved when you make it.",
    "work.saved_as": "Saved as {name}. Every change is saved there from now on.",
    "work.collect_title": "Folder for the project and its recordings",
    "work.collecting": "Copying the project and its recordings to {folder}…",
    "work.collected": Plural(
        "n",
        one="{n} recording and the project were copied to {path}.",
        other="{n} recordings and the project were copied to {path}.",
    ),
    "work.none_missing": "Every recording of the project is where it was.",
    "work.find_title": Plural(
        "n", one="Folder to look in for {n} recording", other="Folder to look in for {n} recordings"
    ),
    "work.relinked": Plural(
        "n",
        one="{n} recording found, {lost} still missing.",
        other="{n} recordings found, {lost} still missing.",
    ),
    "work.taken_hint": "You can look at it without changing it, or open another project.",
    "work.read_only_button": "Open &read-only",
    "work.other_button": "Open &another…",
}

TEXTS: dict[str, Text] = {**_PROJECT}
