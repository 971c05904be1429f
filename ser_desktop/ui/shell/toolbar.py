"""The toolbar: record, device, level, play, model, open, export."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QSizePolicy,
    QStackedWidget,
    QToolBar,
    QToolButton,
    QWidget,
)

from ser_desktop.audio.devices import AudioDevice, DeviceList
from ser_desktop.emotion.model_info import ModelInfo
from ser_desktop.settings import SPEEDS
from ser_desktop.texts.messages import Message, localised
from ser_desktop.ui.export.export_menu import ExportMenu
from ser_desktop.ui.models.model_text import model_title, unseen_accuracy
from ser_desktop.ui.recording.level_meter import LevelMeter
from ser_desktop.ui.shell.actions import Actions
from ser_desktop.ui.toolkit.announce import show_value
from ser_desktop.ui.toolkit.icons import icon
from ser_desktop.ui.toolkit.number_text import position_text
from ser_desktop.ui.toolkit.state import State
from ser_desktop.ui.toolkit.theme import ThemeManager

_MIN_SPEED_WIDTH = 78
_SYSTEM_DEVICE = "default"
"""Name that ALSA and PulseAudio give to whatever the system uses."""


class MainToolbar(QToolBar):
    """The main toolbar; it signals the user's choices."""

    device_chosen = Signal(str)
    speed_chosen = Signal(float)
    export_chosen = Signal(str)
    """The format's key."""

    def __init__(
        self, actions: Actions, themes: ThemeManager, parent: QWidget | None = None
    ) -> None:
        super().__init__(str(Message("toolbar.name")), parent)
        self.setObjectName("mainToolbar")
        self.setMovable(False)
        self.setIconSize(QSize(20, 20))
        self._themes = themes
        self._record = self._record_button(actions)
        # Only one of Pause and Stop is useful at a time. Record ends a take too, so that
        # a second Stop button would confuse. Both share one place.
        self._pause_or_stop = QStackedWidget()
        self._pause_or_stop.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        for key in ("stop", "pause"):
            self._pause_or_stop.addWidget(self._make_button(actions, key))
        self.addWidget(self._pause_or_stop)
        self._devices = QComboBox()
        self._devices.setObjectName("deviceBox")
        self._devices.setAccessibleName(str(Message("toolbar.microphone")))
        self._devices.setToolTip(str(Message("toolbar.microphone")))
        self._devices.setMinimumWidth(150)
        self._devices.setMaximumWidth(220)
        self._devices.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._devices.activated.connect(self._on_device)
        self.addWidget(self._devices)
        self.meter = LevelMeter(themes)
        self.addWidget(self.meter)
        self.addSeparator()
        self._button(actions, "play")
        self._button(actions, "loop")
        self._speed = QComboBox()
        self._speed.setObjectName("speedBox")
        self._speed.setAccessibleName(str(Message("toolbar.speed")))
        self._speed.setToolTip(str(Message("toolbar.speed_tip")))
        for speed in SPEEDS:
            self._speed.addItem(localised(f"{speed:g} ×"), speed)
        self._speed.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._speed.ensurePolished()
        self._speed.setMinimumWidth(max(_MIN_SPEED_WIDTH, self._speed.sizeHint().width()))
        self._speed.activated.connect(lambda i: self.speed_chosen.emit(self._speed.itemData(i)))
        self.addWidget(self._speed)
        self._time = QLabel(localised("0:00.0 / 0:00.0"))
        self._time.setObjectName("positionLabel")
        self._time.setAccessibleName(str(Message("toolbar.position")))
        self._time.setMinimumWidth(self._time.fontMetrics().horizontalAdvance("00:00.0 / 00:00.0 "))
        self.addWidget(self._time)
        spring = QWidget()
        spring.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(spring)
        self._model = _pill("modelLabel", actions["models"].trigger)
        self._model.setText(str(Message("toolbar.loading_model")))
        self._model.setAccessibleName(str(Message("toolbar.model")))
        self.addWidget(self._model)
        self._voice = _pill("voiceLabel", actions["voices"].trigger)
        self._voice.setToolTip(str(Message("toolbar.voice_tip")))
        self._voice_place = self.addWidget(self._voice)
        self.show_voice("")
        self.addSeparator()
        self._button(actions, "open", text=True)
        self.addWidget(self._export_button(actions))
        themes.changed.connect(self._tint)
        self.show_state(State.IDLE)
        # Stop is the shorter word; a fixed width keeps the other buttons in place.
        self._record.ensurePolished()
        self._record.setMinimumWidth(self._record.sizeHint().width())

    def show_devices(self, devices: DeviceList, chosen: str) -> None:
        """Fill the list of microphones."""
        self._devices.clear()
        for device in devices.devices:
            self._devices.addItem(_device_text(device), device.key)
            tip = Qt.ItemDataRole.ToolTipRole
            self._devices.setItemData(self._devices.count() - 1, device.key, tip)
        if not devices.devices:
            self._devices.addItem(str(Message("toolbar.no_microphone")), "")
        self._devices.setEnabled(bool(devices.devices))
        problem = str(devices.problem or "")
        self._devices.setToolTip(problem or str(Message("toolbar.microphone")))
        self._record.setToolTip(problem or str(Message("toolbar.record_tip")))
        self._devices.setCurrentIndex(max(self._devices.findData(chosen), 0))

    def show_model(self, info: ModelInfo) -> None:
        """Show name and accuracy of the model."""
        show_value(self._model, str(Message("toolbar.model")), info.name)
        self._model.setText(str(Message("toolbar.model_named", name=info.name)))
        figure = unseen_accuracy(info)
        accuracy = (
            Message("compare.accuracy", accuracy=figure)
            if figure
            else Message("compare.no_accuracy")
        )
        tip = Message(
            "toolbar.model_tip",
            title=model_title(info),
            trained_on=info.trained_on,
            accuracy=accuracy,
        )
        self._model.setToolTip(str(tip))

    def show_no_model(self) -> None:
        """Show that no model could be loaded."""
        show_value(self._model, str(Message("toolbar.model")), str(Message("toolbar.no_model")))
        self._model.setToolTip(str(Message("toolbar.no_model_tip")))

    def show_voice(self, words: str) -> None:
        """Show which voice corrects the results; "" is none."""
        show_value(self._voice, str(Message("result.fact_voice")), words)
        self._voice_place.setVisible(bool(words))

    def show_position(self, position_s: float, duration_s: float) -> None:
        """Show position of the play head and length."""
        text = f"{position_text(position_s)} / {position_text(duration_s)}"
        show_value(self._time, str(Message("toolbar.position")), text)

    def show_speed(self, speed: float) -> None:
        """Show a playback speed."""
        self._speed.setCurrentIndex(self._speed.findData(speed))

    def show_state(self, state: State) -> None:
        """Label the record button; disable the list of microphones during a take."""
        self._recording = state.is_take
        word = "toolbar.stop" if self._recording else "toolbar.record"
        spoken = "toolbar.stop_spoken" if self._recording else "toolbar.record"
        self._record.setText(f" {Message(word)}")
        self._record.setAccessibleName(str(Message(spoken)))
        self._pause_or_stop.setCurrentIndex(1 if self._recording else 0)
        self._devices.setEnabled(not self._recording and self._devices.count() > 0)
        self._tint()

    def _button(self, actions: Actions, name: str, text: bool = False) -> None:
        self.addWidget(self._make_button(actions, name, text))

    @staticmethod
    def _make_button(actions: Actions, name: str, text: bool = False) -> QToolButton:
        button = QToolButton()
        button.setDefaultAction(actions[name])
        button.setObjectName(f"{name}Button")
        button.setAccessibleName(actions[name].toolTip())
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if text:
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        return button

    def _record_button(self, actions: Actions) -> QToolButton:
        # Not the action's own face: this one is red and its icon white.
        action = actions["record"]
        button = QToolButton()
        button.setObjectName("recordButton")
        button.setToolTip(action.toolTip())
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.clicked.connect(action.trigger)
        action.enabledChanged.connect(button.setEnabled)
        self.addWidget(button)
        return button

    def _export_button(self, actions: Actions) -> QToolButton:
        button = self._make_button(actions, "export", text=True)
        menu = ExportMenu([actions["export_all"], actions["export_project"]], button)
        menu.format_chosen.connect(self.export_chosen)
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        return button

    def _tint(self) -> None:
        # The red button's icon is white in both appearances.
        name = "square" if self._recording else "circle"
        theme = self._themes.theme
        self._record.setIcon(icon(name, "#ffffff", theme.muted))
        # Qt puts buttons without room in a narrow window behind an extension button.
        more = self.findChild(QToolButton, "qt_toolbar_ext_button")
        if more is not None:
            more.setIcon(icon("chevrons-right", theme.text, theme.border))
            more.setToolTip(str(Message("toolbar.more_tip")))
            more.setAccessibleName(str(Message("toolbar.more")))

    def _on_device(self, index: int) -> None:
        self.device_chosen.emit(self._devices.itemData(index) or "")


def _device_text(device: AudioDevice) -> str:
    if device.name == _SYSTEM_DEVICE:
        return str(Message("toolbar.system_microphone"))
    if device.is_default:
        return str(Message("toolbar.default_device", name=device.key))
    return device.key


def _pill(name: str, on_clicked: Callable[[], object]) -> QToolButton:
    """Return a button that names the item in use and changes it on a click."""
    pill = QToolButton()
    pill.setObjectName(name)
    pill.setProperty("role", "pill")
    pill.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    pill.clicked.connect(lambda _checked=False: on_clicked())
    return pill
