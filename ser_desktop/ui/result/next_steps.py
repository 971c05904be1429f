"""Links above an answer to what somebody with such a recording does next."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from ser_desktop.texts.messages import Message


class NextSteps(QWidget):
    """At most one link is shown: speakers of a conversation, practice after a take, sharing."""

    def __init__(self) -> None:
        super().__init__()
        self.speakers = make_link("findSpeakers", "result.find_speakers")
        self.practise = make_link("practiseLink", "result.practise")
        self.share = make_link("shareLink", "result.share_live")
        self._is_live = self._is_shared = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for link in (self.speakers, self.practise, self.share):
            column.addWidget(link)
        self.show_steps()

    def show_steps(self, *, speakers: bool = False, practise: bool = False) -> None:
        """Offer the steps of a recording."""
        self.speakers.setVisible(speakers)
        self.practise.setVisible(practise and not speakers)
        self.show_live(False)

    def show_live(self, is_live: bool) -> None:
        """Offer to share while the microphone is heard, or to stop sharing."""
        self._is_live = is_live
        self._show_share()

    def show_sharing(self, is_on: bool) -> None:
        """Sharing began or ended."""
        self._is_shared = is_on
        self._show_share()

    def _show_share(self) -> None:
        label(self.share, "result.stop_sharing" if self._is_shared else "result.share_live")
        self.share.setVisible(self._is_live)
        links = (self.speakers, self.practise, self.share)
        self.setVisible(not all(link.isHidden() for link in links))  # else it leaves a gap


def make_link(name: str, id: str) -> QToolButton:
    """Make a button that looks like a link; ``<id>_spoken`` says what it does."""
    link = QToolButton()
    link.setObjectName(name)
    link.setProperty("role", "link")
    label(link, id)
    link.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return link


def label(link: QToolButton, id: str) -> None:
    """Set what a link shows, and what a screen reader speaks."""
    link.setText(str(Message(id)))
    spoken = str(Message(f"{id}_spoken"))
    link.setAccessibleName(spoken)
    link.setToolTip(spoken)
