"""The target of the next take, an emotion and a strength, and the model in use."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.practice.target import STRENGTHS, Target
from ser_desktop.settings import Settings
from ser_desktop.texts.messages import Message, emotion_name
from ser_desktop.ui.toolkit.emotion_colours import chip_icon
from ser_desktop.ui.toolkit.theme import GRID, ThemeManager

_FIRST = "happy"
_CHIP_PX = 12


class AimBar(QWidget):
    """Keeps the choice in the settings."""

    changed = Signal(object)
    """The new :class:`Target`."""

    def __init__(
        self, settings: Settings, themes: ThemeManager, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._settings, self._themes = settings, themes
        self.emotions = QComboBox()
        self.emotions.setObjectName("practiceEmotion")
        self.emotions.setAccessibleName(str(Message("practice.aim_emotion")))
        self.emotions.setMinimumWidth(16 * GRID)
        self.strengths = QComboBox()
        self.strengths.setObjectName("practiceStrength")
        self.strengths.setAccessibleName(str(Message("practice.aim_strength")))
        self.strengths.setToolTip(str(Message("practice.aim_strength")))
        for strength in STRENGTHS:
            self.strengths.addItem(str(Message(f"practice.strength_{strength}")), strength)
        self.strengths.setCurrentIndex(STRENGTHS.index(settings["practice_strength"]))
        title = QLabel(str(Message("practice.aim")))
        title.setBuddy(self.emotions)
        self.heard_by = QLabel()
        self.heard_by.setObjectName("practiceHeardBy")
        self.heard_by.setProperty("role", "muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        for widget in (title, self.emotions, self.strengths):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.heard_by)
        self.show_labels(EMOTIONS)
        self.emotions.activated.connect(self._choose)
        self.strengths.activated.connect(self._choose)
        themes.changed.connect(self._tint)

    @property
    def target(self) -> Target:
        """The chosen target."""
        return Target(self.emotions.currentData(), self.strengths.currentData())

    def show_labels(self, labels: Sequence[str]) -> None:
        """Offer the emotions of a model; the chosen one stays if the model knows it."""
        kept = self._settings["practice_emotion"] or _FIRST
        self.emotions.clear()
        for label in labels:
            self.emotions.addItem(emotion_name(label), label)
        self.emotions.setCurrentIndex(max(0, self.emotions.findData(kept)))
        self._tint()

    def choose(self, target: Target) -> None:
        """Choose another target."""
        self.emotions.setCurrentIndex(max(0, self.emotions.findData(target.emotion)))
        self.strengths.setCurrentIndex(STRENGTHS.index(target.strength))
        self._choose()

    def lock(self, locked: bool) -> None:
        """Disable the choice during a take."""
        self.emotions.setEnabled(not locked)
        self.strengths.setEnabled(not locked)

    def _choose(self) -> None:
        target = self.target
        self._settings["practice_emotion"] = target.emotion
        self._settings["practice_strength"] = target.strength
        self.changed.emit(target)

    def _tint(self) -> None:
        for row in range(self.emotions.count()):
            label = self.emotions.itemData(row)
            self.emotions.setItemIcon(row, chip_icon(label, self._themes.theme, _CHIP_PX))
