"""Which lanes the user opened and closed: shown in the menu, kept in the settings."""

from __future__ import annotations

from PySide6.QtCore import QObject

from ser_desktop.settings import Settings
from ser_desktop.ui.shell.actions import Actions
from ser_desktop.ui.timeline.lanes import LANES, Lanes


class LaneChoices(QObject):
    """Connects the lanes with their menu entries and settings."""

    def __init__(self, lanes: Lanes, actions: Actions, settings: Settings) -> None:
        super().__init__(lanes)
        self._lanes, self._actions, self._settings = lanes, actions, settings
        lanes.set_choices(settings["lanes_opened"], settings["lanes_closed"])
        lanes.chosen.connect(self._remember)
        lanes.fitted.connect(self._show)
        lanes.search_wanted.connect(actions["find_speakers"].trigger)
        self._show()

    def _remember(self, key: str, is_open: bool) -> None:
        for setting, is_in in (("lanes_opened", is_open), ("lanes_closed", not is_open)):
            others = [other for other in self._settings[setting] if other != key]
            self._settings[setting] = [*others, key] if is_in else others

    def _show(self) -> None:
        for key in LANES:
            self._actions[f"lane_{key}"].setChecked(self._lanes.is_open(key))
