"""Chooses whose answer, moments and segments are shown: everybody, or one speaker."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal

from ser_desktop.emotion.speaker_summary import speaker_tracks
from ser_desktop.project.speaker_names import shown_name
from ser_desktop.texts.messages import Message
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.toolkit.elided_combo_box import ElidedComboBox


class SpeakerChooser(ElidedComboBox):
    """Hidden unless speakers were found.

    Args:
        name: object name.
        texts: it is as wide as the longest of them; none leave the width to the layout.
    """

    chosen = Signal(str)
    """The track of a speaker; "" is everybody."""

    def __init__(self, name: str = "speakerChooser", texts: Sequence[str] = ()) -> None:
        super().__init__(texts)
        self.setObjectName(name)
        self.setProperty("role", "chip")
        self.setAccessibleName(str(Message("speakers.shown")))
        self.setToolTip(str(Message("speakers.shown_tip")))
        self.activated.connect(lambda i: self.chosen.emit(self.itemData(i)))
        self.hide()

    def show_speakers(self, recording: Recording | None) -> None:
        """List the speakers of a recording, and mark the one that is shown."""
        analysis = recording.analysis if recording is not None else None
        tracks = [] if analysis is None else speaker_tracks(analysis)
        self.setVisible(bool(tracks))
        self.clear()
        if recording is None or not tracks:
            return
        self.addItem(str(Message("speakers.everybody")), "")
        for track in tracks:
            speaker = recording.document.speakers.get(track.name)
            name = track.name if speaker is None else shown_name(speaker.name)
            self.addItem(name, track.name)
        self.setCurrentIndex(max(0, self.findData(recording.view.speaker)))
        self.setProperty("chosen", self.currentIndex() > 0)
        self.style().polish(self)
