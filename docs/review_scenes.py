"""The states of the window that are looked at before a release, reached one after the other.

Each scene brings one window into a state, with real analyses of the sample, and yields what is
pictured. Later scenes build on earlier ones: all are run, and those that are wanted are pictured.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from docs.make_pictures import ANNOTATED, practised, two_speakers, wait, wait_for
from ser_desktop.paths import resource

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ser_desktop.ui.shell.main_window import MainWindow
    from tests.support.virtual_microphone import VirtualMicrophone

Scene = tuple[str, "QWidget"]
DIALOGS = (
    *("preferences", "help", "about", "meaning", "guide", "models", "voices"),
    *("export_all", "export_project", "notes", "find_speakers", "project_speakers"),
    *("compare_speakers", "same_people", "edit_annotation"),
)
"""Actions that open a dialog."""
NOISY_S = (7.6, 10.6)
"""A part of the sample whose answer is uncertain once noise as loud as the voice is on it."""
INTERVIEW_S = 150.0
RATED = ("happy", "angry", "neutral")


class Scenes:
    """Leads one window through all of its states.

    Args:
        window: a new window, whose model is being loaded.
        microphone: where the recorded voice is played.
        folder: for the recordings that are made.
        wanted: the scenes that are pictured; dialogs that are not among them stay closed.
    """

    def __init__(
        self,
        window: MainWindow,
        microphone: VirtualMicrophone,
        folder: Path,
        wanted: Callable[[str], bool],
    ) -> None:
        self.window, self.control = window, window.controller
        self.microphone, self.folder, self.wanted = microphone, folder, wanted
        self.sample = resource("samples", "sample.flac")

    def all(self) -> Iterator[Scene]:
        """Yield the name and the widget of each state, in which the window stays meanwhile."""
        yield from self._first_start()
        yield from self._take()
        yield from self._answers()
        yield from self._long()
        yield from self._work()
        yield from self._dialogs()
        yield from self._menus()

    def answered(self) -> bool:
        """Whether nothing is analysed or computed any more."""
        rows = self.control.recordings.rows()
        return not self.control.workers.busy and all(not row.job.is_active for row in rows)

    def _first_start(self) -> Iterator[Scene]:
        wait_for(lambda: self.control.model is not None, 500)
        yield "start", self.window
        if self.wanted("welcome"):
            self.window.dialogs.welcome()
            yield from self._shown_dialogs("welcome")

    def _take(self) -> Iterator[Scene]:
        if not self.wanted("recording"):
            return
        self.control.capture.record()
        with self.microphone.playing(self.sample):
            wait(7000)
            yield "recording", self.window
        self.control.listening.stop_take()
        wait_for(self.answered)

    def _answers(self) -> Iterator[Scene]:
        self._open(self.sample)
        self.control.transport.choose_span((2.4, 4.8))
        self.control.transport.seek(3.1)
        wait(300)
        yield "short", self.window
        self.control.transport.choose_span(None)
        for name, file in (("uncertain", self._noisy()), ("no_speech", self._noise())):
            self._open(file)
            yield name, self.window
        broken = self.folder / "holiday.mp3"
        broken.write_bytes(b"This is a letter, not a sound. " * 99)
        self._open(broken)
        yield "bad_file", self.window

    def _long(self) -> Iterator[Scene]:
        self._open(self._interview(), 1500)
        yield "long", self.window
        self.window.links.choose_emotion("happy")
        self.window.finder.step(1)
        wait_for(self.answered, 1000)
        yield "moment", self.window
        self.window.show_overview(True)
        wait(400)
        yield "overview", self.window
        self.window.show_overview(False)
        self.window.links.choose_emotion("")
        self.control.transport.choose_span(None)

    def _work(self) -> Iterator[Scene]:
        self._find_two_speakers()
        self.window.timeline.zoom_to((60.0, 120.0))
        yield "speakers", self.window
        for emotion, span_s in ANNOTATED:
            self.control.transport.choose_span(span_s)
            self.window.actions_[f"annotate_{emotion}"].trigger()
        wait_for(self.answered, 1000)
        yield "annotations", self.window
        if self.wanted("practice"):
            dialog = practised(self.window, self.sample, self.folder)
            yield "practice", dialog
            dialog.close()
        if self.wanted("rating") or self.wanted("agreement"):
            yield from self._rated()

    def _find_two_speakers(self) -> None:
        from ser_desktop.ui.speakers.find_speakers_dialog import FindSpeakersDialog

        self.window.actions_["find_speakers"].trigger()
        search = self.window.findChild(FindSpeakersDialog)
        assert search is not None
        search.number.setValue(2)
        search.start()
        wait_for(self.answered, 1000)
        search.close()
        wait(100)

    def _rated(self) -> Iterator[Scene]:
        from ser_desktop.ui.rating.rating_dialog import RatingDialog

        self.window.actions_["rate_blind"].trigger()
        rating = self.window.findChild(RatingDialog)
        assert rating is not None
        yield "rating_start", rating
        rating.rater.setText("Ann")
        rating.start()
        wait(200)
        yield "rating", rating
        while rating.left:
            rating.rate(RATED[len(rating.left) % len(RATED)])
        yield "rating_end", rating
        rating.close()
        self.window.actions_["agreement"].trigger()
        yield from self._shown_dialogs("agreement")

    def _dialogs(self) -> Iterator[Scene]:
        for key in DIALOGS:
            if self.wanted(key):
                self.window.actions_[key].trigger()
                yield from self._shown_dialogs(key)
        if self.wanted("compare"):
            interview = self.control.current
            self._open(self.sample)
            self.window.actions_["compare"].trigger()
            yield from self._shown_dialogs("compare")
            self.control.select(interview)
        if self.wanted("details"):
            self.control.transport.choose_span((90.0, 100.0))
            self.window.actions_["details"].trigger()
            yield from self._shown_dialogs("details")

    def _menus(self) -> Iterator[Scene]:
        from ser_desktop.ui.export.export_menu import ExportMenu

        for key, menu in self.window.actions_.menus.items():
            yield f"menu_{key}", menu
        export = self.window.toolbar.findChild(ExportMenu)
        assert export is not None
        export.aboutToShow.emit()
        yield "menu_of_export", export

    def _shown_dialogs(self, name: str) -> Iterator[Scene]:
        """Yield the dialogs that are open, and close them."""
        from PySide6.QtWidgets import QDialog

        wait(600)
        wait_for(self.answered, 600)
        for dialog in self.window.findChildren(QDialog):
            if dialog.isVisible():
                yield name, dialog
                dialog.close()
        wait(100)

    def _open(self, file: Path, milliseconds: int = 500) -> None:
        self.control.open([file])
        wait(300)
        wait_for(self.answered, milliseconds)

    def _interview(self) -> Path:
        return two_speakers(self.sample, self.folder / "interview.wav", INTERVIEW_S)

    def _noisy(self) -> Path:
        import numpy as np
        import soundfile

        samples, rate_hz = soundfile.read(self.sample, dtype="float32")
        part = samples[round(NOISY_S[0] * rate_hz) : round(NOISY_S[1] * rate_hz)]
        noise = np.random.default_rng(0).standard_normal(len(part)).astype(np.float32)
        mixed = 0.7 * (part + noise * np.sqrt(np.mean(part**2)))
        target = self.folder / "in the street.wav"
        soundfile.write(target, mixed, rate_hz)
        return target

    def _noise(self) -> Path:
        import numpy as np
        import soundfile

        noise = np.random.default_rng(1).standard_normal(6 * 16000).astype(np.float32)
        target = self.folder / "empty room.wav"
        soundfile.write(target, 0.02 * noise, 16000)
        return target
