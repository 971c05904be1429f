"""A field for a number.

It accepts a point or a comma as decimal sign, and shows the sign of the window's language.
"""

from __future__ import annotations

from PySide6.QtCore import QLocale
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QDoubleSpinBox, QWidget

from ser_desktop.texts.messages import localised


class NumberField(QDoubleSpinBox):
    """A spin box that accepts both decimal signs.

    In some locales Qt takes a typed point for a thousands separator, and 1.5 becomes 15. Therefore
    the field itself uses the C locale.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        plain = QLocale(QLocale.Language.C)
        plain.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
        self.setLocale(plain)

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Accept a comma or a point, and show the sign of the language."""
        state, plain, at = super().validate(text.replace(",", "."), position)
        return state, localised(plain), at

    def valueFromText(self, text: str) -> float:
        """Parse a number with either decimal sign."""
        return super().valueFromText(text.replace(",", "."))

    def textFromValue(self, value: float) -> str:
        """Format a number with the decimal sign of the language."""
        return localised(super().textFromValue(value))
