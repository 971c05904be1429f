"""The status line: format, speed of the analysis, and values under the pointer."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QStatusBar

from ser_desktop.emotion.results import Analysis
from ser_desktop.texts.messages import Message, localised
from ser_desktop.ui.recording.sharing_indicator import SharingIndicator
from ser_desktop.ui.toolkit.number_text import duration_text
from ser_desktop.ui.toolkit.state import State
from ser_desktop.ui.toolkit.theme import GRID

_BESIDE = 3 * GRID
"""Margins of a text and the space beside it."""

_MINUTE_S = 60


class StatusLine(QStatusBar):
    """Format and speed of the analysis on the left; sharing and the read-out on the right."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizeGripEnabled(False)
        self._format, self._speed, self.read_out = QLabel(), QLabel(), QLabel()
        self._format.setObjectName("formatLabel")
        self._speed.setObjectName("speedLabel")
        self.read_out.setObjectName("readOut")
        self.addWidget(self._format)
        self.addWidget(self._speed)
        self.sharing = SharingIndicator()
        self.microphone = QLabel()
        self.microphone.setObjectName("microphoneIndicator")
        self.microphone.hide()
        self._private = private = QLabel(str(Message("status.private")))
        private.setObjectName("privacyLabel")
        self._saved = QLabel()
        self._saved.setObjectName("savedLabel")
        self._saved.setToolTip(str(Message("status.saved_tip")))
        self.addPermanentWidget(self.read_out)
        self.addPermanentWidget(self.sharing)
        self.addPermanentWidget(self.microphone)
        self.addPermanentWidget(self._saved)
        self.addPermanentWidget(private)
        self._no_microphone = ""
        for label in (self._format, self._speed, self.read_out, self._saved, private):
            label.setMinimumWidth(1)  # a long line must not widen the window

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Hide parts without room, so that no text is cut off."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        always = (self.sharing, self.microphone)
        room = self.width() - sum(w.sizeHint().width() for w in always if not w.isHidden())
        for label in (self._saved, self._format, self._private, self._speed):
            needed = label.sizeHint().width() + _BESIDE
            label.setVisible(needed <= room)
            room -= needed if needed <= room else 0

    def show_saved(self, is_kept: bool) -> None:
        """Show that the work is saved."""
        self._saved.setText(str(Message("status.saved")) if is_kept else "")
        self._fit()

    def show_sharing(self, is_on: bool, is_heard: bool) -> None:
        """Show that live results are shared, and whether there are any at present."""
        self.sharing.show_state(is_on, is_heard)
        self._fit()

    def show_microphone(self, state: State | None, is_open: bool) -> None:
        """Show that the microphone is open, and for what purpose."""
        use = {State.RECORDING: "recording", State.PAUSED: "paused", State.MONITORING: "monitoring"}
        key = use.get(state, "level") if state is not None else "level"
        text = str(Message(f"status.microphone_{key}")) if is_open else ""
        if self._no_microphone and not is_open:
            text = str(Message("status.no_microphone"))
        self.microphone.setToolTip("" if is_open else self._no_microphone)
        if text != self.microphone.text():
            self.microphone.setText(text)
            self.microphone.setAccessibleName(text)
            self.microphone.setProperty("quiet", key == "level")
            self.microphone.style().polish(self.microphone)
            self.microphone.setVisible(bool(text))
            self._fit()

    def show_no_microphone(self, reason: str) -> None:
        """Show that nothing can be recorded, and why; "" if there is a microphone."""
        self._no_microphone = reason
        self.show_microphone(None, False)

    def show_analysis(self, analysis: Analysis | None) -> None:
        """Show format and speed of an analysis; None clears the line."""
        if analysis is None:
            self._format.setText("")
            self._speed.setText("")
            self._fit()
            return
        file = analysis.file
        channels = {1: "status.mono", 2: "status.stereo"}.get(file.channels, "status.channels")
        parts = (
            file.format_name,
            localised(f"{file.sample_rate_hz / 1000:g} kHz"),
            str(Message(channels, n=file.channels)),
            duration_text(file.duration_s),
        )
        self._format.setText(" · ".join(parts))
        elapsed_s = analysis.elapsed_s
        is_short = elapsed_s < _MINUTE_S
        time = localised(f"{elapsed_s:.1f} s") if is_short else duration_text(elapsed_s)
        self._speed.setText(str(Message("status.speed", time=time)))
        ratio = round(file.duration_s / max(elapsed_s, 1e-9))
        self._speed.setToolTip(str(Message("status.speed_tip", ratio=ratio)))
        self._fit()
