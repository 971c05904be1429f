"""The name of a project in its exports; an unnamed one is called by what is in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from ser_desktop.project.items import Recording
from ser_desktop.project.store import ProjectStore

_UNNAMED = re.compile(r"unnamed( \d+|-\d+)?")
"""Files in which the window keeps work that has no name yet."""


def title_of(store: ProjectStore, recordings: Sequence[Recording]) -> str:
    """Return the name of a project's file, for titles and files of exports.

    An unnamed project is called by its recording; with several it is ``SER project`` and the day.

    Args:
        store: of the project, open.
        recordings: those of the project.
    """
    if not _UNNAMED.fullmatch(store.path.stem):
        return store.path.stem
    if len(recordings) == 1:
        return recordings[0].path.stem
    return f"SER project {date.today().isoformat()}"
