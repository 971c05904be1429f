"""Shows the user guide that ships with the program, without network."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from ser_desktop.paths import resource
from ser_desktop.texts.messages import Message, current_language
from ser_desktop.ui.toolkit.push_button import without_icons
from ser_desktop.ui.toolkit.screen_size import resize_within_screen
from ser_desktop.ui.toolkit.theme import GRID

_PICTURE = re.compile(r"^!\[[^\]]*\]\([^)]*\)\n", re.MULTILINE)
_BULLET = re.compile(r"^\* ", re.MULTILINE)
_TEXT_ID = re.compile(r"\{([a-z_]+\.[a-z_]+)\}")
_HEADING = re.compile(r"^## (.+)$", re.MULTILINE)


def guide_text(language: str = "en") -> str:
    """Return the guide as Markdown, without its pictures: the window itself is beside it.

    A translated guide names menus and buttons by the ids of their texts in braces, so that the
    names are those of the window.

    Args:
        language: the code of a language; without a translated guide, the English one is used.
    """
    path = resource("guide", f"guide.{language}.md")
    if not path.is_file():
        path = resource("guide", "guide.md")
    if not path.is_file():
        return str(Message("help.guide_missing"))
    text = _PICTURE.sub("", path.read_text(encoding="utf-8"))
    text = _BULLET.sub("- ", text)  # Qt draws circles for stars, dots for dashes
    return _TEXT_ID.sub(lambda found: _plain(str(Message(found[1]))), text)


def _plain(text: str) -> str:
    """Return a text of the window without its mnemonic."""
    return text.replace("&", "")


class GuideDialog(QDialog):
    """Chapters on the left, text on the right; not modal."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("guideDialog")
        self.setWindowTitle(str(Message("help.guide")))
        self.setModal(False)
        resize_within_screen(self, 880, 640)
        text = guide_text(current_language().code)
        self._page = QTextBrowser()
        self._page.setObjectName("guideText")
        self._page.setAccessibleName(str(Message("help.guide")))
        self._page.setOpenLinks(False)
        self._page.setMarkdown(text)
        self._chapters = QListWidget()
        self._chapters.setObjectName("guideChapters")
        self._chapters.setAccessibleName(str(Message("help.guide_contents")))
        self._chapters.addItems(_HEADING.findall(text))
        self._chapters.setFixedWidth(232)
        self._chapters.setWordWrap(True)
        self._chapters.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._chapters.setCurrentRow(0)
        self._chapters.currentTextChanged.connect(self.go_to)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(2 * GRID)
        row.addWidget(self._chapters)
        row.addWidget(self._page, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        column.addLayout(row, 1)
        column.addWidget(without_icons(buttons))

    def go_to(self, chapter: str) -> None:
        """Scroll to the heading of a chapter."""
        block = self._page.document().begin()
        while block.isValid():
            if block.blockFormat().headingLevel() == 2 and block.text() == chapter:
                layout = self._page.document().documentLayout()
                self._page.verticalScrollBar().setValue(int(layout.blockBoundingRect(block).top()))
                return
            block = block.next()
