"""The sentence to speak in large type, and the choice of its list."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QToolButton, QWidget

from ser_desktop.practice.sentences import bundled_sentences
from ser_desktop.settings import Settings
from ser_desktop.texts.messages import Message, current_language
from ser_desktop.ui.toolkit.icons import icon
from ser_desktop.ui.toolkit.push_button import push_button
from ser_desktop.ui.toolkit.theme import GRID, ThemeManager

_LARGE_PX, _SMALLER_PX = 26, 18
_LONG = 120
"""Characters from which a text is written smaller."""
_LISTS = ("bundled", "own")


class SentencePanel(QWidget):
    """Steps through one of two lists."""

    edit_wanted = Signal()
    """The own texts are to be edited."""

    def __init__(
        self, settings: Settings, themes: ThemeManager, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._settings, self._themes = settings, themes
        self._own: tuple[str, ...] = ()
        self._at = dict.fromkeys(_LISTS, 0)
        self.label = QLabel()
        self.label.setObjectName("practiceSentence")
        self.label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.label.setWordWrap(True)
        self.label.setMinimumHeight(9 * GRID)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.previous = self._arrow("practice.previous", "practicePrevious", -1)
        self.next = self._arrow("practice.next", "practiceNext", 1)
        self.lists = QComboBox()
        self.lists.setObjectName("practiceList")
        self.lists.setAccessibleName(str(Message("practice.which_list")))
        self.lists.setToolTip(str(Message("practice.which_list")))
        for key in _LISTS:
            self.lists.addItem(str(Message(f"practice.{key}")), key)
        self.lists.setCurrentIndex(_LISTS.index(settings["practice_texts"]))
        self.lists.activated.connect(self._choose_list)
        self.place = QLabel()
        self.place.setObjectName("practicePlace")
        self.place.setProperty("role", "muted")
        self.edit = push_button("practice.edit_texts", "practiceEdit", self.edit_wanted.emit)
        self.edit.setAutoDefault(False)
        self.controls = QWidget()
        """Which list, its editor, and where in it the sentence is; placed by the window."""
        self._lay_out()
        themes.changed.connect(self._tint)
        self._tint()
        self._show()

    @property
    def sentence(self) -> str:
        """The sentence to speak; "" without one."""
        sentences = self._sentences()
        return sentences[self._at[self._list]] if sentences else ""

    def step(self, by: int) -> None:
        """Show another sentence; after the last comes the first."""
        sentences = self._sentences()
        if sentences:
            self._at[self._list] = (self._at[self._list] + by) % len(sentences)
            self._show()

    def set_own(self, sentences: tuple[str, ...]) -> None:
        """Use the user's own texts."""
        self._own, self._at["own"] = sentences, 0
        self._show()

    def show_list(self, key: str) -> None:
        """Use the list ``bundled`` or ``own``."""
        self.lists.setCurrentIndex(_LISTS.index(key))
        self._choose_list()

    @property
    def _list(self) -> str:
        return str(self.lists.currentData())

    def _sentences(self) -> tuple[str, ...]:
        return self._own if self._list == "own" else bundled_sentences(current_language().code)

    def _choose_list(self) -> None:
        self._settings["practice_texts"] = self._list
        self._show()

    def _show(self) -> None:
        sentences, text = self._sentences(), self.sentence
        shown = text or str(Message("practice.no_texts"))
        size = _SMALLER_PX if len(text) > _LONG or not text else _LARGE_PX
        weight, colour = (600, "text") if text else (400, "muted")
        self.label.setStyleSheet(
            f"font-size: {size}px; font-weight: {weight};"
            f" color: {getattr(self._themes.theme, colour)};"
        )
        self.label.setText(shown)
        self.label.setAccessibleName(f"{Message('practice.sentence')}: {shown}")
        n = self._at[self._list] + 1
        at = str(Message("practice.place", n=n, total=len(sentences))) if sentences else ""
        self.place.setText(at)
        for button in (self.previous, self.next):
            button.setEnabled(len(sentences) > 1)

    def _arrow(self, id: str, name: str, by: int) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        button.setToolTip(str(Message(id)))
        button.setAccessibleName(str(Message(id)))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: self.step(by))
        return button

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(self.previous)
        row.addWidget(self.label, 1)
        row.addWidget(self.next)
        below = QHBoxLayout(self.controls)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(GRID)
        for widget in (self.lists, self.edit, self.place):
            below.addWidget(widget)
        below.addStretch(1)

    def _tint(self) -> None:
        theme = self._themes.theme
        self.previous.setIcon(icon("chevron-left", theme.text, theme.disabled))
        self.next.setIcon(icon("chevron-right", theme.text, theme.disabled))
        self._show()
