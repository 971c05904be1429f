"""Imports annotation files of other programs; each file is one undo step."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ser_desktop.errors import ProjectError
from ser_desktop.project import changes
from ser_desktop.project.importing.placing import place
from ser_desktop.project.importing.reading import read_labels_of
from ser_desktop.texts.messages import Message
from ser_desktop.ui.project.project_in_use import ProjectInUse
from ser_desktop.ui.toolkit.error_message import error_message


def import_annotations(
    project: ProjectInUse, path: Path, may_remove: Callable[[Message], bool]
) -> None:
    """Import a file. Its content or its name tells which recordings it annotates.

    Args:
        project: stores the annotations and reports the result.
        path: the file.
        may_remove: asks whether annotations go that the other program changed or deleted.
    """
    try:
        placed = place(project.store, path, read_labels_of(path))
    except ProjectError as error:
        project.problem.emit(error_message(error))
        return
    gone = placed.superseded
    if gone and not may_remove(Message("import.ask_replace", n=len(gone), name=path.name)):
        gone = ()
    project.push(changes.take_over_annotations(placed.annotations, gone))
    message = Message(
        "import.done", new=len(placed.annotations), known=placed.known, notes=placed.notes
    )
    project.news.emit(message, bool(placed.annotations or gone))
