"""The recordings of the window: listing, analysing, interpreting.

The controller decides which recording is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from ser_desktop.emotion.gate import GATE_VERSION
from ser_desktop.emotion.model_info import ModelInfo
from ser_desktop.paths import Profile
from ser_desktop.project.analyses import model_key
from ser_desktop.project.changes import Change
from ser_desktop.project.items import Setting, Speaker, TrackSpeaker
from ser_desktop.settings import Settings
from ser_desktop.texts.messages import Message
from ser_desktop.ui.models.model_in_use import ModelInUse
from ser_desktop.ui.project.contents import Contents
from ser_desktop.ui.project.project_in_use import ProjectInUse
from ser_desktop.ui.recordings.analysis_runner import AnalysisRunner
from ser_desktop.ui.recordings.clips import Clips
from ser_desktop.ui.recordings.interpretation_runner import InterpretationRunner
from ser_desktop.ui.recordings.project_list import ProjectList
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.recordings.recording_files import RecordingFiles
from ser_desktop.ui.recordings.recordings_model import RecordingsModel
from ser_desktop.ui.speakers.speaker_profiles import SpeakerProfiles
from ser_desktop.ui.toolkit.workers import Workers

OPENED_AT_ONCE = 200
"""Number of files added to the list at a time; the window stays responsive in between."""


class Library(QObject):
    """Adds files as rows, queues their analyses and interprets the results."""

    opened = Signal(object)
    """The first of the recordings that a user opened."""
    removing = Signal(object)
    """A set of recordings that are about to be removed from the list."""
    restored = Signal(object)
    """The first of the recordings that undo restored."""
    project_shown = Signal(object)
    """The recording that was shown last in a newly opened project."""
    changed = Signal(object)
    """A list of recordings whose contents changed."""
    news = Signal(object, bool)
    """A message, and whether the reported step can be undone."""
    problem = Signal(object)
    """A message."""

    def __init__(
        self,
        profile: Profile,
        settings: Settings,
        workers: Workers,
        model_in_use: ModelInUse,
        speakers: SpeakerProfiles,
        project: ProjectInUse,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._model_in_use, self._project = model_in_use, project
        self._to_add: list[Recording] = []
        """Recordings of the project that are not in the list yet."""
        self.rows = RecordingsModel(self)
        self.kept = ProjectList(project, workers, self)
        self.files = RecordingFiles(profile, settings, workers, self)
        self.clips = Clips(workers, self)
        self.analysis = AnalysisRunner(workers, self.kept.kept_scores, self)
        self.interpretation = InterpretationRunner(settings, workers, speakers, self)
        self.files.files_found.connect(self._list_files)
        self.files.recovered.connect(lambda message: self.news.emit(message, False))
        self.files.problem.connect(self.problem)
        self.clips.problem.connect(self.problem)
        self.analysis.changed.connect(self.touch)
        self.analysis.analysed.connect(self._on_analysed)
        self.analysis.problem.connect(self.problem)
        self.interpretation.changed.connect(self.touch)
        self.kept.read.connect(self._on_project_read)
        self.kept.scores_read.connect(self._on_scores_read)
        self.kept.listed.connect(self._list)
        self.kept.unlisted.connect(self._take_off)
        self.kept.touched.connect(self.touch)
        self.kept.retracked.connect(self._on_retracked)
        project.closing.connect(self._on_project_closing)
        project.opened.connect(self._on_project_opened)
        project.changed.connect(self._on_change)
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
        unique = list(dict.fromkeys(paths))  # a file that is given twice gets one row
        known = {path: recording for path in unique if (recording := self.rows.find(path))}
        new = [path for path in unique if path not in known]
        added = iter(self.kept.add(new) if new else ())
        listed = [known.get(path) or next(added) for path in unique]
        self.analyse([r for r in known.values() if not r.has_answer and not r.job.is_active])
        self.opened.emit(listed[0])

    def _list(self, recordings: Sequence[Recording]) -> None:
        """Add recordings at their positions; of many, only the first ones at once."""
        taken = set(self._to_add)
        self._to_add += [r for r in recordings if r not in taken and self.rows.row_of(r) < 0]
        self._add_some()
        self.restored.emit(self.rows.find(recordings[0].path))

    def _add_some(self) -> None:
        some, self._to_add = self._to_add[:OPENED_AT_ONCE], self._to_add[OPENED_AT_ONCE:]
        fresh = [r for r in some if self.rows.find(r.path) is None]
        self.rows.insert_by_position(fresh)
        unheard = [r for r in fresh if not r.has_answer and r.job.error is None]
        self.analyse([r for r in unheard if not r.document.raw_analyses])
        self._bring_up_to_date([r for r in fresh if r.document.raw_analyses])
        if self._to_add:
            QTimer.singleShot(0, self, self._add_some)

    def remove(self, recordings: Sequence[Recording]) -> None:
        """Remove rows. Files stay, and results stay as long as the step can be undone."""
        listed = [r for r in recordings if self.rows.row_of(r) >= 0]
        if listed and self.kept.remove(listed):
            name = min(listed, key=self.rows.row_of, default=listed[0]).path.name
            self.news.emit(Message("recordings.removed", n=len(listed), name=name), True)

    def _take_off(self, recordings: Sequence[Recording]) -> None:
        gone = set(recordings)
        self._to_add = [r for r in self._to_add if r not in gone]
        self.removing.emit(gone)
        self.analysis.cancel(recordings)
        for recording in recordings:
            self.clips.release(recording)
        self.rows.remove(recordings)

    # The project -----------------------------------------------------------------------------

    def _on_project_closing(self) -> None:
        for recording in self.rows.rows():
            if recording.view.clip is not None:
                self.kept.keep_view(recording)

    def _on_project_opened(self) -> None:
        """Clear the list for another project."""
        self._to_add = []
        self._take_off(self.rows.rows())
        self._read_threshold()

    def _on_project_read(self, recordings: Sequence[Recording], contents: Contents) -> None:
        early = self.rows.rows()  # files opened while the project was being read
        new = [r for r in recordings if self.rows.find(r.path) is None]
        self.rows.insert_by_position(new)
        self.analyse([r for r in new if r.document.kept is None])
        if not early and new:
            ids = {r.document.item.id: r for r in new if r.document.item}
            shown = ids.get(str(contents.view.get("shown", "")))
            self.project_shown.emit(shown or new[0])

    def _read_threshold(self) -> None:
        """Apply the project's threshold to all results."""
        below = self.kept.threshold()
        if below != self.interpretation.project_threshold:
            self.interpretation.project_threshold = below
            self.interpretation.run(self.rows.rows())

    def _on_change(self, change: Change) -> None:
        if any(isinstance(item, Setting) for item in (*change.before, *change.after)):
            self._read_threshold()
        if any(isinstance(x, Speaker | TrackSpeaker) for x in (*change.before, *change.after)):
            # A voice corrects the tracks of the speaker of its name.
            self.interpretation.run([r for r in self.rows.rows() if r.document.speakers])

    def keep_interpretation(self) -> None:
        """Store the settings of the window in the project, so that exports use them."""
        options = self.interpretation.segment_options
        value = {
            "uncertain_below": self.interpretation.uncertain_below,
            "smoothing_windows": options.smoothing_windows,
            "min_s": options.min_s,
            "spoken_language": self.interpretation.spoken_language,
        }
        self._project.keep(Setting("interpretation", value))

    def _on_scores_read(self, recordings: Sequence[Recording]) -> None:
        self.analyse([r for r in recordings if not r.document.raw_analyses])
        self.interpretation.run(recordings)

    def _on_analysed(self, recording: Recording) -> None:
        self.kept.keep_facts(recording)
        self.interpretation.run([recording])

    def _on_retracked(self, recordings: Sequence[Recording]) -> None:
        """Show known results at once, and analyse the windows of speakers again."""
        listed = [r for r in recordings if self.rows.row_of(r) >= 0]
        self.interpretation.run(listed)
        self.analysis.cancel(r for r in listed if not r.document.turns)
        self.analyse([r for r in listed if r.document.turns])
        self.touch(listed)

    def _bring_up_to_date(self, recordings: Sequence[Recording]) -> None:
        """Update restored recordings, since settings and model may have changed meanwhile."""
        model, outdated = self._model_in_use.info, []
        for recording in recordings:
            raw = recording.document.raw_analyses
            if raw:
                is_outdated = model is not None and (
                    model_key(raw[0].model) != model_key(model)
                    or raw[0].settings.gate != GATE_VERSION
                )
            else:
                is_outdated = recording.job.error is None
            if is_outdated:
                outdated.append(recording)
        self.analyse(outdated)
        self.interpretation.run(recordings)

    def rename(self, recording: Recording, stem: str) -> bool:
        """Give a file another name, in its folder and with its suffix; results stay.

        Returns:
            whether that worked; otherwise :attr:`problem` tells why.
        """
        self.clips.release(recording)  # some systems refuse to rename an open file
        path = self.files.rename(recording.path, stem)
        if path is not None:
            self.rows.move_to(recording, path)
            self.kept.keep_path(recording)
        return path is not None

    # Analyses --------------------------------------------------------------------------------

    def analyse(self, recordings: Sequence[Recording], anew: bool = False) -> None:
        """Queue analyses, also of recordings with a result. They wait until a model is loaded.

        Args:
            recordings: the recordings to analyse.
            anew: ignore stored scores.
        """
        if recordings:
            self.analysis.start(recordings, self._model_in_use.ready_model, anew)

    def analyse_again(self, recordings: Sequence[Recording]) -> None:
        """Analyse files anew, since they may have changed; load a model first if there is none."""
        for recording in recordings:
            self.clips.release(recording)
        self.analyse(recordings, anew=True)
        self._model_in_use.load_again()

    def unanalysed(self) -> list[Recording]:
        """Recordings whose analysis failed or was cancelled."""
        rows = self.rows.rows()
        return [r for r in rows if not r.has_answer and not r.job.is_active]

    def cancel(self, recordings: Sequence[Recording]) -> None:
        """Stop analyses; earlier results stay."""
        self.analysis.cancel(recordings)

    def cancel_all(self) -> None:
        """Stop every analysis; earlier results stay."""
        self.analysis.cancel(self.rows.rows())

    def interpret_all(self, first: Recording | None) -> None:
        """Apply the current settings and profile to every result, one recording first."""
        self.interpretation.run([*([] if first is None else [first]), *self.rows.rows()])

    def choose_model(self, path: Path) -> None:
        """Switch to another model.

        Every recording is analysed again. Earlier results stay until the new ones replace them.
        """
        self.analysis.start(self.rows.rows(), None)
        self._model_in_use.choose(path)

    def _on_model_loaded(self, _info: ModelInfo) -> None:
        self.analysis.start(self._active(), self._model_in_use.ready_model)

    def _on_model_failed(self, error: Exception) -> None:
        self.analysis.fail(self._active(), error)

    def _active(self) -> list[Recording]:
        return [row for row in self.rows.rows() if row.job.is_active]
