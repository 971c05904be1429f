"""The dialog of *Rate blind*: the rater hears stretches without the model's answers."""

from __future__ import annotations

import secrets

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFormLayout,
    QLabel,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ser_desktop.audio.clip import Clip, load_clip
from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.errors import SerError
from ser_desktop.project import changes
from ser_desktop.project.items import Annotation
from ser_desktop.rating.round import SETTING, Stretch, left_for, new_round, rating, stretches
from ser_desktop.settings import Settings
from ser_desktop.texts.messages import Message
from ser_desktop.ui.playback.playback import Playback
from ser_desktop.ui.project.project_in_use import ProjectInUse
from ser_desktop.ui.rating.rate_page import RatePage, button_row
from ser_desktop.ui.toolkit.error_message import error_message
from ser_desktop.ui.toolkit.in_the_middle import in_the_middle
from ser_desktop.ui.toolkit.message_label import MessageLabel
from ser_desktop.ui.toolkit.number_field import whole_number_field
from ser_desktop.ui.toolkit.push_button import push_button
from ser_desktop.ui.toolkit.screen_size import text_scale
from ser_desktop.ui.toolkit.theme import GRID
from ser_desktop.ui.toolkit.workers import Job, Workers

DEFAULT_STRETCHES, MAX_STRETCHES = 20, 1000
_SETUP, _RATE, _DONE = range(3)
_SETUP_WIDTH = 560


class RatingDialog(QDialog):
    """Covers the window, so that the rater does not see the model's answers.

    Args:
        project: stores the ratings.
        settings: hold the rater's name and the loudspeaker.
        workers: decode the stretches in the background.
        parent: the window.
    """

    agreement_wanted = Signal()
    """The rater finished and asked to see the agreement."""

    def __init__(
        self,
        project: ProjectInUse,
        settings: Settings,
        workers: Workers,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("ratingDialog")
        self.setWindowTitle(str(Message("rate.title")))
        self._project, self._settings, self._workers = project, settings, workers
        self._playback = Playback(settings, self)
        self._left: list[Stretch] = []
        self._given: list[tuple[Stretch, Annotation]] = []
        self._clip: Clip | None = None
        self._clip_of = ""
        self._is_unheard = False
        """The current stretch cannot be played."""
        self._job: Job | None = None
        self.message = MessageLabel("ratingMessage", "tip")
        self._playback.problem.connect(self._cannot_play)
        self._pages = QStackedWidget()
        width = round(_SETUP_WIDTH * text_scale())
        self._rate_page = RatePage(width, self.rate, self.back, self._play, self.reject)
        for page in (self._setup_page(), self._rate_page, self._done_page()):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * GRID, 4 * GRID, 4 * GRID, 4 * GRID)
        column.addWidget(self._pages, 1)
        column.addWidget(self.message)
        if parent is not None:
            self.resize(parent.window().size())

    @property
    def left(self) -> list[Stretch]:
        """Stretches still to be rated, the current one first."""
        return self._left

    # Pages -----------------------------------------------------------------------------------

    def _setup_page(self) -> QWidget:
        page = QWidget()
        words = QLabel(str(Message("rate.intro")))
        words.setWordWrap(True)
        self.rater = QLineEdit(self._settings["rater"])
        self.rater.setObjectName("blindRater")
        self.rater.setAccessibleName(str(Message("rate.rater")))
        self.number = whole_number_field()
        self.number.setObjectName("blindNumber")
        self.number.setAccessibleName(str(Message("rate.number")))
        self.number.setRange(1, MAX_STRETCHES)
        self.number.setValue(DEFAULT_STRETCHES)
        self.whole = QCheckBox(str(Message("rate.whole")))
        self.whole.setObjectName("blindWhole")
        self.anew = QCheckBox(str(Message("rate.anew")))
        self.anew.setObjectName("blindAnew")
        form = QFormLayout()
        form.addRow(str(Message("rate.rater")), self.rater)
        form.addRow(str(Message("rate.number")), self.number)
        form.addRow("", self.whole)
        form.addRow("", self.anew)
        has_round = bool(self._project.store.setting(SETTING, []))
        self.anew.setVisible(has_round)
        if has_round:  # the same stretches for every rater
            for field in (self.number, self.whole):
                field.setEnabled(False)
                self.anew.toggled.connect(field.setEnabled)
        self._start = push_button("rate.start", "startRating", self.start)
        self._start.setDefault(True)
        body = QWidget()
        body.setMaximumWidth(round(_SETUP_WIDTH * text_scale()))
        column = QVBoxLayout(body)
        column.setSpacing(2 * GRID)
        column.addWidget(words)
        column.addLayout(form)
        cancel = push_button("dialog.cancel", "cancelRating", self.reject)
        cancel.setAutoDefault(False)  # Enter in a field starts
        column.addLayout(button_row(cancel, self._start))
        return in_the_middle(page, body)

    def _done_page(self) -> QWidget:
        page = QWidget()
        words = QLabel(str(Message("rate.done")))
        words.setObjectName("ratingDone")
        words.setWordWrap(True)
        words.setProperty("role", "invitation")
        body = QWidget()
        body.setMaximumWidth(round(_SETUP_WIDTH * text_scale()))
        column = QVBoxLayout(body)
        column.setSpacing(2 * GRID)
        column.addWidget(words)
        agreement = push_button("rate.agreement", "showAgreement", self._want_agreement)
        column.addLayout(
            button_row(agreement, push_button("dialog.close", "closeRating", self.accept))
        )
        return in_the_middle(page, body)

    # Rating ----------------------------------------------------------------------------------

    def start(self) -> None:
        """Start a round, or continue the unfinished one."""
        rater, store = self.rater.text().strip(), self._project.store
        if not rater:
            self.message.show_message(Message("rate.needs_name"))
            self.rater.setFocus()
            return
        self._settings["rater"] = rater
        try:
            self._playback.device()  # without one, stretches would be rated that nobody heard
            if self.anew.isChecked() or not stretches(store):
                seed = secrets.randbits(32)
                drawn = new_round(store, self.number.value(), seed, self.whole.isChecked())
                if not self._project.push(changes.set_value(store, SETTING, drawn.value)):
                    return
            self._left = left_for(store, rater)
        except SerError as error:
            self.message.show_message(error_message(error))
            return
        self._given = []
        self.message.show_message()
        self._pages.setCurrentIndex(_RATE)
        self.setFocus()
        self._show()

    def _show(self) -> None:
        n = len(self._given) + len(self._left)
        if not self._left:
            self._playback.stop()
            self._pages.setCurrentIndex(_DONE)
            return
        self._pages.setCurrentIndex(_RATE)
        self.message.show_message()  # what was wrong with the stretch before
        self._rate_page.show_place(len(self._given), n)
        self._play()

    def _play(self) -> None:
        """Play the current stretch as soon as it is decoded."""
        self._is_unheard = False
        stretch = self._left[0]
        if self._clip is not None and self._clip_of == stretch.recording_id:
            self._playback.start(self._clip, stretch.start_s, (stretch.start_s, stretch.end_s))
            return
        self._release()
        recordings = {r.id: r for r in self._project.store.recordings()}
        recording = recordings[stretch.recording_id]

        def done(clip: Clip) -> None:
            self._job, self._clip, self._clip_of = None, clip, stretch.recording_id
            if self._left and self._left[0] is stretch and self.isVisible():
                self._playback.start(clip, stretch.start_s, (stretch.start_s, stretch.end_s))

        def failed(error: Exception) -> None:
            self._job = None
            self.message.show_message(error_message(error))

        self._job = self._workers.start(
            "decoding",
            lambda job: load_clip(recording.path, job.tell, job.cancelled),
            done,
            failed,
            on_part=lambda _clip: None,
        )

    def _cannot_play(self, reason: Message) -> None:
        """Say why the stretch cannot be heard; it is not rated until it can."""
        self._is_unheard = True
        self.message.show_message(reason)

    def rate(self, label: str) -> None:
        """Rate the current stretch; "" stands for *cannot say*."""
        if self._pages.currentIndex() != _RATE or not self._left:
            return
        if self._is_unheard:
            self.message.show_message(Message("rate.unheard"))
            return
        stretch = self._left[0]
        given = rating(stretch, self.rater.text().strip(), {label: 1.0} if label else {})
        if self._project.push(changes.add_annotations([given])):
            self._given.append((stretch, given))
            self._left = self._left[1:]
            self._show()

    def back(self) -> None:
        """Undo the last rating."""
        if self._given:
            stretch, given = self._given[-1]
            if self._project.push(changes.delete_annotations([given])):
                self._given.pop()
                self._left = [stretch, *self._left]
                self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Handle the keys for rating, playing and going back."""
        key = event.key()
        if self._pages.currentIndex() != _RATE:
            super().keyPressEvent(event)
        elif Qt.Key.Key_1 <= key <= Qt.Key.Key_8:
            self.rate(EMOTIONS[key - Qt.Key.Key_1])
        elif key == Qt.Key.Key_0:
            self.rate("")
        elif key == Qt.Key.Key_Space:
            self._play()
        elif key == Qt.Key.Key_Backspace:
            self.back()
        else:
            super().keyPressEvent(event)

    def _want_agreement(self) -> None:
        self.accept()
        self.agreement_wanted.emit()

    def done(self, result: int) -> None:
        """Close the dialog and stop playing. The ratings are stored already."""
        self._playback.close()
        self._release()
        super().done(result)

    def _release(self) -> None:
        self._playback.stop()
        if self._job is not None:
            self._job.cancel()  # it closes what it has begun
            self._job = None
        if self._clip is not None:
            self._clip.close()
            self._clip = None
