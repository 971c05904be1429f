"""Acoustic details of the selection: figures, pitch over the spectrum, MFCC, chroma.

The dialog stays open beside the window and follows the selection.
"""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from ser_desktop.audio.clip import Clip
from ser_desktop.audio.description import MAX_S, Description, describe
from ser_desktop.errors import SerError
from ser_desktop.texts.messages import Message
from ser_desktop.ui.result.details_figures import DetailsFigures
from ser_desktop.ui.result.details_pictures import DetailsPictures
from ser_desktop.ui.toolkit.error_message import error_message
from ser_desktop.ui.toolkit.message_label import MessageLabel
from ser_desktop.ui.toolkit.screen_size import resize_within_screen
from ser_desktop.ui.toolkit.theme import GRID, ThemeManager
from ser_desktop.ui.toolkit.workers import Job, Workers

SETTLE_MS = 300
"""The dialog follows a selection that stays unchanged for this time, in milliseconds."""
_MESSAGE_WIDTH = 250


class DetailsDialog(QDialog):
    """The dialog of *Acoustic details* (Ctrl+I)."""

    def __init__(
        self, workers: Workers, themes: ThemeManager, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("detailsDialog")
        self.setWindowTitle(str(Message("details.title")))
        resize_within_screen(self, 860, 640)
        self._workers = workers
        self._clip: Clip | None = None
        self._span_s: tuple[float, float] | None = None
        self._job: Job | None = None
        self._was_complete = True
        self.figures = DetailsFigures()
        self._pictures = DetailsPictures(themes)
        self.message = MessageLabel("detailsMessage", "tip")
        self.message.setFixedWidth(_MESSAGE_WIDTH)
        column = QVBoxLayout()
        column.addWidget(self.figures)
        column.addWidget(self.message)
        column.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        row.setSpacing(2 * GRID)
        row.addLayout(column)
        row.addWidget(self._pictures, 1)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self._describe)

    @property
    def is_working(self) -> bool:
        """Whether a description is being computed."""
        return self._job is not None

    def show_clip(self, clip: Clip | None) -> None:
        """Describe another recording as a whole."""
        self._clip, self._span_s = clip, None
        self._settle.start()

    def show_more(self) -> None:
        """Update the description when more of the recording is decoded."""
        if self._clip is not None and self._clip.complete and not self._was_complete:
            self._settle.start()

    def show_selection(self, span_s: tuple[float, float] | None) -> None:
        """Describe a part, or the whole recording."""
        self._span_s = span_s
        self._settle.start()

    def done(self, result: int) -> None:
        """Close the dialog and cancel the computation."""
        self._settle.stop()
        self._cancel()
        super().done(result)

    def _describe(self) -> None:
        self._cancel()
        clip = self._clip
        if clip is None:
            self.figures.clear()
            self._pictures.clear_pictures()
            self.message.show_message(Message("details.no_recording"))
            return
        if not self.isVisible():
            self.message.show_message()
            return
        start_s, end_s = self._span_s or (0.0, clip.duration_s)
        self._was_complete = clip.complete
        self.message.show_message(Message("details.calculating"))
        self._job = self._workers.start(
            "details",
            lambda job: describe(clip, start_s, end_s, job.cancelled),
            self._show,
            self._fail,
        )

    def _cancel(self) -> None:
        if self._job:
            self._job.cancel()
            self._job = None

    def _fail(self, error: Exception) -> None:
        self._job = None
        if not isinstance(error, SerError):
            raise error
        self.message.show_message(error_message(error))

    def _show(self, description: Description) -> None:
        self._job = None
        self.figures.show_description(description)
        self._pictures.show_description(description)
        if description.cut:
            self.message.show_message(Message("details.cut", seconds=round(MAX_S)))
        else:
            self.message.show_message()
