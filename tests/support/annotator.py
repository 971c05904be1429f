"""A person annotates and the program is killed: ``python -m tests.support.annotator FOLDER``.

Every step is made as the window makes it, and the process ends by SIGKILL.
"""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QUndoStack

from ser_desktop.emotion.speaker_turns import SpeakerTurn
from ser_desktop.paths import Profile
from ser_desktop.project import items
from ser_desktop.project.store import ProjectStore
from ser_desktop.settings import Settings
from ser_desktop.ui.annotations.annotations import Annotations
from ser_desktop.ui.project.project_in_use import ProjectInUse
from ser_desktop.ui.recordings.recording import Recording
from tests.support.made_analysis import made_analysis
from tests.support.projects import add_recording

TURNS = (SpeakerTurn("speaker-1", 0.0, 4.0), SpeakerTurn("speaker-2", 4.0, 10.0))


def make_study(path: Path) -> None:
    """Make a project with one recording, in which two people speak."""
    with ProjectStore.create(path) as store:
        recording = add_recording(store, "a", ["sad"] * 10, path.parent / "a.wav")
        store.put(items.Speaker("g", "Guest"), items.Speaker("h", "Host"))
        store.put(items.TrackSpeaker("a", "speaker-1", "g"))
        store.put(items.TrackSpeaker("a", "speaker-2", "h"))
        store.put(items.Turns(recording.id, TURNS))


class Annotator:
    """A project in use, with its recording shown."""

    def __init__(self, folder: Path) -> None:
        profile = Profile.at(folder / "profile")
        settings = Settings(profile.settings_file)
        settings["rater"] = "ann"
        self.stack = QUndoStack()
        self.project = ProjectInUse(profile, settings, self.stack)
        assert self.project.open(folder / "study.serproj")
        (item,) = self.project.store.recordings()
        self.recording = Recording.of(item.path)
        document = self.recording.document
        document.item, document.turns = item, TURNS
        document.displayed_analyses = (made_analysis(["sad"] * 8, path=str(item.path)),)
        self.annotations = Annotations(self.project, settings)
        self.project.changed.connect(lambda _change: self._refresh())
        self._refresh()
        self.annotations.show(self.recording)

    def _refresh(self) -> None:
        stored = sorted(self.project.store.annotations(), key=lambda a: a.start_s)
        self.recording.document.annotations = tuple(stored)

    def selected(self) -> items.Annotation:
        """The only selected annotation."""
        one = self.annotations.one
        assert one is not None
        return one

    def work(self) -> None:
        """Draw, move an edge, change label and intensity, undo, make again, delete another."""
        annotations = self.annotations
        assert annotations.annotate({"sad": 1.0}, (3.0, 6.0))
        annotations.move_edge(self.selected(), "end", 7.5, snaps=False)
        after = replace(
            self.selected(),
            labels={"angry": 0.7, "fearful": 0.3},
            intensity=0.85,
            confidence=0.6,
            note="two\nlines",
        )
        assert annotations.edit(self.selected(), after)
        self.stack.undo()
        self.stack.redo()
        annotations.choose(self.recording.document.annotations[0])
        annotations.file_under("speaker-1")
        assert annotations.annotate({"happy": 1.0}, (8.0, 9.0))
        annotations.delete()
        assert annotations.annotate({"calm": 1.0}, (0.0, 1.0))
        self.stack.undo()
        self.stack.redo()


def main() -> None:
    """Annotate, and be killed."""
    _app = QCoreApplication([])
    Annotator(Path(sys.argv[1])).work()
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main()
