"""A field for a number.

It takes the point and the comma of any country for the same, and writes the one of the window's
language.
"""

from __future__ import annotations

from PySide6.QtCore import QLocale
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QDoubleSpinBox, QWidget

from ser_desktop.texts.messages import localised


class NumberField(QDoubleSpinBox):
    """Writes numbers as the rest of the window.

    Under some locales Qt takes a typed point for a separator of thousands, and 1.5 becomes 15; so
    its own locale is the plain one.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        plain = QLocale(QLocale.Language.C)
        plain.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
        self.setLocale(plain)

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Take a comma or a point, and show the one of the language."""
        state, plain, at = super().validate(text.replace(",", "."), position)
        return state, localised(plain), at

    def valueFromText(self, text: str) -> float:
        """The number of a text with either."""
        return super().valueFromText(text.replace(",", "."))

    def textFromValue(self, value: float) -> str:
        """The number as the language writes it."""
        return localised(super().textFromValue(value))
