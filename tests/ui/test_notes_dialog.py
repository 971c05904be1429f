"""Consent of several recordings at once leaves their own notes alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from ser_desktop.project.changes import Change
from ser_desktop.project.items import Recording
from ser_desktop.project.store import ProjectStore
from ser_desktop.ui.recordings.notes_dialog import NotesDialog
from tests.support.projects import add_recording


@pytest.fixture
def recordings(tmp_path: Path) -> Iterator[list[Recording]]:
    with ProjectStore.create(tmp_path / "p.serproj") as store:
        made = [add_recording(store, name, ["sad"] * 3) for name in ("one", "two")]
        yield [replace(r, note=f"note {r.name}", tags=(r.name,)) for r in made]


def changed(recordings: list[Recording], qtbot: QtBot, note: str | None = None) -> list[Any]:
    pushed: list[Change] = []
    dialog = NotesDialog(recordings, SimpleNamespace(push=pushed.append))  # type: ignore[arg-type]
    qtbot.addWidget(dialog)
    dialog.consent.setCurrentIndex(dialog.consent.findData("given"))
    if note is not None:
        dialog.note.setPlainText(note)
    dialog.accept()
    (change,) = pushed
    return list(change.after)


def test_all_get_the_consent_and_keep_their_notes(
    recordings: list[Recording], qtbot: QtBot
) -> None:
    after = changed(recordings, qtbot)
    assert after == [replace(recording, consent="given") for recording in recordings]


def test_a_changed_note_is_for_all(recordings: list[Recording], qtbot: QtBot) -> None:
    after = changed(recordings, qtbot, "both")
    assert [recording.note for recording in after] == ["both", "both"]
    assert [recording.tags for recording in after] == [r.tags for r in recordings]
