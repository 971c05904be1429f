"""The settings a person changes, made from their declarations."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QVBoxLayout,
    QWidget,
)

from ser_desktop.settings import DECLARED, Settings

SHOWN = ("appearance", "meter_before_recording", "spectrogram_range_db")


class PreferencesDialog(QDialog):
    """Changes act at once; Defaults puts all back."""

    def __init__(
        self, settings: Settings, on_changed: Callable[[str], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("preferencesDialog")
        self.setWindowTitle("Preferences")
        self._settings, self._on_changed = settings, on_changed
        self._show_value: dict[str, Callable[[], None]] = {}
        form = QFormLayout()
        for key in SHOWN:
            form.addRow(DECLARED[key].text, self._editor(key))
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Close | QDialogButtonBox.StandardButton.RestoreDefaults
        )
        buttons.rejected.connect(self.reject)
        buttons.button(QDialogButtonBox.StandardButton.RestoreDefaults).clicked.connect(self._reset)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(buttons)

    def _editor(self, key: str) -> QWidget:
        setting = DECLARED[key]
        editor: QWidget
        if setting.choices:
            combo = editor = QComboBox()
            combo.addItems([str(choice) for choice in setting.choices])
            self._show_value[key] = lambda: combo.setCurrentText(self._settings[key])
            self._show_value[key]()
            combo.currentTextChanged.connect(lambda value: self._set(key, value))
        elif isinstance(setting.default, bool):
            box = editor = QCheckBox()
            self._show_value[key] = lambda: box.setChecked(self._settings[key])
            self._show_value[key]()
            box.toggled.connect(lambda value: self._set(key, value))
        else:
            spin = editor = QDoubleSpinBox()
            spin.setDecimals(0)
            spin.setRange(setting.minimum or 0.0, setting.maximum or 1e6)
            self._show_value[key] = lambda: spin.setValue(self._settings[key])
            self._show_value[key]()
            spin.valueChanged.connect(lambda value: self._set(key, value))
        editor.setObjectName(f"setting_{key}")
        editor.setAccessibleName(setting.text)
        return editor

    def _set(self, key: str, value: object) -> None:
        self._settings[key] = value
        self._on_changed(key)

    def _reset(self) -> None:
        for key in SHOWN:
            self._set(key, DECLARED[key].default)
            self._show_value[key]()
