"""A field for a number.

It takes the point and the comma of any country for the same, and writes the one of the window's
language.
"""

from __future__ import annotations

from PySide6.QtCore import QLocale
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QDoubleSpinBox, QSpinBox, QWidget

from ser_desktop.texts.messages import localised

_TEXT_MARGIN = 6
"""Between frame and text, in pixels: a style sheet's padding does not reach them."""


def whole_number_field() -> QSpinBox:
    """A field for a whole number, with its text where other fields have theirs."""
    field = QSpinBox()
    field.lineEdit().setTextMargins(_TEXT_MARGIN, 0, 0, 0)
    return field


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
        self.lineEdit().setTextMargins(_TEXT_MARGIN, 0, 0, 0)

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
