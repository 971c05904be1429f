"""The window's tables have what its code asks for, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import ser_desktop
from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.settings import DECLARED
from ser_desktop.texts import dialogs, menu, questions, sound_devices, window
from ser_desktop.texts.messages import Message
from ser_desktop.texts.tables import ENGLISH_TEXTS
from ser_desktop.ui.shell.actions import ENTRIES, MENUS
from ser_desktop.ui.shell.preferences_dialog import GROUPS

_PACKAGE = Path(ser_desktop.__file__).parent
_ID = re.compile(r'"([a-z_]+\.[a-z_0-9]+)"')
_MADE_ID = re.compile(r'f"([a-z_]+\.[a-z_]*)\{')


def _sources() -> str:
    files = [*(_PACKAGE / "ui").rglob("*.py"), _PACKAGE / "app.py"]
    return "\n".join(path.read_text("utf-8") for path in files)


def test_every_id_in_the_code_has_a_text() -> None:
    families = {id.split(".")[0] for id in ENGLISH_TEXTS}
    asked = {id for id in _ID.findall(_sources()) if id.split(".")[0] in families}
    assert asked - ENGLISH_TEXTS.keys() == set()


def test_every_text_of_the_window_is_used() -> None:
    source = _sources()
    literal, prefixes = set(_ID.findall(source)), tuple(_MADE_ID.findall(source))
    unused = {
        id
        for area in (window, dialogs, menu, questions, sound_devices)
        for id in area.TEXTS
        if id not in literal and not id.startswith(prefixes)
    }
    assert unused == set()


def test_menus_actions_and_settings_have_their_texts() -> None:
    wanted = {f"menu.{key}" for key in MENUS}
    wanted |= {
        f"action.{entry.key}" for entry in ENTRIES if entry.key.partition("_")[2] not in EMOTIONS
    }
    for group, keys in GROUPS.items():
        wanted.add(f"preferences.{group}")
        for key in keys:
            wanted.add(f"setting.{key}")
            choices = DECLARED[key].choices
            area = "spoken" if key == "spoken_language" else "choice"
            wanted |= {f"{area}.{choice}" for choice in choices if isinstance(choice, str)}
    assert wanted - ENGLISH_TEXTS.keys() == set()


def test_plurals_are_whole_sentences() -> None:
    assert str(Message("recordings.removed", n=1, name="a.wav")).startswith("a.wav removed")
    assert str(Message("recordings.removed", n=42, name="a.wav")) == (
        "42 recordings removed from the list. Files not deleted."
    )
    assert str(Message("export_all.written", n=1)) == "1 file written."
