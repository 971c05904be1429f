"""Shows the speaker profiles: the one in use, its examples, and whether they help."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from ser_desktop.emotion.classifier import EmotionClassifier
from ser_desktop.speakers.judging import Verdict, judge
from ser_desktop.speakers.profile import SpeakerProfile
from ser_desktop.texts.messages import Message, emotion_name
from ser_desktop.ui.models.model_text import model_title
from ser_desktop.ui.speakers.examples_table import ExamplesTable
from ser_desktop.ui.speakers.profile_text import worth_messages
from ser_desktop.ui.speakers.speaker_profiles import SpeakerProfiles
from ser_desktop.ui.toolkit.asked_text import asked_text
from ser_desktop.ui.toolkit.empty_state import EmptyState
from ser_desktop.ui.toolkit.message_label import MessageLabel
from ser_desktop.ui.toolkit.push_button import push_button
from ser_desktop.ui.toolkit.question import confirmed
from ser_desktop.ui.toolkit.screen_size import resize_within_screen
from ser_desktop.ui.toolkit.workers import Job, Workers


class ProfilesDialog(QDialog):
    """Choices and removals take effect at once.

    Args:
        speakers: the profile in use, and the others.
        classifier: the model in use.
        workers: run the comparison in the background.
        show_files: shows recordings in the window.
        parent: the window.
    """

    def __init__(
        self,
        speakers: SpeakerProfiles,
        classifier: EmotionClassifier | None,
        workers: Workers,
        show_files: Callable[[Sequence[Path]], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("voicesDialog")
        self.setWindowTitle(str(Message("profile.title")))
        resize_within_screen(self, 860, 500)
        self._speakers, self._classifier, self._workers = speakers, classifier, workers
        self._model = None if classifier is None else classifier.info
        self._show_files = show_files
        self._job: Job | None = None
        self._closed = False
        self._box = QComboBox()
        self._box.setObjectName("voiceBox")
        self._box.setAccessibleName(str(Message("profile.voice")))
        self._box.setMinimumContentsLength(12)
        self._box.activated.connect(self._choose)
        self._table = ExamplesTable()
        self._table.itemSelectionChanged.connect(self._enable_buttons)
        self._table.activated.connect(self._show_recording)
        self._counts = MessageLabel("voiceCounts", "tip")
        self.verdict = MessageLabel("voiceVerdict", "tip")
        self._new = push_button("profile.new", "newVoice", self._ask_for_name)
        self._new.setEnabled(classifier is not None)
        self._relearn = push_button("profile.relearn", "relearnVoice", self._learn_again)
        self._delete = push_button("profile.delete", "deleteVoice", self._ask_to_delete)
        self._remove = push_button("profile.remove_example", "removeExample", self._remove_example)
        self.empty = EmptyState("profile.empty", "profile.create", "firstVoice", self._ask_for_name)
        self.empty.button.setEnabled(classifier is not None)
        self._lay_out()
        speakers.changed.connect(self._show)
        speakers.problem.connect(self._show_problem)
        speakers.refresh()
        self._show()

    def done(self, result: int) -> None:
        """Stop showing and comparing.

        The profile may change before Qt has deleted the dialog.
        """
        if not self._closed:
            self._closed = True
            self._speakers.changed.disconnect(self._show)
            self._speakers.problem.disconnect(self._show_problem)
        self._stop_counting()
        super().done(result)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete in the table removes the example."""
        if event.matches(QKeySequence.StandardKey.Delete) and self._table.hasFocus():
            self._remove_example()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        label = QLabel(str(Message("profile.corrected_by")))
        label.setBuddy(self._box)
        top = QHBoxLayout()
        top.addWidget(label)
        top.addWidget(self._box, 1)
        top.addWidget(self._new)
        top.addWidget(self._delete)
        how = MessageLabel("voiceHow", "tip")
        how.show_message(Message("profile.how"))
        bottom = QHBoxLayout()
        bottom.addWidget(self._remove)
        bottom.addWidget(self._relearn)
        bottom.addStretch(1)
        bottom.addWidget(push_button("dialog.close", "closeVoices", self.reject))
        column = QVBoxLayout(self)
        column.addLayout(top)
        column.addWidget(how)
        column.addWidget(self._table, 1)
        column.addWidget(self.empty, 1)
        column.addWidget(self._counts)
        column.addWidget(self.verdict)
        column.addLayout(bottom)

    # Showing ---------------------------------------------------------------------------------

    def _show(self) -> None:
        profile = self._speakers.profile
        self._fill_box(profile)
        self._table.show_profile(profile)
        has_voice = bool(self._speakers.names())
        for part in (self._table, self._new, self._delete, self._remove):
            part.setVisible(has_voice)
        self.empty.setVisible(not has_voice)
        self._show_counts(profile)
        self._enable_buttons()
        self._stop_counting()
        self.verdict.show_message(self._state_message(profile))
        if profile is not None and self._is_fitting(profile) and profile.is_usable:
            self._job = self._workers.start(
                "details", lambda job: judge(profile, job.cancelled), self._show_verdict
            )

    def _fill_box(self, profile: SpeakerProfile | None) -> None:
        self._box.clear()
        self._box.addItem(str(Message("profile.no_voice")), "")
        for name in self._speakers.names():
            self._box.addItem(self._box_text(name), name)
        self._box.setCurrentIndex(0 if profile is None else self._box.findData(profile.name))

    def _box_text(self, name: str) -> str:
        model = self._speakers.made_for(name)
        if not model:
            return str(Message("profile.damaged_title", name=name))
        if self._model is not None and model == model_title(self._model):
            return name
        return str(Message("profile.of_model", name=name, model=model))

    def _show_counts(self, profile: SpeakerProfile | None) -> None:
        counts = {} if profile is None or not profile.examples else profile.counts()
        text = "   ".join(f"{emotion_name(label)} {count}" for label, count in counts.items())
        self._counts.show_text(text)

    def _is_fitting(self, profile: SpeakerProfile) -> bool:
        return self._model is None or profile.fits(self._model)

    def _state_message(self, profile: SpeakerProfile | None) -> Message:
        if profile is None:
            return Message("profile.verdict_none")
        if not self._is_fitting(profile):
            model = f"{profile.model_name} {profile.model_version}"
            return Message("profile.verdict_other_model", model=model)
        if not profile.is_usable:
            return Message("profile.verdict_too_few")
        return Message("profile.verdict_counting")

    def _show_verdict(self, verdict: Verdict) -> None:
        self._job = None
        profile = self._speakers.profile
        if profile is not None:
            self._table.show_verdict(profile, verdict)
            self.verdict.show_message(*worth_messages(profile, verdict))

    def _show_problem(self, problem: Message) -> None:
        self.verdict.show_message(problem)
        self._enable_buttons()  # what failed can be tried again

    def _stop_counting(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _enable_buttons(self) -> None:
        self._delete.setEnabled(bool(self._box.currentData()))
        self._relearn.setEnabled(True)
        self._remove.setEnabled(self._table.selected_row() is not None)
        profile = self._speakers.profile
        self._relearn.setVisible(profile is not None and not self._is_fitting(profile))

    # Doing -----------------------------------------------------------------------------------

    def _choose(self, index: int) -> None:
        self._speakers.choose(self._box.itemData(index))
        self._enable_buttons()

    def _ask_for_name(self) -> None:
        prompt, name = Message("profile.ask_name"), str(Message("profile.first_name"))
        while self._model is not None:
            title, action = Message("profile.new_title"), Message("profile.make")
            typed = asked_text(self, title, prompt, action, name)
            problem = None if typed is None else self._speakers.create(typed, self._model)
            if problem is None:
                return
            prompt, name = problem, typed or ""

    def _learn_again(self) -> None:
        if self._classifier is not None:
            self._relearn.setEnabled(False)
            self.verdict.show_message(Message("profile.relearning"))
            self._speakers.relearn(self._classifier)

    def _ask_to_delete(self) -> None:
        name = self._box.currentData()
        question, action = Message("profile.ask_delete", name=name), Message("profile.delete_title")
        if name and confirmed(self, action, question, action):
            self._speakers.delete(name)

    def _remove_example(self) -> None:
        row, example = self._table.selected_row(), self._table.selected_example()
        if row is not None and example is not None:
            self._speakers.remove_example(example)
            self._table.selectRow(min(row, self._table.rowCount() - 1))

    def _show_recording(self) -> None:
        example, profile = self._table.selected_example(), self._speakers.profile
        if example is None or profile is None:
            return
        path = Path(profile.examples[example].recording)
        if path.is_file():
            self._show_files([path])
            self.reject()
        else:
            self.verdict.show_message(Message("profile.recording_gone", path=path))
