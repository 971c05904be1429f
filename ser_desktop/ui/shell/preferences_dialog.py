"""The preferences, built from the declarations of the settings."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ser_desktop.audio.devices import list_devices
from ser_desktop.settings import DECLARED, MODELS_OWN, Setting, Settings
from ser_desktop.texts.messages import Message, localised
from ser_desktop.ui.toolkit.number_field import NumberField
from ser_desktop.ui.toolkit.push_button import without_icons
from ser_desktop.ui.toolkit.screen_size import resize_within_screen, text_scale
from ser_desktop.ui.toolkit.theme import GRID

GROUPS = {
    "general": ("language", "appearance", "meter_before_recording", "live_hop_s"),
    "spectrogram": (
        "spectrogram_window_ms",
        "spectrogram_scale",
        "spectrogram_highest_hz",
        "spectrogram_top_db",
        "spectrogram_range_db",
        "spectrogram_colours",
    ),
    "timeline": (
        *("smoothing_windows", "min_segment_s", "uncertain_below"),
        *("apply_harmful_voice", "spoken_language"),
    ),
    "playback": ("output_device", "playback_speed", "moment_lead_s"),
}


class PreferencesDialog(QDialog):
    """Changes apply at once; *Restore defaults* resets all settings."""

    def __init__(
        self, settings: Settings, on_changed: Callable[[str], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("preferencesDialog")
        self.setWindowTitle(str(Message("preferences.title")))
        self._settings, self._on_changed = settings, on_changed
        self._show_value: dict[str, Callable[[], None]] = {}
        groups = self._in_columns([self._group(group, keys) for group, keys in GROUPS.items()])
        scrolled = QScrollArea()
        scrolled.setWidgetResizable(True)
        scrolled.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the fields get the focus
        scrolled.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scrolled.setWidget(groups)
        scrolled.setMinimumWidth(
            groups.sizeHint().width() + scrolled.verticalScrollBar().sizeHint().width()
        )
        column = QVBoxLayout(self)
        column.addWidget(scrolled)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Close | QDialogButtonBox.StandardButton.RestoreDefaults
        )
        buttons.rejected.connect(self.reject)
        restore = buttons.button(QDialogButtonBox.StandardButton.RestoreDefaults)
        restore.setText(str(Message("preferences.restore")))
        restore.clicked.connect(self._reset)
        restore.setAutoDefault(False)  # Enter ends a field; it must not undo all of them
        buttons.button(QDialogButtonBox.StandardButton.Close).setDefault(True)
        column.addWidget(without_icons(buttons))
        height = groups.sizeHint().height() + buttons.sizeHint().height() + _AROUND
        scale = text_scale()  # the hints contain it already
        resize_within_screen(self, round(self.sizeHint().width() / scale), round(height / scale))

    def _in_columns(self, boxes: Sequence[QGroupBox]) -> QWidget:
        """Lay the groups out in two columns where the screen is wide enough, else in one."""
        groups = QWidget()
        columns = QHBoxLayout(groups)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(2 * GRID)
        width = max(box.sizeHint().width() for box in boxes)
        n = 2 if 2 * width + _BESIDE <= self.screen().availableGeometry().width() else 1
        for at in range(n):
            column = QVBoxLayout()
            column.setSpacing(GRID)
            for box in boxes[at * len(boxes) // n : (at + 1) * len(boxes) // n]:
                column.addWidget(box)
            column.addStretch(1)
            columns.addLayout(column)
        return groups

    def _group(self, group: str, keys: Sequence[str]) -> QGroupBox:
        box = QGroupBox(str(Message(f"preferences.{group}")))
        form = QFormLayout(box)
        for key in keys:
            editor = self._editor(key)
            editor.setMinimumWidth(_FIELD_WIDTH)
            editor.setObjectName(f"setting_{key}")
            text = str(Message(f"setting.{key}"))
            editor.setAccessibleName(text)
            label = QLabel(text)
            label.setMinimumWidth(_LABEL_WIDTH)
            label.setBuddy(editor)
            form.addRow(label, editor)
            if key in _EXPLAINED:
                form.addRow(_explanation(key))
        return box

    def _editor(self, key: str) -> QWidget:
        setting = DECLARED[key]
        if key == "output_device":
            choices = [(str(Message("preferences.system_default")), "")]
            choices += [(d.key, d.key) for d in list_devices("output").devices]
            return self._combo(key, choices)
        if setting.choices:
            return self._combo(key, [(_choice_text(setting, c), c) for c in setting.choices])
        if isinstance(setting.default, bool):
            box = QCheckBox()
            self._show_value[key] = lambda: box.setChecked(self._settings[key])
            self._show_value[key]()
            box.toggled.connect(lambda value: self._set(key, value))
            return box
        return self._spin(key)

    def _combo(self, key: str, choices: Sequence[tuple[str, object]]) -> QComboBox:
        combo = QComboBox()
        for text, value in choices:
            combo.addItem(text, value)
        self._show_value[key] = lambda: combo.setCurrentIndex(
            max(0, combo.findData(self._settings[key]))
        )
        self._show_value[key]()
        combo.currentIndexChanged.connect(lambda at: self._set(key, combo.itemData(at)))
        return combo

    def _spin(self, key: str) -> NumberField:
        setting = DECLARED[key]
        scale = 100.0 if setting.unit == "%" else 1.0
        spin = NumberField()
        spin.setDecimals(1 if setting.maximum is not None and setting.maximum <= 60 * scale else 0)
        if scale != 1.0:
            spin.setDecimals(0)
        spin.setRange((setting.minimum or 0.0) * scale, (setting.maximum or 1e6) * scale)
        spin.setSingleStep(_STEPS.get(setting.unit, 1.0))
        spin.setSuffix(f" {setting.unit}" if setting.unit else "")
        spin.setKeyboardTracking(False)
        if setting.minimum == MODELS_OWN:
            spin.setSpecialValueText(str(Message("preferences.model_default")))
        self._show_value[key] = lambda: spin.setValue(self._settings[key] * scale)
        self._show_value[key]()
        spin.valueChanged.connect(lambda value: self._set(key, value / scale))
        return spin

    def _set(self, key: str, value: object) -> None:
        self._settings[key] = value
        self._on_changed(key)

    def _reset(self) -> None:
        for key in self._show_value:
            self._set(key, DECLARED[key].default)
            self._show_value[key]()


_EXPLAINED = ("apply_harmful_voice",)
"""Settings that a name alone does not explain."""
_LABEL_WIDTH, _FIELD_WIDTH = 176, 232
_BESIDE = 96
"""Margins and scroll bar, in pixels."""
_AROUND = 56
_STEPS = {"s": 0.5, "%": 5.0, "ms": 4.0, "Hz": 500.0, "dB": 5.0}


def _explanation(key: str) -> QLabel:
    words = QLabel(str(Message(f"setting.{key}_explained")))
    words.setObjectName(f"explained_{key}")
    words.setProperty("role", "muted")
    words.setWordWrap(True)
    return words


def _choice_text(setting: Setting, value: object) -> str:
    """Return the name of a choice, or a number with its unit."""
    if isinstance(value, str):
        area = "spoken" if setting.key == "spoken_language" else "choice"
        return str(Message(f"{area}.{value}"))
    number = localised(f"{value:g}") if isinstance(value, float) else str(value)
    return f"{number} {setting.unit}".strip()
