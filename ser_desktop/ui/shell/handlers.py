"""What each entry of the menus does, to the rows that are chosen or the recording that is shown."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.ui.recordings.recordings_model import Recording
from ser_desktop.ui.shell.actions import ENTRIES
from ser_desktop.ui.shell.dialogs import show_folder
from ser_desktop.ui.shell.enabled_actions import is_answered
from ser_desktop.ui.timeline.spectrogram_track import SpectrogramLook

if TYPE_CHECKING:
    from ser_desktop.ui.shell.main_window import MainWindow

_ZOOM_STEP = 0.6
_END = 1e9


class Handlers:
    """Stands behind every action of a window, by the names of :mod:`.actions`."""

    def __init__(self, window: MainWindow) -> None:
        self._window, self._control = window, window.controller
        self._actions, self._list = window.actions_, window.list
        self._timeline, self._dialogs = window.timeline, window.dialogs
        does = self._table()
        for entry in ENTRIES:  # one that would do nothing fails here, before anybody presses it
            run = does[entry.name]
            self._actions[entry.name].triggered.connect(lambda _checked=False, run=run: run())

    def _table(self) -> dict[str, Callable[[], object]]:
        control, dialogs, timeline = self._control, self._dialogs, self._timeline
        transport, profile = control.transport, control.profile
        return {
            "open": dialogs.open_files,
            "open_folder": dialogs.open_folder,
            "export": dialogs.export,
            "export_all": dialogs.export_all,
            "rename": dialogs.rename,
            "show_in_folder": dialogs.show_in_folder,
            "remove": lambda: control.remove(*self.chosen()),
            "undo": control.undo,
            "preferences": lambda: dialogs.preferences(self.apply_setting),
            "quit": self._window.close,
            "record": control.record,
            "pause": control.listening.pause_take,
            "stop": control.stop,
            "monitor": lambda: control.monitor(self._is_checked("monitor")),
            "rescan": control.rescan,
            "clip_lamp": self._window.toolbar.meter.put_out,
            "recordings_folder": lambda: show_folder(profile.recordings),
            "play": transport.toggle,
            "loop": lambda: transport.set_loop(self._is_checked("loop")),
            "back": lambda: transport.seek_by(-1.0),
            "forward": lambda: transport.seek_by(1.0),
            "back_fine": lambda: transport.seek_by(-0.1),
            "forward_fine": lambda: transport.seek_by(0.1),
            "back_far": lambda: transport.seek_by(-10.0),
            "forward_far": lambda: transport.seek_by(10.0),
            "home": lambda: transport.seek(0.0),
            "end": lambda: transport.seek(_END),
            "zoom_in": lambda: timeline.zoom(_ZOOM_STEP),
            "zoom_out": lambda: timeline.zoom(1 / _ZOOM_STEP),
            "fit": timeline.fit,
            "fit_height": lambda: timeline.fit_height(self._is_checked("fit_height")),
            "zoom_selection": self._zoom_to_selection,
            "select_all": lambda: transport.choose_span((0.0, self._duration_s())),
            "select_none": lambda: transport.choose_span(None),
            "select_from": transport.select_from_head,
            "select_to": transport.select_to_head,
            "analyse": self._analyse_chosen,
            "analyse_rest": control.analyse_rest,
            "cancel": self._cancel_chosen,
            "cancel_all": control.cancel_all,
            "split": lambda: control.split_channels(self._is_checked("split")),
            "other_channel": self._other_channel,
            "details": dialogs.details,
            "models": dialogs.models,
            "compare": dialogs.comparison,
            **{f"said_{e}": partial(self._say_it_was, e) for e in EMOTIONS},
            "voices": dialogs.voices,
            "models_folder": lambda: show_folder(profile.models),
            "help": lambda: dialogs.shortcuts(self._actions.shortcuts()),
            "log_folder": lambda: show_folder(profile.logs),
            "about": dialogs.about,
        }

    def chosen(self) -> list[Recording]:
        """The rows that are chosen in the list; without any the one that is shown."""
        current = self._control.current
        return self._list.chosen() or ([] if current is None else [current])

    def apply_setting(self, key: str) -> None:
        """A setting was changed in the preferences: show it."""
        settings = self._control.settings
        if key == "appearance":
            self._window.themes.set_appearance(settings[key])
        elif key.startswith("spectrogram_"):
            self._timeline.set_look(SpectrogramLook.of(settings))
        else:
            self._window.toolbar.show_speed(settings["playback_speed"])
            self._control.apply_setting(key)

    def _is_checked(self, name: str) -> bool:
        return self._actions[name].isChecked()

    def _duration_s(self) -> float:
        current = self._control.current
        return current.clip.duration_s if current and current.clip else 0.0

    def _zoom_to_selection(self) -> None:
        current = self._control.current
        if current and current.selection_s:
            self._timeline.zoom_to(current.selection_s)

    def _other_channel(self) -> None:
        current = self._control.current
        if current is not None and current.analyses:
            self._control.choose_channel((current.channel + 1) % len(current.analyses))

    def _analyse_chosen(self) -> None:
        for recording in self.chosen():
            if recording.progress is None:
                self._control.analyse_again(recording)

    def _say_it_was(self, emotion: str) -> None:
        """One row is meant with its selection, several are as wholes."""
        rows = [row for row in self.chosen() if is_answered(row)]
        into = self._dialogs.whose_voice() if rows else None
        if into is not None:
            self._control.learn_from(rows, emotion, into)

    def _cancel_chosen(self) -> None:
        for recording in self.chosen():
            self._control.cancel(recording)
