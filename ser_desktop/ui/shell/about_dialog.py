"""The *About* dialog: the program, its model's accuracy, and its limits."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from ser_desktop import __version__
from ser_desktop.emotion.model_info import ModelInfo
from ser_desktop.texts.messages import Message
from ser_desktop.ui.models.model_text import unseen_accuracy
from ser_desktop.ui.toolkit.push_button import without_icons
from ser_desktop.ui.toolkit.screen_size import resize_within_screen


class AboutDialog(QDialog):
    """Shown from the Help menu."""

    def __init__(self, info: ModelInfo | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("aboutDialog")
        self.setWindowTitle(str(Message("about.title")))
        resize_within_screen(self, 560, 520)
        text = QTextBrowser()
        text.setObjectName("aboutText")
        text.setAccessibleName(str(Message("about.title")))
        text.setOpenExternalLinks(False)
        text.setHtml(about_html(info))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(text)
        column.addWidget(without_icons(buttons))


def about_html(info: ModelInfo | None) -> str:
    """Return the text, with the figures of the model file."""
    return str(Message("about.text", version=__version__, model=_model_message(info)))


def _model_message(info: ModelInfo | None) -> Message:
    if info is None:
        return Message("about.no_model")
    accuracy = unseen_accuracy(info)
    figure = (
        Message("about.accuracy", n=len(info.labels), accuracy=accuracy)
        if accuracy
        else Message("about.no_accuracy")
    )
    return Message(
        "about.model",
        name=info.name,
        version=info.version,
        trained_on=info.trained_on,
        figure=figure,
        licence=info.licence,
    )
