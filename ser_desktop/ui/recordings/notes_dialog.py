"""Consent, tags and notes of recordings, and the notice for the people in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from ser_desktop.project.changes import Change
from ser_desktop.project.items import CONSENTS, Recording
from ser_desktop.texts.messages import Message
from ser_desktop.ui.project.project_in_use import ProjectInUse
from ser_desktop.ui.toolkit.push_button import push_button, without_icons


class NotesDialog(QDialog):
    """Edits one recording, or several. All get the consent; other fields only if they are changed.

    Args:
        recordings: one or more recordings of the project.
        project: stores the change.
        parent: the window.
    """

    def __init__(
        self, recordings: Sequence[Recording], project: ProjectInUse, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("notesDialog")
        self.setMinimumWidth(440)
        self._recordings, self._project = recordings, project
        first = recordings[0]
        title = Message("notes.title", n=len(recordings), name=first.name)
        self.setWindowTitle(str(title))
        self.consent = QComboBox()
        self.consent.setObjectName("consent")
        self.consent.setAccessibleName(str(Message("notes.consent")))
        for consent in CONSENTS:
            self.consent.addItem(str(Message(f"notes.consent_{consent}")), consent)
        self.consent.setCurrentIndex(CONSENTS.index(first.consent))
        self.consent_note = _line("consentNote", "notes.consent_note", first.consent_note)
        self.tags = _line("tags", "notes.tags", ", ".join(first.tags))
        self.note = QPlainTextEdit(first.note)
        self.note.setObjectName("recordingNote")
        self.note.setAccessibleName(str(Message("notes.note")))
        self.note.setTabChangesFocus(True)
        form = QFormLayout()
        form.addRow(str(Message("notes.consent")), self.consent)
        form.addRow(str(Message("notes.consent_note")), self.consent_note)
        form.addRow(str(Message("notes.tags")), self.tags)
        form.addRow(str(Message("notes.note")), self.note)
        hint = QLabel(str(Message("notes.notice_hint")))
        hint.setWordWrap(True)
        hint.setProperty("role", "muted")
        copy = push_button("notes.copy_notice", "copyParticipantNotice", self._copy_notice)
        button = QDialogButtonBox.StandardButton
        buttons = without_icons(QDialogButtonBox(button.Ok | button.Cancel))
        buttons.addButton(copy, QDialogButtonBox.ButtonRole.ResetRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(hint)
        column.addWidget(buttons)

    def accept(self) -> None:
        """Store the values as one undo step, before those who wait for the dialog are told."""
        fields = self._changed_fields()
        after = tuple(replace(recording, **fields) for recording in self._recordings)
        if after != tuple(self._recordings):
            name = self._recordings[0].name
            message = Message("change.edit_recording", name=name)
            self._project.push(Change(message, tuple(self._recordings), after))
        super().accept()

    def _changed_fields(self) -> dict[str, Any]:
        """Return what all get; the tags and notes of several differ and are not made the same."""
        tags = tuple(tag.strip() for tag in self.tags.text().split(",") if tag.strip())
        fields: dict[str, Any] = {
            "consent_note": self.consent_note.text().strip(),
            "tags": tags,
            "note": self.note.toPlainText().strip(),
        }
        first = self._recordings[0]
        changed = {key: value for key, value in fields.items() if value != getattr(first, key)}
        return {"consent": self.consent.currentData(), **changed}

    def _copy_notice(self) -> None:
        QGuiApplication.clipboard().setText(str(Message("welcome.notice")))


def _line(name: str, id: str, text: str) -> QLineEdit:
    line = QLineEdit(text)
    line.setObjectName(name)
    line.setAccessibleName(str(Message(id)))
    return line
