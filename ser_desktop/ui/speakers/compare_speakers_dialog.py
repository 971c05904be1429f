"""Shows the speakers of a recording side by side; a click on a moment goes to it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QUrl, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QTextBrowser, QVBoxLayout, QWidget

from ser_desktop.emotion.results import Analysis
from ser_desktop.texts.messages import Message
from ser_desktop.ui.speakers.compare_speakers_text import compare_html
from ser_desktop.ui.toolkit.push_button import push_button
from ser_desktop.ui.toolkit.screen_size import resize_within_screen
from ser_desktop.ui.toolkit.theme import ThemeManager


class CompareSpeakersDialog(QDialog):
    """A page of figures; it changes nothing.

    Args:
        analysis: analysis of a recording with speakers.
        names: name of the speaker of each track.
        themes: give the colours.
        parent: the window.
    """

    place_chosen = Signal(object, str)
    """(start, end) in seconds of a moment, and the track of its speaker."""

    def __init__(
        self,
        analysis: Analysis,
        names: Mapping[str, str],
        themes: ThemeManager,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("compareSpeakersDialog")
        self.setWindowTitle(str(Message("compare_speakers.title", name=analysis.file.path.name)))
        resize_within_screen(self, 860, 620)
        self.page = QTextBrowser()
        self.page.setObjectName("compareSpeakersPage")
        self.page.setAccessibleName(self.windowTitle())
        self.page.setOpenLinks(False)
        self._analysis, self._names, self._themes = analysis, names, themes
        self._show()
        themes.changed.connect(self._show)
        self.page.anchorClicked.connect(self._go)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(push_button("dialog.close", "closeCompareSpeakers", self.reject))
        column = QVBoxLayout(self)
        column.addWidget(self.page, 1)
        column.addLayout(row)

    def _show(self) -> None:
        """Write the page in the colours of the theme, which may change meanwhile."""
        self.page.setHtml(compare_html(self._analysis, self._names, self._themes.theme))

    def _go(self, address: QUrl) -> None:
        start_s, end_s, track = address.fragment().split("/", 2)
        self.place_chosen.emit((float(start_s), float(end_s)), track)
