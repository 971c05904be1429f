"""All English texts, gathered from the tables of the areas."""

from __future__ import annotations

from ser_desktop.texts import (
    audio,
    commands,
    dialogs,
    engine,
    export,
    licences,
    live,
    menu,
    moments,
    pages,
    pictures,
    practice,
    projects,
    questions,
    reasons,
    sound_devices,
    speakers,
    window,
    words,
    work,
)
from ser_desktop.texts.forms import Text

AREAS = (
    *(words, audio, engine, speakers, projects, export, commands, live, menu, window, pages),
    *(dialogs, licences, practice, work, questions, sound_devices, moments, pictures, reasons),
)


def _gathered() -> dict[str, Text]:
    texts: dict[str, Text] = {}
    for area in AREAS:
        twice = texts.keys() & area.TEXTS.keys()
        if twice:
            raise ValueError(f"message ids in two tables: {sorted(twice)}")
        texts.update(area.TEXTS)
    return texts


ENGLISH_TEXTS = _gathered()
