"""Says which recordings would be exported without consent, and leads to where it is stated."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ser_desktop.project.items import Recording
from ser_desktop.texts.messages import Message
from ser_desktop.ui.result.next_steps import make_link
from ser_desktop.ui.toolkit.message_list import MessageList

_AGAINST = ("refused", "withdrawn")


class ConsentNotice(QWidget):
    """Hidden where everybody has given consent."""

    consent_wanted = Signal(object)
    """Recordings whose consent is not stated: the user wants to state it."""

    def __init__(self) -> None:
        super().__init__()
        self._unknown: list[Recording] = []
        self.notice = MessageList("exportConsent", "doubt")
        self.link = make_link("stateConsent", "export_project.state_consent")
        self.link.clicked.connect(lambda: self.consent_wanted.emit(self._unknown))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notice)
        column.addWidget(self.link)

    def show_recordings(self, recordings: Sequence[Recording]) -> None:
        """Show what is missing in the recordings of a project."""
        refused = sum(recording.consent in _AGAINST for recording in recordings)
        self._unknown = [recording for recording in recordings if recording.consent == "unknown"]
        n_unknown = len(self._unknown)
        messages = [Message("export_project.refused", n=refused)] if refused else []
        if n_unknown:
            messages.append(Message("export_project.unknown_consent", n=n_unknown))
        self.notice.show_message(*messages)
        self.link.setVisible(bool(n_unknown))
        self.setVisible(bool(messages))
