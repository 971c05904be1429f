"""The course of practice: record, analyse, list, play and compare takes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog

from ser_desktop.errors import SerError
from ser_desktop.practice.sentences import OwnSentences
from ser_desktop.texts.messages import Message
from ser_desktop.ui.models.model_text import model_title
from ser_desktop.ui.playback.playback import Playback
from ser_desktop.ui.practice.comparing import Comparing
from ser_desktop.ui.practice.default_comparison import Scale
from ser_desktop.ui.practice.practice_parts import PracticeParts
from ser_desktop.ui.practice.practice_recorder import PracticeRecorder
from ser_desktop.ui.practice.practice_take import PracticeTake
from ser_desktop.ui.practice.practice_takes import PracticeTakes
from ser_desktop.ui.practice.practice_text import takes_heading
from ser_desktop.ui.practice.texts_dialog import TextsDialog
from ser_desktop.ui.recording.listening import WHILE_HEARD
from ser_desktop.ui.toolkit.error_message import error_message

if TYPE_CHECKING:
    from ser_desktop.ui.practice.practice_dialog import PracticeDialog


class PracticeSession(QObject):
    """Connects the parts of the practice window with the program."""

    def __init__(self, window: PracticeDialog, parts: PracticeParts) -> None:
        super().__init__(window)
        self._window, self._parts = window, parts
        self._own = OwnSentences(parts.profile.practice)
        self._own_texts: tuple[str, ...] = ()
        self.recorder = PracticeRecorder(parts, self)
        self.takes = PracticeTakes(parts, self)
        self._playback = Playback(parts.settings, self)
        self._played: PracticeTake | None = None
        self._plays_when_heard: PracticeTake | None = None
        self._aimed = window.aim.target, window.sentence.sentence
        """The aim and the sentence of the take that is made."""
        self._comparing = Comparing(window, self.takes, self._scale)
        self._connect()
        self._load()

    # Doing -----------------------------------------------------------------------------------

    def toggle_record(self) -> None:
        """Begin a take, or end it."""
        self._playback.stop()
        self._window.notice.show_message()
        if not self.recorder.is_recording:  # the displayed state may change until the take ends
            self._aimed = self._window.aim.target, self._window.sentence.sentence
        self.recorder.toggle()
        if not self.recorder.is_recording and self.recorder.is_taken:
            self._window.notice.show_message(Message("practice.recorded_elsewhere"))

    def toggle_play(self) -> None:
        """Play the chosen take, or stop."""
        take = self._window.takes.current_take
        if self._playback.active:
            self._playback.stop()
        elif take is not None and not self.recorder.is_recording:
            self._play(take)

    def compare_with_best(self) -> None:
        """Compare the chosen take with the best other one, whatever was ticked."""
        self._comparing.compare_with_best()
        self._window.show_page(0)

    def add_files(self, paths: Sequence[Path]) -> None:
        """Make takes of audio files, for the aim and the sentence that are shown."""
        files = [path for path in paths if path.is_file()]
        self._window.notice.show_message(*(() if files else (Message("practice.no_files"),)))
        if files and not self.recorder.is_recording:
            target, sentence = self._window.aim.target, self._window.sentence.sentence
            self._show_new(self.takes.add_files(files, target, sentence)[-1])

    def stop(self) -> bool:
        """End a take or playback. Returns whether one was running."""
        was_busy = self.recorder.is_recording or self._playback.active
        self.recorder.stop()
        self._playback.stop()
        return was_busy

    def edit_texts(self) -> None:
        """Edit the user's own texts, and show them afterwards."""
        dialog = TextsDialog(self._own, self._own_texts, self._window)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._own_texts = dialog.sentences
            self._window.sentence.set_own(self._own_texts)
            if self._own_texts:
                self._window.sentence.show_list("own")
        dialog.deleteLater()

    def leave(self) -> None:
        """Clean up when the window closes."""
        self._plays_when_heard = None
        self.stop()

    # What is shown ---------------------------------------------------------------------------

    def _connect(self) -> None:
        window, parts = self._window, self._parts
        self.recorder.changed.connect(self._show_state)
        self.recorder.recorded.connect(self._on_recorded)
        self.recorder.level.connect(self._on_level)
        self.recorder.devices_changed.connect(window.record_row.devices.show_devices)
        window.record_row.devices.chosen.connect(self.recorder.choose_device)
        self.recorder.problem.connect(self._show_problem)
        parts.listening.ended.connect(lambda _take: self._end_messages())
        parts.listening.input.heard_again.connect(self._end_messages)
        self.takes.changed.connect(self._on_take)
        self.takes.refused.connect(self._on_refused)
        self.takes.problem.connect(self._show_problem)
        self._playback.changed.connect(self._show_playing)
        self._playback.moved.connect(lambda s: window.plot.show_play_head(self._played, s))
        self._playback.problem.connect(self._show_problem)
        window.record_row.pressed.connect(self.toggle_record)
        window.aim.changed.connect(lambda _target: self.show_aim())
        window.sentence.edit_wanted.connect(self.edit_texts)
        window.files_dropped.connect(self.add_files)
        window.takes.chosen.connect(lambda _take: self._on_chosen())
        window.takes.compared_changed.connect(self._on_compared)
        window.takes.refused.connect(self._show_problem)
        window.progress.exported.connect(self._show_problem)
        parts.model_in_use.loaded.connect(lambda _info: self._show_model())
        parts.speakers.changed.connect(self._show_model)

    def _load(self) -> None:
        try:
            self._own_texts = self._own.read()
        except SerError as error:
            self._show_problem(error_message(error))
        self._window.sentence.set_own(self._own_texts)
        self.takes.load()
        self.recorder.show_devices()
        self._show_model()
        self.show_aim()
        self._show_state()

    def _show_model(self) -> None:
        """Update the display after a change of model or voice."""
        window, info = self._window, self._parts.model_in_use.info
        if info is None:
            window.aim.heard_by.setText(str(Message("practice.no_model")))
        else:
            before = window.aim.target
            window.aim.show_labels(info.labels)
            model, voice = model_title(info), self.takes.voice
            id = "practice.heard_by_voice" if voice else "practice.heard_by"
            fields = {"model": model, **({"voice": voice} if voice else {})}
            window.aim.heard_by.setText(str(Message(id, **fields)))
            if window.aim.target != before:
                self.show_aim()
        self._show_chosen()
        self._show_progress()

    def show_aim(self) -> None:
        """Show list, pictures and chart of a target, and compare its last take with the best."""
        self._playback.stop()
        target = self._window.aim.target
        self._window.takes_heading.show_message(takes_heading(target))
        self._comparing.show_list()
        self._show_progress()

    def _show_state(self) -> None:
        window, recorder = self._window, self.recorder
        recording = recorder.is_recording
        missing = recorder.missing
        window.record_row.show_state(
            recording, not recorder.is_taken, recorder.elapsed_s, str(missing or "")
        )
        take = self._parts.listening.input.take
        window.record_row.meter.show_take("" if take is None else str(take.path))
        window.aim.lock(recording)
        window.play.setEnabled(window.takes.current_take is not None and not recording)
        window.add.setEnabled(not recording)
        self._invite()
        if missing is not None and not window.notice.messages:
            window.notice.show_message(missing)

    def _show_chosen(self) -> None:
        window, take = self._window, self._window.takes.current_take
        window.score.show_take(take, self._scale())
        window.score.show_changes(take, *self._comparing.reference())
        listed = self._comparing.listed
        has_takes = bool(listed)
        window.empty.show_message(*(() if has_takes else (Message("practice.takes_empty"),)))
        window.play.setEnabled(take is not None and not self.recorder.is_recording)
        window.compare_best.setEnabled(take is not None and len(listed) > 1)
        self._invite()

    def _invite(self) -> None:
        """Show a hint while there is nothing to compare."""
        if self.recorder.is_recording:
            self._window.show_invitation("practice.listening")
        elif compared := self._window.takes.compared:
            is_first = all(take.is_measured_later for take in compared)
            self._window.show_invitation("practice.measuring" if is_first else "")
        else:
            has_takes = self._window.takes.current_take is not None
            id = "practice.chart_empty" if has_takes else "practice.invitation"
            self._window.show_invitation(id)

    def _show_progress(self) -> None:
        target, info = self._window.aim.target, self._parts.model_in_use.info
        model = "" if info is None else model_title(info)
        entries = self.takes.noted(target)
        self._window.progress.show_entries(entries, target, model, self.takes.voice)

    def _show_playing(self) -> None:
        is_playing = self._playback.active
        id = "practice.stop_playing" if is_playing else "practice.play"
        self._window.play.setText(str(Message(id)))
        if not is_playing:
            self._window.plot.show_play_head(None, 0.0)

    def _show_problem(self, problem: Message | Sequence[Message]) -> None:
        messages = [problem] if isinstance(problem, Message) else list(problem)
        self._window.notice.show_message(*messages)

    def _end_messages(self) -> None:
        """Remove messages about what was heard, which is over."""
        ids = self._window.notice.ids
        families = {*ids, *(id.split(".")[0] for id in ids)}
        if families & set(WHILE_HEARD):
            self._window.notice.show_message()

    def _scale(self) -> Scale:
        info = self._parts.model_in_use.info
        return ("" if info is None else model_title(info)), self.takes.voice

    # What comes ------------------------------------------------------------------------------

    def _on_recorded(self, path: Path) -> None:
        self._show_new(self.takes.add(path, *self._aimed, self.recorder.microphone))

    def _show_new(self, take: PracticeTake) -> None:
        window = self._window
        if take.target != window.aim.target:
            window.aim.choose(take.target)
        window.takes_heading.show_message(takes_heading(take.target))
        self._comparing.show_list(take)
        window.show_page(0)

    def _on_refused(self, take: PracticeTake) -> None:
        """Take a file off the list that cannot be heard, and tell why."""
        self.show_aim()
        if take.problem is not None:
            self._show_problem(take.problem)

    def _on_chosen(self) -> None:
        self._show_chosen()
        self._comparing.follow()

    def _on_take(self, take: PracticeTake) -> None:
        window = self._window
        self._comparing.refresh()
        if take in window.takes.compared:
            window.plot.show_takes(window.takes.compared)
        self._show_chosen()
        if not take.is_studying:
            self._show_progress()
        if take is self._plays_when_heard and take.studied is not None:
            self._play(take)

    def _on_compared(self, compared: Sequence[PracticeTake]) -> None:
        self._playback.stop()
        current = self._window.takes.current_take
        self.takes.release([*compared, *([current] if current is not None else [])])
        for take in compared:
            if take.problem is None:
                self.takes.study(take)
        self._window.takes.refresh()
        self._window.plot.show_takes(compared)
        self._show_chosen()

    def _on_level(self, peak: float | None) -> None:
        row = self._window.record_row
        if peak is None:
            row.meter.rest()
        else:
            row.meter.feed(peak)
        if self.recorder.is_recording:
            row.show_elapsed(self.recorder.elapsed_s)

    def _play(self, take: PracticeTake) -> None:
        self._plays_when_heard = None
        if take.studied is None:
            self._plays_when_heard = take
            self.takes.study(take)
            self._window.takes.refresh()
            return
        self._parts.transport.stop()
        self._played, clip = take, take.studied.clip
        self._playback.start(clip, 0.0, (0.0, clip.duration_s))
