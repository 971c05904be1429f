"""What the program is, what its model is worth, and what it must not be used for."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from ser_desktop import __version__
from ser_desktop.emotion.model_info import ModelInfo
from ser_desktop.ui.screen_size import resize_within_screen
from ser_desktop.ui.widgets.push_button import plain
from ser_desktop.ui.widgets.result_panel import unseen_accuracy


class AboutDialog(QDialog):
    """Shown from the Help menu."""

    def __init__(self, info: ModelInfo | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("aboutDialog")
        self.setWindowTitle("About SER Desktop")
        resize_within_screen(self, 560, 520)
        text = QTextBrowser()
        text.setObjectName("aboutText")
        text.setAccessibleName("About SER Desktop")
        text.setOpenExternalLinks(False)
        text.setHtml(about_html(info))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(text)
        plain(buttons)
        column.addWidget(buttons)


def about_html(info: ModelInfo | None) -> str:
    """The text, with the figures the model file carries."""
    model = "<p>No model is loaded.</p>"
    if info is not None:
        share = unseen_accuracy(info)
        figure = (
            f"On voices it never heard, models trained the same way name the right one of "
            f"{len(info.labels)} acted emotions in {share} of the recordings "
            "(RAVDESS speech, five folds by actor)."
            if share
            else "Its file states no accuracy on unseen voices."
        )
        model = (
            f"<p>Model <b>{info.name} {info.version}</b>, learned from {info.trained_on}. {figure}"
            " Acted speech is not spontaneous speech: expect less on your own recordings.</p>"
            f"<p>Licence of the model: {info.licence}.</p>"
        )
    return f"""
<h2>SER Desktop {__version__}</h2>
<p>Hears emotion in speech. <b>All stays on this computer</b>: no recording, no result and no
statistic is sent anywhere.</p>
{model}
<h3>What it is not for</h3>
<ul>
<li>Judging people at work or in education: inferring emotions there is prohibited in the European
Union (AI Act, Regulation 2024/1689, article 5(1)(f)).</li>
<li>Medical or legal decisions. It hears how speech sounds, not what a person feels.</li>
<li>Recording people without their consent.</li>
</ul>
<p>Code under the MIT licence. Icons: Lucide (ISC). Speech gate: Silero VAD (MIT). Qt is used under
the LGPL, FFmpeg through PyAV.</p>
"""
