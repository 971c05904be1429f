"""Asks for the number of speakers, and shows the progress of the search."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from ser_desktop.texts.messages import Message
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.speakers.find_speakers import FindSpeakers
from ser_desktop.ui.toolkit.message_label import MessageLabel
from ser_desktop.ui.toolkit.number_field import whole_number_field
from ser_desktop.ui.toolkit.push_button import push_button

MAX_SPEAKERS = 12


class FindSpeakersDialog(QDialog):
    """Closing the dialog cancels the search."""

    def __init__(
        self, search: FindSpeakers, recording: Recording, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("findSpeakersDialog")
        self.setWindowTitle(str(Message("speakers.find_title")))
        self.setMinimumWidth(440)
        self._search, self._recording = search, recording
        warning = MessageLabel("speakersWarning", "doubt")
        warning.show_message(Message("speakers.often_wrong"))
        self.number = whole_number_field()
        self.number.setObjectName("speakerCount")
        self.number.setAccessibleName(str(Message("speakers.number")))
        self.number.setRange(1, MAX_SPEAKERS)
        self.number.setSpecialValueText(str(Message("speakers.number_found")))
        form = QFormLayout()
        label = QLabel(str(Message("speakers.number")))
        form.addRow(label, self.number)
        self._bar = QProgressBar()
        self._bar.setAccessibleName(str(Message("speakers.progress")))
        self._bar.hide()
        self.message = MessageLabel("speakersMessage")
        self._start = push_button("speakers.find", "startSpeakers", self.start)
        self._start.setDefault(True)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._start)
        row.addWidget(push_button("dialog.close", "closeSpeakers", self.reject))
        column = QVBoxLayout(self)
        column.addWidget(warning)
        column.addLayout(form)
        column.addWidget(self._bar)
        column.addWidget(self.message)
        column.addLayout(row)
        search.progressed.connect(self._show_progress)
        search.ended.connect(self._show_end)
        self.number.setFocus()

    def start(self) -> None:
        """Start the search."""
        self._start.setEnabled(False)
        self._bar.setValue(0)
        self._bar.show()
        self.message.show_message(Message("speakers.searching", name=self._recording.path.name))
        # The lowest value, 1, detects the number: a single speaker needs no search.
        n = self.number.value()
        self._search.start(self._recording, None if n == self.number.minimum() else n)

    def _show_progress(self, share: float) -> None:
        self._bar.setValue(round(100 * share))

    def _show_end(self, message: Message) -> None:
        self._bar.hide()
        self._start.setEnabled(True)
        self.message.show_message(message)

    def done(self, result: int) -> None:
        """Cancel an unfinished search."""
        self._search.ended.disconnect(self._show_end)
        self._search.progressed.disconnect(self._show_progress)
        self._search.cancel()
        super().done(result)
