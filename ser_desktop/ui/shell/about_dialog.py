"""The *About* dialog: the program, its model's accuracy, and its limits."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from ser_desktop import __version__
from ser_desktop.emotion.model_info import ModelInfo
from ser_desktop.texts.messages import Message
from ser_desktop.ui.models.model_text import unseen_accuracy
from ser_desktop.ui.toolkit.number_text import unbroken
from ser_desktop.ui.toolkit.push_button import without_icons
from ser_desktop.ui.toolkit.screen_size import resize_within_screen, text_scale

_WIDTH = 560
_BESIDE = 56
"""Margins of the dialog and of the page, left and right."""
_AROUND = 112
"""Margins, frame and buttons, above and below the text."""


class AboutDialog(QDialog):
    """Shown from the Help menu."""

    def __init__(self, info: ModelInfo | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("aboutDialog")
        self.setWindowTitle(str(Message("about.title")))
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
        self._fit_text(text)

    def _fit_text(self, page: QTextBrowser) -> None:
        """Take the height of the text, so that neither a scroll bar nor a gap is shown."""
        scale = text_scale()
        page.document().setTextWidth((_WIDTH - _BESIDE) * scale)
        height = page.document().size().height() / scale
        resize_within_screen(self, _WIDTH, round(height) + _AROUND)


def about_html(info: ModelInfo | None) -> str:
    """Return the text, with the figures of the model file."""
    text = str(Message("about.text", version=__version__, model=_model_message(info)))
    return unbroken(text)


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
