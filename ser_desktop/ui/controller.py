"""What the window does: opens, records, analyses, plays. Holds the state; draws nothing."""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from ser_desktop.audio.folders import expand
from ser_desktop.audio.take import STILL_WRITTEN_S, interrupted_takes
from ser_desktop.emotion.catalogue import load_model, portable_model_ref
from ser_desktop.emotion.classifier import EmotionClassifier
from ser_desktop.errors import SerError
from ser_desktop.paths import Profile
from ser_desktop.settings import Settings
from ser_desktop.speakers.profile import SpeakerProfile
from ser_desktop.ui.analyses import TIMELINE_SETTINGS, Analyses
from ser_desktop.ui.clips import Clips
from ser_desktop.ui.listening import Listening
from ser_desktop.ui.models.recordings import Recording, RecordingsModel
from ser_desktop.ui.state import State
from ser_desktop.ui.steps import Steps
from ser_desktop.ui.transport import Transport
from ser_desktop.ui.voices import Voices
from ser_desktop.ui.workers import Workers

_LOG = logging.getLogger(__name__)

MOST_RECENT = 10


class Controller(QObject):
    """One for each window."""

    state_changed = Signal(object)
    model_loaded = Signal(object)
    model_failed = Signal()
    current_changed = Signal(object)
    """Another recording is shown, or the shown one has news (its selection apart)."""
    clip_shown = Signal(object)
    clip_grown = Signal()
    """There is more to see of the shown clip."""
    notice = Signal(str)

    def __init__(
        self, profile: Profile, settings: Settings, workers: Workers, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.profile, self.settings, self.workers = profile, settings, workers
        self.recordings = RecordingsModel(self)
        self.model: EmotionClassifier | None = None
        self.current: Recording | None = None
        self.voices = Voices(profile.voices, settings, workers, self)
        self.voices.changed.connect(self._on_voice)
        self.voices.learned.connect(self._on_learned)
        self.voices.problem.connect(self.notice)
        self.analyses = Analyses(settings, workers, self.voices, self)
        self.analyses.changed.connect(self._tell)
        self.transport = Transport(settings, self)
        self.transport.changed.connect(self._tell_state)
        self.transport.problem.connect(self.notice)
        self.listening = Listening(profile, settings, workers, self)
        self.listening.changed.connect(self._tell_state)
        self.listening.problem.connect(self.notice)
        self.listening.began.connect(self._on_listening)
        self.listening.ended.connect(self._on_listened)
        self._clips = Clips(workers, self)
        self._clips.ready.connect(self._on_clip)
        self._clips.grown.connect(self._on_clip_grown)
        self._clips.problem.connect(self.notice)
        self._before_listening: Recording | None = None
        self._n_loads = 0
        """Models on their way: until they are there nothing is given to the one before."""
        self._steps = Steps()

    # Model -----------------------------------------------------------------------------------

    def load_model(self, name: str) -> None:
        """Load on the worker; recordings that wait are analysed once it is there."""

        def done(model: EmotionClassifier) -> None:
            self._n_loads -= 1
            self.model = model
            self.model_loaded.emit(model.info)
            self.listening.use(model)
            for recording in self.recordings.rows():
                if recording.progress is not None:
                    self.analyse(recording)

        def failed(error: Exception) -> None:
            self._n_loads -= 1
            if not isinstance(error, SerError):
                _LOG.error("Model %s", name, exc_info=error)
            self.notice.emit(str(error))
            if name:
                if self.settings["model"] == name:
                    self.settings["model"] = ""  # said once; not again at every start
                self.load_model("")
                return
            self.model_failed.emit()
            for recording in self.recordings.rows():
                if recording.progress is not None:
                    self.analyses.fail(recording, error)

        self._n_loads += 1
        self.workers.start(
            "analysis", lambda _job: load_model(name, self.profile.models), done, failed
        )

    def choose_model(self, path: Path) -> None:
        """Use another model from now on; what is listed is analysed anew, the old answers stay
        until then."""
        self.settings["model"] = portable_model_ref(path, self.profile.models)
        for recording in self.recordings.rows():
            self.analyses.start(recording, None)
        self.listening.use(None)
        self.load_model(self.settings["model"])

    # Recordings ------------------------------------------------------------------------------

    def open(self, paths: Sequence[Path]) -> None:
        """Add files and the sound files below folders; show the first, unless a take is made."""
        names = [str(path) for path in paths]
        if any(path.is_dir() for path in paths):
            # A folder can be a whole disk.
            self.workers.start(
                "pictures", lambda job: list(expand(names, job.cancelled)), self._open_files
            )
        else:
            self._open_files(names)

    def _open_files(self, names: Sequence[str]) -> None:
        files = [Path(name).absolute() for name in names]
        if not files:
            self.notice.emit("There are no sound files in it.")
            return
        added = []
        for path in files:
            recording = self.recordings.find(path)
            if recording is None:
                recording = Recording(path)
                self.recordings.add(recording)
            added.append(recording)
            if recording.analysis is None and recording.progress is None:
                self.analyse(recording)
        self._remember(files)
        if not self.state.is_take:
            self.select(added[0])

    def select(self, recording: Recording | None) -> None:
        """Show another recording."""
        if recording is not None and self.state is State.MONITORING:
            self._before_listening = None
            self.listening.stop_monitoring()
        if recording is self.current:
            return
        self.current = recording
        self.transport.take(recording)
        if recording is not None:
            self._clips.fetch(recording)
            self.analyses.prefer(recording)
        self.clip_shown.emit(recording.clip if recording else None)
        self.transport.tell()
        self.current_changed.emit(recording)

    def remove(self, *recordings: Recording) -> None:
        """Take them off the list; files stay, and so do answers for :meth:`put_back`."""
        rows = self.recordings.rows()
        gone = [(row, recording) for row, recording in enumerate(rows) if recording in recordings]
        if not gone:
            return
        self._steps.add(lambda: self._put_back(gone))
        if self.current in recordings:
            at = rows.index(self.current)
            others = [row for row in rows[at:] + rows[:at][::-1] if row not in recordings]
            self.select(others[0] if others else None)
        for _, recording in gone:
            self.cancel(recording)
            self._clips.forget(recording)
            self.recordings.remove(recording)
        one = len(gone) == 1
        what = gone[0][1].path.name if one else f"{len(gone)} recordings"
        was, files, them = (
            ("was", "the file stays", "it") if one else ("were", "files stay", "them")
        )
        self.notice.emit(f"{what} {was} taken off the list; {files}. Ctrl+Z puts {them} back.")

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._steps)

    def undo(self) -> None:
        """Take the last removal or example back."""
        if self._steps:
            self.notice.emit("")  # that spoke of this
            self._steps.take_back()
            self.current_changed.emit(self.current)

    def _put_back(self, gone: Sequence[tuple[int, Recording]]) -> None:
        for row, recording in gone:
            if self.recordings.find(recording.path) is None:
                self.recordings.add(recording, row)
                self._bring_up_to_date(recording)
        if not self.state.is_take:
            self.select(self.recordings.find(gone[0][1].path))

    def _bring_up_to_date(self, recording: Recording) -> None:
        """Settings and model may have changed while it was off the list."""
        if not recording.found:
            if recording.error is None:
                self.analyse(recording)
        elif self.model is not None and recording.found[0].model != self.model.info:
            self.analyse(recording)
        else:
            self.analyses.apply_settings([recording])

    def rename(self, recording: Recording, stem: str) -> None:
        """Give the file another name, in its folder and with its suffix; answers stay."""
        was = recording.path
        try:
            path = was.with_name(stem + was.suffix)
        except ValueError:
            self.notice.emit(f"{stem} is no name for a file.")
            return
        if os.path.lexists(path) and not _is_one_file(path, was):
            self.notice.emit(f"There is a {path.name} in that folder already.")
            return
        if recording is self.current:
            self.transport.stop()
        self._clips.forget(recording)  # some systems do not rename what is open
        try:
            was.rename(path)
        except OSError as error:
            self.notice.emit(f"{was.name} cannot be renamed: {error.strerror or error}.")
        else:
            self.recordings.rename(recording, path)
            if recording.error:
                recording.error = recording.error.replace(was.name, path.name)
            recent = self.settings["recent_files"]
            self.settings["recent_files"] = [str(path) if n == str(was) else n for n in recent]
            self.notice.emit("")
        if recording is self.current:
            self._clips.fetch(recording)
        self._tell(recording)

    def analyse(self, recording: Recording) -> None:
        """Start its analysis, anew where there was one; it waits where no model is loaded yet."""
        self.analyses.start(recording, None if self._n_loads else self.model)
        if recording is self.current:
            self.analyses.prefer(recording)
            self._clips.fetch(recording)

    def analyse_rest(self) -> None:
        """Once more all without an answer that are not on their way: what failed or was stopped."""
        for recording in self.recordings.rows():
            if not recording.analyses and recording.progress is None:
                self.analyse_again(recording)

    def analyse_again(self, recording: Recording) -> None:
        """What F5 does: also after the model could not be loaded."""
        if recording is self.current:
            self.transport.stop()
        self._clips.forget(recording)  # the file may have changed
        self.analyse(recording)
        if self.model is None and not self._n_loads:
            self.load_model(self.settings["model"])

    def cancel(self, recording: Recording) -> None:
        """Stop its analysis."""
        self.analyses.cancel(recording)

    def cancel_all(self) -> None:
        """Stop every analysis; answers that are there stay."""
        for recording in self.recordings.rows():
            self.analyses.cancel(recording)

    def split_channels(self, split: bool) -> None:
        """Analyse the two channels of the shown recording apart, or their mix."""
        recording = self.current
        if recording is not None and recording.split != split:
            recording.split, recording.channel = split, 0
            self.analyse(recording)

    def choose_channel(self, channel: int) -> None:
        """Show the other channel's answer."""
        recording = self.current
        if recording is not None and 0 <= channel < len(recording.analyses):
            recording.channel = channel
            self._tell(recording)

    def learn_from(self, recordings: Sequence[Recording], emotion: str, into: str) -> None:
        """These were this emotion, and a voice learns it; of one that is shown its selection."""
        span_s = recordings[0].selection_s if list(recordings) == [self.current] else None
        heard = [recording.found[recording.channel] for recording in recordings]
        if span_s is None:
            self.voices.learn_from([(found, None) for found in heard], emotion, into)
        elif self.model is not None:
            self.voices.learn_from_part(heard[0], span_s, self.model, emotion, into)

    def _on_voice(self) -> None:
        for recording in self.recordings.rows():
            recording.assigned_labels = self.voices.assigned_labels(recording.found)
        self.analyses.apply_settings(self.recordings.rows())
        self.listening.live.correction = self.voices.correction

    def _on_learned(self, name: str, before: SpeakerProfile | None) -> None:
        self._steps.add(lambda: self.voices.take_back(name, before))
        self.current_changed.emit(self.current)

    def apply_setting(self, key: str) -> None:
        """A setting has changed."""
        if key in TIMELINE_SETTINGS:
            self.analyses.apply_settings(self.recordings.rows())
        elif key in ("playback_speed", "output_device"):
            self.transport.apply_setting(key)
        elif key == "meter_before_recording":
            self.listening.input.apply_meter_setting()

    def _on_clip_grown(self, recording: Recording) -> None:
        if recording is self.current:
            self.clip_grown.emit()
            self.transport.keep_within()

    def _on_clip(self, recording: Recording) -> None:
        self._tell(recording)
        if recording is self.current:
            if recording.clip is None:
                self.transport.stop()
            self.clip_shown.emit(recording.clip)
            self.transport.tell()

    def _tell(self, recording: Recording) -> None:
        self.recordings.touch(recording)
        if recording is self.current:
            self.current_changed.emit(recording)

    def _remember(self, files: Sequence[Path]) -> None:
        names = list(dict.fromkeys([*map(str, files), *self.settings["recent_files"]]))
        self.settings["recent_files"] = names[:MOST_RECENT]
        self.settings["last_folder"] = str(files[0].parent)

    def forget_recent(self) -> None:
        """Empty the list of recent files."""
        self.settings["recent_files"] = []

    # Recording -------------------------------------------------------------------------------

    @property
    def state(self) -> State:
        """What is going on now."""
        if self.listening.state is State.IDLE and self.transport.playing:
            return State.PLAYING
        return self.listening.state

    def record(self) -> None:
        """Start a take, or end the one under way; it is opened and analysed then."""
        if self.state.is_take:
            self.listening.stop_take()
        else:
            self.transport.stop()
            self.listening.start_take()

    def monitor(self, wanted: bool) -> None:
        """Hear and classify without recording, or end that."""
        if wanted:
            self.transport.stop()
            self.listening.start_monitoring()
        else:
            self.listening.stop_monitoring()

    def stop(self) -> None:
        """End whatever is going on."""
        self.listening.stop_monitoring()
        self.listening.stop_take()
        self.transport.stop()

    def rescan(self) -> None:
        """Look for devices anew. That closes every stream, the loudspeaker's too."""
        self.notice.emit("")
        self.transport.stop()
        self.listening.rescan()

    def recover(self) -> None:
        """Open takes that a crash cut short the last time, also one cut short a moment ago."""
        self._recover()
        QTimer.singleShot(round(1000 * (STILL_WRITTEN_S + 1)), self, self._recover)

    def _recover(self) -> None:
        found = interrupted_takes(self.profile.recordings)
        if found:
            self.open(found)
            names = ", ".join(path.name for path in found)
            self.notice.emit(f"Recorded when the program last ended, and kept: {names}.")

    def _on_listening(self) -> None:
        self.notice.emit("")  # what was said of the microphone holds no more
        if self.current is not None:  # otherwise it was monitored before the take
            self._before_listening = self.current
        self.select(None)

    def _on_listened(self, take: Path | None) -> None:
        before, self._before_listening = self._before_listening, None
        if take is not None:
            self.open([take])
        elif before is not None and self.recordings.row_of(before) >= 0:
            self.select(before)
        else:
            self.clip_shown.emit(None)

    def _tell_state(self) -> None:
        self.state_changed.emit(self.state)

    # The end ---------------------------------------------------------------------------------

    def close(self) -> None:
        """End a take (it is kept, and shown at the next start), fall silent, stop every job."""
        self.transport.close()
        take = self.listening.input.take
        self.listening.close()
        if take is not None and take.elapsed_s > 0:
            self._remember([take.path])
        self.workers.close()


def _is_one_file(first: Path, second: Path) -> bool:
    """Also where letters that differ in size alone make no other name."""
    try:
        return first.samefile(second)
    except OSError:
        return False
