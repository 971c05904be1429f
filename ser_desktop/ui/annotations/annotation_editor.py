"""The editor of one annotation: emotions with weights, intensity, confidence, note, rater."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QPlainTextEdit,
    QSlider,
    QSpacerItem,
    QVBoxLayout,
    QWidget,
)

from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.project.items import Annotation
from ser_desktop.texts.messages import Message, emotion_name
from ser_desktop.ui.toolkit.push_button import without_icons
from ser_desktop.ui.toolkit.theme import GRID

Take = Callable[[dict[str, float], dict[str, object]], object]
_PERCENT = 100


class AnnotationEditor(QDialog):
    """A dialog. The annotation changes when the user presses OK.

    Args:
        annotation: the annotation to edit; None makes a new one.
        rater: the name proposed for the rater.
        take: called on OK with the weights of the emotions, and the other fields by name.
        parent: the window.
    """

    def __init__(
        self, annotation: Annotation | None, rater: str, take: Take, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("annotationEditor")
        self.setWindowTitle(str(Message("annotation.editor_title")))
        self.setMinimumWidth(420)
        self._take = take
        labels = annotation.labels if annotation else {}
        self._weights: dict[str, QSlider] = {}
        self._ticks: dict[str, QCheckBox] = {}
        form = QFormLayout()
        form.setHorizontalSpacing(2 * GRID)
        form.setVerticalSpacing(GRID)
        for label in EMOTIONS:
            tick = QCheckBox(emotion_name(label))
            tick.setObjectName(f"emotion_{label}")
            tick.setChecked(label in labels)
            slider = _slider(f"weight_{label}", emotion_name(label), labels.get(label, 1.0))
            slider.setEnabled(label in labels)
            tick.toggled.connect(slider.setEnabled)
            form.addRow(tick, slider)
            self._ticks[label], self._weights[label] = tick, slider
        self._intensity = _Optional("intensity", annotation.intensity if annotation else None)
        self._confidence = _Optional("confidence", annotation.confidence if annotation else None)
        self.note = QPlainTextEdit(annotation.note if annotation else "")
        self.note.setObjectName("annotationNote")
        self.note.setAccessibleName(str(Message("annotation.column_note")))
        self.note.setTabChangesFocus(True)
        self.note.setMaximumHeight(90)
        self.rater = QLineEdit(annotation.rater if annotation else rater)
        self.rater.setObjectName("annotationRater")
        self.rater.setAccessibleName(str(Message("annotation.column_rater")))
        self.rater.setPlaceholderText(str(Message("annotation.you")))
        form.addItem(_gap())
        for optional in (self._intensity, self._confidence):
            form.addRow(optional.tick, optional.slider)
        form.addItem(_gap())
        form.addRow(str(Message("annotation.column_note")), self.note)
        form.addRow(str(Message("annotation.column_rater")), self.rater)
        button = QDialogButtonBox.StandardButton
        buttons = without_icons(QDialogButtonBox(button.Ok | button.Cancel))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(2 * GRID)
        column.addLayout(form)
        column.addWidget(buttons)

    def accept(self) -> None:
        """Call ``take`` with the values of the fields."""
        weights = {
            label: self._weights[label].value() / _PERCENT
            for label, tick in self._ticks.items()
            if tick.isChecked()
        }
        fields: dict[str, object] = {
            "intensity": self._intensity.share(),
            "confidence": self._confidence.share(),
            "note": self.note.toPlainText().strip(),
            "rater": self.rater.text().strip(),
        }
        super().accept()
        self._take(weights, fields)


class _Optional:
    """A tick and a slider for a share that may stay empty."""

    def __init__(self, key: str, share: float | None) -> None:
        name = str(Message(f"annotation.column_{key}"))
        self.tick = QCheckBox(name)
        self.tick.setObjectName(f"say_{key}")
        self.tick.setChecked(share is not None)
        self.slider = _slider(f"annotation_{key}", name, 0.5 if share is None else share)
        self.slider.setEnabled(share is not None)
        self.tick.toggled.connect(self.slider.setEnabled)

    def share(self) -> float | None:
        """0..1, or None if the field is empty."""
        return self.slider.value() / _PERCENT if self.tick.isChecked() else None


def _gap() -> QSpacerItem:
    """Room between what is ticked for one purpose and for the next."""
    return QSpacerItem(0, GRID)


def _slider(name: str, spoken: str, share: float) -> QSlider:
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setObjectName(name)
    slider.setAccessibleName(spoken)
    slider.setRange(0, _PERCENT)
    slider.setPageStep(10)
    slider.setValue(round(share * _PERCENT))
    slider.valueChanged.connect(lambda value: slider.setToolTip(f"{value} %"))
    return slider
