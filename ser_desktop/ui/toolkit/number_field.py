"""A field for a number that takes the point and the comma of any country for the same."""

from __future__ import annotations

from PySide6.QtCore import QLocale
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QDoubleSpinBox, QWidget


class NumberField(QDoubleSpinBox):
    """Writes a point, as every other number of the window. Under some locales Qt takes a typed
    point for a separator of thousands, and 1.5 becomes 15."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        plain = QLocale(QLocale.Language.C)
        plain.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
        self.setLocale(plain)

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """A comma that is typed becomes a point."""
        return super().validate(text.replace(",", "."), position)

    def valueFromText(self, text: str) -> float:
        """The number of a text with either."""
        return super().valueFromText(text.replace(",", "."))
