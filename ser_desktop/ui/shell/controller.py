"""The controller of the window: the shown recording, and what happens to the list.

Each feature decides for itself (files, analyses, model, speaker profiles, microphone, playback).
The controller decides what a change in one feature means for the others and for what is shown. It
draws nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from ser_desktop.emotion.classifier import EmotionClassifier
from ser_desktop.emotion.places import same_place
from ser_desktop.paths import Profile
from ser_desktop.project.store import SUFFIX
from ser_desktop.settings import Settings
from ser_desktop.ui.models.model_in_use import ModelInUse
from ser_desktop.ui.playback.transport import Transport
from ser_desktop.ui.project.project_in_use import ProjectInUse
from ser_desktop.ui.recording.listening import Listening
from ser_desktop.ui.recording.sharing import Sharing
from ser_desktop.ui.recordings.interpretation_runner import INTERPRETATION_SETTINGS
from ser_desktop.ui.recordings.library import Library
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.recordings.recordings_model import RecordingsModel
from ser_desktop.ui.shell.capture import Capture
from ser_desktop.ui.shell.teaching import Teaching
from ser_desktop.ui.speakers.speaker_profiles import SpeakerProfiles
from ser_desktop.ui.toolkit.state import State
from ser_desktop.ui.toolkit.workers import Workers

MAX_UNDO_STEPS = 200


class Controller(QObject):
    """One for each window."""

    state_changed = Signal(object)
    current_changed = Signal(object)
    """Another recording is shown, or the shown one changed (except its selection)."""
    clip_shown = Signal(object)
    clip_grown = Signal()
    """More of the shown clip was decoded."""
    news = Signal(object, bool)
    """A message about a success, and whether it can be undone."""
    problem = Signal(object)
    """A message, or a sequence of messages, about a failure."""
    problem_solved = Signal(object)
    """Families of messages (ids up to the first point) that no longer apply."""

    def __init__(
        self, profile: Profile, settings: Settings, workers: Workers, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.profile, self.settings, self.workers = profile, settings, workers
        self.current: Recording | None = None
        self.undo_stack = QUndoStack(self)
        self.undo_stack.setUndoLimit(MAX_UNDO_STEPS)
        self.model_in_use = ModelInUse(settings, profile.models, workers, self)
        self.speakers = SpeakerProfiles(profile.voices, settings, workers, self)
        self.project = ProjectInUse(profile, settings, self.undo_stack, self)
        self.library = Library(
            profile, settings, workers, self.model_in_use, self.speakers, self.project, self
        )
        self.transport = Transport(settings, self)
        self.listening = Listening(profile, settings, workers, self)
        self.sharing = Sharing(settings, self.listening, self)
        self.teaching = Teaching(self)
        self.capture = Capture(self)
        self._connect()

    def _connect(self) -> None:
        self.library.opened.connect(self._show_opened)
        self.library.restored.connect(self._show_opened)
        self.library.project_shown.connect(self._show_opened)
        self.library.removing.connect(self._on_removing)
        self.project.news.connect(self.news)
        self.project.closing.connect(self._on_project_closing)
        self.project.opened.connect(lambda: self.select(None))
        self.library.changed.connect(self._on_changed)
        self.library.news.connect(self.news)
        self.library.clips.ready.connect(self._on_clip)
        self.library.clips.grown.connect(self._on_clip_grown)
        self.model_in_use.loaded.connect(lambda _info: self.listening.use_model(self.model))
        self.model_in_use.loaded.connect(self.sharing.use_model)
        self.sharing.news.connect(self.news)
        self.sharing.problem.connect(self.problem)
        self.speakers.news.connect(self.news)
        self.transport.changed.connect(self._emit_state)
        self.listening.changed.connect(self._emit_state)
        self.listening.input.heard_again.connect(
            lambda: self.problem_solved.emit(("microphone.silent",))
        )
        features = (self.library, self.model_in_use, self.speakers, self.transport, self.listening)
        for feature in (*features, self.project):
            feature.problem.connect(self.problem)

    # What is shown ---------------------------------------------------------------------------

    def select(self, recording: Recording | None) -> None:
        """Show another recording."""
        if recording is not None:
            self.capture.leave_monitoring()
        if recording is self.current:
            return
        if self.current is not None:
            self.library.kept.keep_view(self.current)
        self.current = recording
        self.transport.show(recording)
        if recording is not None:
            self._hurry(recording)
        self.clip_shown.emit(recording.view.clip if recording else None)
        self.transport.emit_all()
        self.current_changed.emit(recording)

    def choose_channel(self, channel: int) -> None:
        """Show the result of another channel."""
        recording = self.current
        if recording and 0 <= channel < len(recording.document.displayed_analyses):
            recording.view.channel = channel
            self.library.touch([recording])

    def choose_speaker(self, track: str) -> None:
        """Show answer, moments and segments of one speaker; "" is everybody.

        A selected segment becomes the one at its place among the segments that are shown then.
        """
        current = self.current
        if current is None or current.view.speaker == track:
            return
        before = current.focused
        current.view.speaker = track
        self.library.touch([current])
        span_s, after = current.view.selection_s, current.focused
        if span_s is not None and before is not None and after is not None:
            self.transport.choose_span(same_place(before.segments, after.segments, span_s))

    def open(self, paths: Sequence[Path]) -> None:
        """Add files and the sound files below folders; show the first, unless a take is made.

        A project among the paths replaces the present project.
        """
        projects = [path for path in paths if path.suffix.lower() == SUFFIX]
        if projects and not self.state.is_take:
            self.project.open(projects[0])
        sounds = [path for path in paths if path not in projects]
        if sounds:
            self.library.open(sounds)

    def _on_project_closing(self) -> None:
        """Store the shown recording and its view in the project."""
        self.library.kept.keep_shown(self.current)
        if self.current is not None:
            self.library.kept.keep_view(self.current)

    def _show_opened(self, recording: Recording | None) -> None:
        if not self.state.is_take:
            self.select(recording)

    def _hurry(self, recording: Recording) -> None:
        """Decode the shown recording now and analyse it next."""
        self.library.kept.read_scores_now(recording)
        self.library.clips.fetch(recording)
        self.library.analysis.prefer(recording)

    def _on_removing(self, gone: set[Recording]) -> None:
        """Show the nearest recording that is not removed."""
        if self.current in gone:
            rows, at = self.recordings.rows(), self.recordings.row_of(self.current)
            others = (row for row in [*rows[at:], *rows[:at][::-1]] if row not in gone)
            self.select(next(others, None))

    def _on_changed(self, recordings: Sequence[Recording]) -> None:
        if self.current in recordings:
            self.current_changed.emit(self.current)

    def _on_clip(self, recording: Recording) -> None:
        self.library.touch([recording])
        if recording is self.current:
            if recording.view.clip is None:
                self.transport.stop()
            self.clip_shown.emit(recording.view.clip)
            self.transport.emit_all()

    def _on_clip_grown(self, recording: Recording) -> None:
        if recording is self.current:
            self.clip_grown.emit()
            self.transport.clamp_to_clip()

    # What is done with recordings ------------------------------------------------------------

    @property
    def recordings(self) -> RecordingsModel:
        """The list."""
        return self.library.rows

    @property
    def model(self) -> EmotionClassifier | None:
        """The model in use."""
        return self.model_in_use.model

    def rename(self, recording: Recording, stem: str) -> None:
        """Give the file another name, in its folder and with its suffix; results stay."""
        if recording is self.current:
            self.transport.stop()
        if self.library.rename(recording, stem):
            self.problem_solved.emit(("rename",))
        if recording is self.current:
            self.library.clips.fetch(recording)
        self.library.touch([recording])

    def analyse(self, *recordings: Recording) -> None:
        """Queue analyses; the shown recording is the next one."""
        self.library.analyse(recordings)
        if self.current in recordings:
            self._hurry(self.current)

    def analyse_again(self, *recordings: Recording) -> None:
        """Analyse again (F5), also after the file changed or no model could be loaded."""
        if self.current in recordings:
            self.transport.stop()
        self.library.analyse_again(recordings)
        if self.current in recordings:
            self._hurry(self.current)

    def split_channels(self, split: bool) -> None:
        """Analyse the two channels of the shown recording separately, or their mix."""
        recording = self.current
        if recording is not None and recording.document.split_channels != split:
            recording.document.split_channels, recording.view.channel = split, 0
            self.analyse(recording)

    def choose_model(self, path: Path) -> None:
        """Switch to another model, for the microphone too."""
        self.listening.use_model(None)
        self.library.choose_model(path)

    def apply_setting(self, key: str) -> None:
        """Apply a changed setting."""
        if key in INTERPRETATION_SETTINGS:
            self.library.interpret_all(self.current)
        elif key in ("playback_speed", "output_device"):
            self.transport.apply_setting(key)
        elif key == "apply_harmful_voice":
            self.speakers.judge_again()
        elif key == "meter_before_recording":
            self.listening.input.apply_meter_setting()

    # Undo ------------------------------------------------------------------------------------

    def undo(self) -> None:
        """Undo the last step."""
        self.undo_stack.undo()
        self.current_changed.emit(self.current)

    def redo(self) -> None:
        """Make the last undone step again."""
        self.undo_stack.redo()
        self.current_changed.emit(self.current)

    # Recording -------------------------------------------------------------------------------

    @property
    def state(self) -> State:
        """What the user is doing: idle, playing, recording, monitoring."""
        if self.listening.state is State.IDLE and self.transport.playing:
            return State.PLAYING
        return self.listening.state

    def stop(self) -> None:
        """End playback, take and monitoring."""
        self.listening.stop_monitoring()
        self.listening.stop_take()
        self.transport.stop()

    def _emit_state(self) -> None:
        self.state_changed.emit(self.state)

    def close(self) -> None:
        """End and keep a take, stop playing and cancel every job."""
        self.transport.close()
        self.capture.close()
        self.workers.close()
        self.project.close()
        self.undo_stack.blockSignals(True)  # Qt clears the stack when it deletes it
