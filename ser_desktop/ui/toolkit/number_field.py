"""A field for a number.

It accepts a point or a comma as decimal sign, and shows the sign of the window's language.
"""

from __future__ import annotations

from PySide6.QtCore import QLocale
from PySide6.QtGui import QFocusEvent, QValidator
from PySide6.QtWidgets import QDoubleSpinBox, QSpinBox, QWidget

from ser_desktop.texts.messages import localised

_TEXT_MARGIN = 6
"""Between frame and text, in pixels: a style sheet's padding does not reach them."""


class _WholeNumberField(QSpinBox):
    """A spin box whose special text gives way to a typed number."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select the special text, so that a number takes its place."""
        super().focusInEvent(event)
        if self.specialValueText() and self.value() == self.minimum():
            self.selectAll()

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Accept a digit typed inside or behind the special text."""
        digits = "".join(letter for letter in text if letter.isdigit())
        words = "".join(letter for letter in text if not letter.isdigit())
        if digits and words == self.specialValueText():
            text, position = digits, len(digits)
        state, text, position = super().validate(text, position)
        return state, text, position


def whole_number_field() -> QSpinBox:
    """Return a field for a whole number, aligned like other fields."""
    field = _WholeNumberField()
    field.lineEdit().setTextMargins(_TEXT_MARGIN, 0, 0, 0)
    return field


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
        self.lineEdit().setTextMargins(_TEXT_MARGIN, 0, 0, 0)

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
