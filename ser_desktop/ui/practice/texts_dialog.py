"""The user's own texts, one per line: typed, or from a file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from ser_desktop.errors import SerError
from ser_desktop.practice.sentences import OwnSentences, sentences_in, sentences_of_file
from ser_desktop.texts.messages import Message
from ser_desktop.ui.toolkit.error_message import error_message
from ser_desktop.ui.toolkit.message_label import MessageLabel
from ser_desktop.ui.toolkit.push_button import push_button, without_icons
from ser_desktop.ui.toolkit.screen_size import resize_within_screen
from ser_desktop.ui.toolkit.theme import GRID


class TextsDialog(QDialog):
    """Closes once the texts are on disk."""

    def __init__(
        self, own: OwnSentences, sentences: tuple[str, ...], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("practiceTextsDialog")
        self.setWindowTitle(str(Message("practice.texts_title")))
        resize_within_screen(self, 560, 420)
        self._own = own
        self.sentences = sentences
        """What is on disk."""
        self.field = QPlainTextEdit("\n".join(sentences))
        self.field.setObjectName("practiceTexts")
        self.field.setAccessibleName(str(Message("practice.texts_title")))
        self.field.setTabChangesFocus(True)
        hint = QLabel(str(Message("practice.texts_hint")))
        hint.setProperty("role", "muted")
        self.problem = MessageLabel("practiceTextsProblem", "doubt")
        add = push_button("practice.texts_file", "practiceTextsFile", self._ask_file)
        add.setAutoDefault(False)
        boxes = QDialogButtonBox.StandardButton
        buttons = without_icons(QDialogButtonBox(boxes.Save | boxes.Cancel))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        row = QHBoxLayout()
        row.addWidget(add)
        row.addStretch(1)
        row.addWidget(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        for widget in (hint, self.field, self.problem):
            column.addWidget(widget)
        column.addLayout(row)

    def add_file(self, path: Path) -> None:
        """Append the sentences of a text file."""
        try:
            added = sentences_of_file(path)
        except SerError as error:
            self.problem.show_message(error_message(error))
            return
        self.problem.show_message()
        before = self.field.toPlainText().rstrip("\n")
        self.field.setPlainText("\n".join([*([before] if before else []), *added]))

    def accept(self) -> None:
        """Store the texts; on an error show a message and keep the dialog open."""
        try:
            sentences = sentences_in(self.field.toPlainText())
            self._own.save(sentences)
        except SerError as error:
            self.problem.show_message(error_message(error))
            return
        self.sentences = sentences
        super().accept()

    def _ask_file(self) -> None:
        title, kinds = str(Message("practice.texts_file")), str(Message("practice.texts_filter"))
        chosen, _ = QFileDialog.getOpenFileName(self, title, "", kinds)
        if chosen:
            self.add_file(Path(chosen))
