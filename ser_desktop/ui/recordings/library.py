"""The recordings of the window: which are listed, analysed and interpreted.

Which of them is shown is not decided here.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QUndoStack

from ser_desktop.emotion.model_info import ModelInfo
from ser_desktop.paths import Profile
from ser_desktop.settings import Settings
from ser_desktop.texts.messages import Message
from ser_desktop.ui.models.model_in_use import ModelInUse
from ser_desktop.ui.recordings.analysis_runner import AnalysisRunner
from ser_desktop.ui.recordings.clips import Clips
from ser_desktop.ui.recordings.interpretation_runner import InterpretationRunner
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.recordings.recording_files import RecordingFiles
from ser_desktop.ui.recordings.recordings_model import RecordingsModel
from ser_desktop.ui.recordings.removal import Place, RemoveRecordings
from ser_desktop.ui.speakers.speaker_profiles import SpeakerProfiles
from ser_desktop.ui.toolkit.workers import Workers

OPENED_AT_ONCE = 200
"""Of many files, so many enter the list at a time; in between the window answers."""


class Library(QObject):
    """Files become rows, rows are analysed, analyses are interpreted."""

    opened = Signal(object)
    """The first of the recordings that a user opened."""
    removing = Signal(object)
    """A set of recordings that are about to leave the list."""
    restored = Signal(object)
    """The first of the recordings that were put back."""
    changed = Signal(object)
    """A list of recordings whose contents changed."""
    news = Signal(object, bool)
    """A message, and whether the step that it reports can be undone."""
    problem = Signal(object)
    """A message."""

    def __init__(
        self,
        profile: Profile,
        settings: Settings,
        workers: Workers,
        model_in_use: ModelInUse,
        speakers: SpeakerProfiles,
        undo_stack: QUndoStack,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._model_in_use, self._undo_stack = model_in_use, undo_stack
        self.rows = RecordingsModel(self)
        self.files = RecordingFiles(profile, settings, workers, self)
        self.clips = Clips(workers, self)
        self.analysis = AnalysisRunner(workers, self)
        self.interpretation = InterpretationRunner(settings, workers, speakers, self)
        self.files.files_found.connect(self._list_files)
        self.files.recovered.connect(lambda message: self.news.emit(message, False))
        self.files.problem.connect(self.problem)
        self.clips.problem.connect(self.problem)
        self.analysis.changed.connect(self.touch)
        self.analysis.analysed.connect(lambda recording: self.interpretation.run([recording]))
        self.interpretation.changed.connect(self.touch)
        model_in_use.loaded.connect(self._on_model_loaded)
        model_in_use.failed.connect(self._on_model_failed)

    def touch(self, recordings: Sequence[Recording]) -> None:
        """Signal that the contents of recordings changed."""
        self.rows.touch(recordings)
        self.changed.emit(recordings)

    # The list --------------------------------------------------------------------------------

    def open(self, paths: Sequence[Path]) -> None:
        """Add files, and the sound files below folders."""
        self.files.open(paths)

    def _list_files(self, paths: Sequence[Path]) -> None:
        self.files.remember(paths)
        self.opened.emit(self._add(paths[:OPENED_AT_ONCE])[0])
        self._add_rest(paths[OPENED_AT_ONCE:])

    def _add_rest(self, paths: Sequence[Path]) -> None:
        def add() -> None:
            self._add(paths[:OPENED_AT_ONCE])
            self._add_rest(paths[OPENED_AT_ONCE:])

        if paths:
            QTimer.singleShot(0, self, add)

    def _add(self, paths: Sequence[Path]) -> list[Recording]:
        listed = [
            self.rows.find(path) or Recording.of(path)
            for path in dict.fromkeys(paths)  # a file that is named twice is one row
        ]
        self.rows.add([recording for recording in listed if self.rows.row_of(recording) < 0])
        self.analyse([r for r in listed if r.analysis is None and not r.job.is_active])
        return listed

    def remove(self, recordings: Sequence[Recording]) -> None:
        """Remove rows; the files stay, and so do the results until the step cannot be undone."""
        places = [(self.rows.row_of(recording), recording) for recording in recordings]
        places = sorted((place for place in places if place[0] >= 0), key=lambda place: place[0])
        if places:
            self._undo_stack.push(RemoveRecordings(places, self._take_off, self._put_back))
            name = places[0][1].path.name
            self.news.emit(Message("recordings.removed", n=len(places), name=name), True)

    def _take_off(self, recordings: Sequence[Recording]) -> None:
        self.removing.emit(set(recordings))
        self.analysis.cancel(recordings)
        for recording in recordings:
            self.clips.release(recording)
        self.rows.remove(recordings)

    def _put_back(self, places: Sequence[Place]) -> None:
        back = [place for place in places if self.rows.find(place[1].path) is None]
        self.rows.insert(back)
        self._bring_up_to_date([recording for _, recording in back])
        self.restored.emit(self.rows.find(places[0][1].path))

    def _bring_up_to_date(self, recordings: Sequence[Recording]) -> None:
        """Settings and model may have changed while they were not in the list."""
        model, outdated = self._model_in_use.info, []
        for recording in recordings:
            raw = recording.document.raw_analyses
            if raw:
                heard_by = raw[0].model
                is_outdated = model is not None and heard_by is not model and heard_by != model
            else:
                is_outdated = recording.job.error is None
            if is_outdated:
                outdated.append(recording)
        self.analyse(outdated)
        self.interpretation.run(recordings)

    def rename(self, recording: Recording, stem: str) -> bool:
        """Give a file another name, in its folder and with its suffix; results stay.

        Returns:
            Whether that worked; otherwise the reason was signalled.
        """
        self.clips.release(recording)  # some systems do not rename an open file
        path = self.files.rename(recording.path, stem)
        if path is not None:
            self.rows.move_to(recording, path)
        return path is not None

    # Analyses --------------------------------------------------------------------------------

    def analyse(self, recordings: Sequence[Recording]) -> None:
        """Queue analyses, also where there is a result; they wait until a model is loaded."""
        if recordings:
            self.analysis.start(recordings, self._model_in_use.ready_model)

    def analyse_again(self, recordings: Sequence[Recording]) -> None:
        """The same after the file may have changed, or no model could be loaded."""
        for recording in recordings:
            self.clips.release(recording)
        self.analyse(recordings)
        self._model_in_use.load_again()

    def unanalysed(self) -> list[Recording]:
        """Recordings whose analysis failed or was cancelled."""
        rows = self.rows.rows()
        return [r for r in rows if not r.document.displayed_analyses and not r.job.is_active]

    def cancel(self, recordings: Sequence[Recording]) -> None:
        """Stop analyses; earlier results stay."""
        self.analysis.cancel(recordings)

    def cancel_all(self) -> None:
        """Stop every analysis; earlier results stay."""
        self.analysis.cancel(self.rows.rows())

    def interpret_all(self, first: Recording | None) -> None:
        """Apply the current settings and speaker profile to every result, one of them first."""
        self.interpretation.run([*([] if first is None else [first]), *self.rows.rows()])

    def choose_model(self, path: Path) -> None:
        """Use another model from now on. Every recording is analysed again; the results of the
        earlier model stay until then."""
        self.analysis.start(self.rows.rows(), None)
        self._model_in_use.choose(path)

    def _on_model_loaded(self, _info: ModelInfo) -> None:
        self.analysis.start(self._active(), self._model_in_use.ready_model)

    def _on_model_failed(self, error: Exception) -> None:
        self.analysis.fail(self._active(), error)

    def _active(self) -> list[Recording]:
        return [row for row in self.rows.rows() if row.job.is_active]
