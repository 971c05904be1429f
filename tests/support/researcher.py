"""A researcher at the window, a day in a process of its own.

``python -m tests.support.researcher DAY FOLDER`` prints what the day came to, as JSON. With
``SER_PICTURES`` it also keeps a picture of every step in that folder.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from PySide6.QtCore import QDeadlineTimer, QEventLoop
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QPushButton, QWidget

from ser_desktop.audio import devices
from ser_desktop.paths import Profile
from ser_desktop.settings import Settings
from ser_desktop.ui.export.export_project_dialog import ExportProjectDialog
from ser_desktop.ui.playback import playback
from ser_desktop.ui.rating.agreement_dialog import AgreementDialog
from ser_desktop.ui.rating.rating_dialog import RatingDialog
from ser_desktop.ui.recording import microphone_input
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.shell.controller import Controller
from ser_desktop.ui.shell.main_window import MainWindow
from ser_desktop.ui.speakers.compare_speakers_dialog import CompareSpeakersDialog
from ser_desktop.ui.speakers.find_speakers_dialog import FindSpeakersDialog
from ser_desktop.ui.speakers.project_speakers_dialog import COLUMNS, ProjectSpeakersDialog
from ser_desktop.ui.toolkit.question import Question
from ser_desktop.ui.toolkit.theme import ThemeManager
from ser_desktop.ui.toolkit.workers import Workers

TIMEOUT_MS = 120_000
RATED_THE_FIRST_DAY = 3
SAMPLE = Path(__file__).parents[2] / "resources" / "samples" / "sample.flac"
"""A real voice, neutral, then happy, then angry."""


def make_interview(path: Path, seconds: float = 2.5, turns: int = 12) -> None:
    """Write a conversation of two voices, both angry: the sample's, and the same a third higher."""
    samples, rate_hz = soundfile.read(SAMPLE, dtype="float32")
    angry = samples[-int(3.2 * rate_hz) :]
    higher = np.interp(np.arange(0, len(angry), 1.35), np.arange(len(angry)), angry)
    pause = np.zeros(rate_hz // 2, np.float32)
    parts = []
    for turn in range(turns):
        voice = (angry, higher.astype(np.float32))[turn % 2]
        parts += [voice[turn % 12 * 500 :][: int(seconds * rate_hz)], pause]
    soundfile.write(path, np.concatenate(parts), rate_hz)


class Day:
    """One window from its start to its end.

    Args:
        folder: of the study; the profile lies in it too.
    """

    def __init__(self, folder: Path) -> None:
        self.app = QApplication([])
        none = devices.DeviceList((), None)
        for module in (microphone_input, playback):
            module.list_devices = lambda *_a, **_k: none  # type: ignore[attr-defined]
        profile = Profile.at(folder / "profile")
        self.folder = folder
        self.control = Controller(profile, Settings(profile.settings_file), Workers())
        self.window = MainWindow(self.control, ThemeManager(self.app, "dark"))
        self.window.resize(1360, 840)
        self.window.show()
        self.control.project.restore()
        self.control.model_in_use.load("")
        self.wait(lambda: self.control.model is not None)
        self.control.speakers.restore()
        self.settle()

    def wait(self, until: Callable[[], bool]) -> None:
        """Let the window work until something holds."""
        deadline = QDeadlineTimer(TIMEOUT_MS)
        while not until():
            assert not deadline.hasExpired(), "it takes too long"
            flags = QEventLoop.ProcessEventsFlag.WaitForMoreEvents
            self.app.processEvents(flags, 100)

    def settle(self) -> None:
        """Until nothing is under way."""
        self.wait(lambda: not self.control.workers.busy)
        self.app.processEvents()

    def picture(self, name: str, widget: QWidget | None = None) -> None:
        """Keep a picture of a step, where that is wanted."""
        folder = os.environ.get("SER_PICTURES")
        if folder:
            for _ in range(5):
                self.settle()
            (widget or self.window).grab().save(str(Path(folder) / f"{name}.png"))

    def shown(self) -> Recording:
        """The recording that is shown."""
        current = self.control.current
        assert current is not None
        return current

    def dialog(self, kind: type[Any], action: str) -> Any:
        """Open a dialog by its menu entry."""
        assert self.window.actions_[action].isEnabled(), action
        self.window.actions_[action].trigger()
        return self.window.findChildren(kind)[-1]

    def press(self, dialog: QWidget, name: str) -> None:
        """Press a button of a dialog."""
        button = dialog.findChild(QPushButton, name)
        assert button is not None
        button.click()

    def export(self) -> list[str]:
        """Export the project for ELAN and Excel, over the files of the day before.

        Returns:
            The names of the files.
        """
        Question.exec = lambda _question: QDialog.DialogCode.Accepted  # type: ignore[method-assign]
        dialog = self.dialog(ExportProjectDialog, "export_project")
        dialog._folder.setText(str(self.folder / "out"))
        self.press(dialog, "exportProjectNow")
        self.settle()
        self.picture("export", dialog)
        dialog.reject()
        return sorted(path.name for path in (self.folder / "out").iterdir())

    def rate(self, most: int) -> int:
        """Rate stretches blind, as many as are left and no more. Returns how many are left."""
        dialog = self.dialog(RatingDialog, "rate_blind")
        dialog.rater.setText("ann")
        dialog.start()
        self.settle()
        self.picture(f"rating-{most}", dialog)
        for _ in range(min(most, len(dialog.left))):
            dialog.rate("sad")
        left = len(dialog.left)
        dialog.reject()
        return left

    def close(self) -> None:
        """Close the window."""
        self.window.close()
        self.app.processEvents()


def first_day(day: Day) -> dict[str, Any]:
    """Open an interview, find a speaker's moments, correct three, rate some, export."""
    control, window = day.control, day.window
    assert control.project.create(day.folder / "study.serproj")
    day.settle()
    control.open([day.folder / "interview.wav"])
    day.wait(lambda: control.current is not None and control.current.analysis is not None)
    day.settle()
    day.picture("1-opened")
    search = day.dialog(FindSpeakersDialog, "find_speakers")
    search.number.setValue(2)
    search.start()
    day.wait(lambda: search.message.ids == ["speakers.found"])
    day.picture("2-search", search)
    search.reject()
    day.settle()
    day.picture("3-speakers")
    people = day.dialog(ProjectSpeakersDialog, "project_speakers")
    people.table.item(0, COLUMNS.index("name")).setText("Guest")
    people.table.item(1, COLUMNS.index("name")).setText("Host")
    day.picture("4-names", people)
    people.reject()
    day.settle()
    control.choose_speaker("speaker-1")
    recording = day.shown()
    assert recording.focused is not None
    emotion = max(recording.focused.model.labels, key=lambda label: _moments(day, label))
    window.links.choose_emotion(emotion)
    n_moments = len(window.finder.moments)
    for correction in ("fearful", "disgust", "surprised")[:n_moments]:
        window.actions_["next_moment"].trigger()
        window.actions_[f"annotate_{correction}"].trigger()
        day.settle()
    day.picture("5-corrected")
    left = day.rate(RATED_THE_FIRST_DAY)
    exported = day.export()
    day.picture("6-end-of-day")
    return {
        "emotion": emotion,
        "moments": n_moments,
        "speakers": sorted(s.name for s in recording.document.speakers.values()),
        "annotations": _by_hand(day),
        "left_to_rate": left,
        "exported": exported,
    }


def _by_hand(day: Day) -> list[list[Any]]:
    """What was corrected; the blind ratings of the same rater are shown beside it."""
    shown = day.window.annotations.shown
    return [[a.start_s, a.end_s, a.label, a.track] for a in shown if a.origin == "hand"]


def _moments(day: Day, emotion: str) -> int:
    day.window.links.choose_emotion(emotion)
    return len(day.window.finder.moments)


def second_day(day: Day) -> dict[str, Any]:
    """Find everything as it was, go on, look at the agreement, hand the project over."""
    control, window = day.control, day.window
    recording = day.shown()
    day.picture("7-next-day")
    found = _by_hand(day)
    speaker = recording.view.speaker
    left = day.rate(1000)
    agreement = day.dialog(AgreementDialog, "agreement")
    day.settle()
    day.picture("8-agreement", agreement)
    agreement.reject()
    first = next(a for a in window.annotations.shown if a.origin == "hand")
    window.annotations.choose(first)
    window.actions_["nudge_forth"].trigger()
    window.actions_["undo"].trigger()
    window.actions_["redo"].trigger()
    compared = day.dialog(CompareSpeakersDialog, "compare_speakers")
    day.picture("9-compared", compared)
    compared.reject()
    exported = day.export()
    QFileDialog.getExistingDirectory = (  # type: ignore[method-assign]
        lambda *_a, **_k: str(day.folder / "hand-over")
    )
    window.actions_["collect"].trigger()
    asked = window.findChild(Question, "collectVoicesDialog")
    day.picture("10-voices", asked)
    day.press(asked, "leaveVoicesOut")
    day.settle()
    day.picture("10-collected")
    return {
        "project": control.project.name,
        "annotations": found,
        "speaker": speaker,
        "left_to_rate": left,
        "exported": exported,
    }


def third_person(day: Day) -> dict[str, Any]:
    """Open the project that was handed over; the folder it came from is gone."""
    control = day.control
    assert control.project.open(day.folder / "study.serproj")
    day.settle()
    day.wait(lambda: control.current is not None)
    day.settle()
    day.picture("11-handed-over")
    recording = day.shown()
    return {
        "path": str(recording.path),
        "error": str(recording.job.error or recording.view.clip_problem or ""),
        "analysed": recording.analysis is not None,
        "lanes": len(day.window.timeline._tracks.speakers.item.tracks),
        "annotations": len(recording.document.annotations),
    }


def main() -> None:
    """Live one day."""
    days = {"first": first_day, "second": second_day, "third": third_person}
    day = Day(Path(sys.argv[2]))
    said = days[sys.argv[1]](day)
    day.close()
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
