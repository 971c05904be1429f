"""Connects each menu entry with the function it runs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.paths import resource
from ser_desktop.ui.annotations.annotations import NUDGE_S
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.shell.actions import ENTRIES
from ser_desktop.ui.shell.dialogs import show_folder
from ser_desktop.ui.shell.enabled_actions import has_speech
from ser_desktop.ui.timeline.lanes import LANES
from ser_desktop.ui.timeline.spectrogram_track import SpectrogramLook

if TYPE_CHECKING:
    from ser_desktop.ui.shell.main_window import MainWindow

Handler = Callable[[], object]

_ZOOM_STEP = 0.6
_END_S = 1e9


class Handlers:
    """Runs the actions of a window, by the keys of :mod:`.actions`."""

    def __init__(self, window: MainWindow) -> None:
        self._window, self._control = window, window.controller
        self._actions, self._list = window.actions_, window.list
        self._timeline, self._dialogs = window.timeline, window.dialogs
        handlers = {
            **self._files(),
            **self._projects(),
            **self._recording(),
            **self._playing(),
            **self._view(),
            **self._finding(),
            **self._analysis(),
            **self._annotations(),
            **self._other(),
        }
        failed = self._timeline.failed
        failed.folder_wanted.connect(self._dialogs.show_in_folder)
        failed.remove_wanted.connect(lambda: self._control.library.remove(self._shown()))
        failed.again_wanted.connect(lambda: self._control.analyse_again(*self._shown()))
        for entry in ENTRIES:  # an action without a handler fails at start
            handler = handlers[entry.key]
            self._actions[entry.key].triggered.connect(partial(self._run, handler))

    def _run(self, handler: Handler, _checked: bool = False) -> None:
        handler()
        self._window.enable_actions()

    def _files(self) -> dict[str, Handler]:
        control, dialogs = self._control, self._dialogs
        return {
            "open": dialogs.open_files,
            "open_folder": dialogs.open_folder,
            "open_sample": lambda: control.open([resource("samples", "sample.flac")]),
            "export": self._window.work_dialogs.export,
            "export_all": self._window.work_dialogs.export_all,
            "rename": dialogs.rename,
            "show_in_folder": dialogs.show_in_folder,
            "remove": self._remove,
            "quit": self._window.close,
            "undo": control.undo,
            "redo": control.redo,
            "preferences": lambda: dialogs.preferences(self.apply_setting),
        }

    def _projects(self) -> dict[str, Handler]:
        projects, work = self._window.project_dialogs, self._window.work_dialogs
        return {
            "new_project": projects.new,
            "open_project": projects.open,
            "save_project": projects.save,
            "save_project_as": projects.save_as,
            "collect": projects.collect,
            "find_moved": projects.find_moved,
            "export_project": work.export_project,
            "notes": lambda: work.notes(self.selected()),
            "rate_blind": work.rate_blind,
            "agreement": work.agreement,
            "find_speakers": work.find_speakers,
            "move_to_speaker": self._window.speaker_menu.pop_up_here,
            "compare_speakers": work.compare_speakers,
            "same_people": work.same_people,
            "project_speakers": work.project_speakers,
        }

    def _recording(self) -> dict[str, Handler]:
        control = self._control
        return {
            "record": control.capture.record,
            "pause": control.listening.pause_take,
            "stop": control.stop,
            "monitor": lambda: control.capture.monitor(self._is_checked("monitor")),
            "share_live": lambda: control.capture.share_live(self._is_checked("share_live")),
            "practise": self._dialogs.practise,
            "rescan": control.capture.rescan,
            "clip_lamp": self._window.toolbar.meter.reset_clip_indicator,
            "recordings_folder": lambda: show_folder(control.profile.recordings),
        }

    def _playing(self) -> dict[str, Handler]:
        transport = self._control.transport
        return {
            "play": transport.toggle,
            "loop": lambda: transport.set_loop(self._is_checked("loop")),
            "back": lambda: self._walk(-1.0),
            "forward": lambda: self._walk(1.0),
            "back_fine": lambda: self._walk(-0.1),
            "forward_fine": lambda: self._walk(0.1),
            "back_far": lambda: self._walk(-10.0),
            "forward_far": lambda: self._walk(10.0),
            "home": lambda: self._walk(-_END_S),
            "end": lambda: self._walk(_END_S),
            "select_all": lambda: transport.choose_span((0.0, self._duration_s())),
            "select_none": lambda: transport.choose_span(None),
            "select_from": transport.select_from_head,
            "select_to": transport.select_to_head,
        }

    def _view(self) -> dict[str, Handler]:
        timeline, panels = self._timeline, self._window.panels
        return {
            "zoom_in": lambda: timeline.zoom(_ZOOM_STEP),
            "zoom_out": lambda: timeline.zoom(1 / _ZOOM_STEP),
            "fit": timeline.fit,
            "fit_height": self._fit_height,
            "zoom_selection": self._zoom_to_selection,
            **{f"lane_{key}": partial(timeline.lanes.toggle, key) for key in LANES},
            "show_list": lambda: panels.show_list(self._is_checked("show_list")),
            "show_result": lambda: panels.show_result(self._is_checked("show_result")),
        }

    def _finding(self) -> dict[str, Handler]:
        window, finder = self._window, self._window.finder
        return {
            "find": window.search_recordings,
            "overview": lambda: window.show_overview(self._is_checked("overview")),
            "next_moment": lambda: finder.step(1),
            "previous_moment": lambda: finder.step(-1),
            "play_moments": lambda: None,  # the finder reads the setting at the next place
            "next_segment": lambda: finder.step_segment(1),
            "previous_segment": lambda: finder.step_segment(-1),
            "say_position": self._say_position,
        }

    def _analysis(self) -> dict[str, Handler]:
        control = self._control
        return {
            "analyse": self._analyse_selected,
            "analyse_rest": lambda: control.analyse_again(*control.library.unanalysed()),
            "cancel": lambda: control.library.cancel(self.selected()),
            "cancel_all": control.library.cancel_all,
            "split": lambda: control.split_channels(self._is_checked("split")),
            "other_channel": self._show_other_channel,
            "details": self._dialogs.details,
            **{f"said_{emotion}": partial(self._label_as, emotion) for emotion in EMOTIONS},
        }

    def _annotations(self) -> dict[str, Handler]:
        work, annotations = self._window.annotating, self._window.annotations
        step = NUDGE_S
        return {
            **{f"annotate_{emotion}": partial(self._annotate, emotion) for emotion in EMOTIONS},
            "edit_annotation": work.edit,
            "split_annotation": work.split,
            "merge_annotations": work.merge,
            "delete_annotation": annotations.delete,
            "copy_segments": work.copy_segments,
            "import_annotations": work.import_files,
            "next_annotation": lambda: work.step(1),
            "previous_annotation": lambda: work.step(-1),
            "nudge_back": lambda: annotations.nudge(-step, "both"),
            "nudge_forth": lambda: annotations.nudge(step, "both"),
            "nudge_start_back": lambda: annotations.nudge(-step, "start"),
            "nudge_start_forth": lambda: annotations.nudge(step, "start"),
            "nudge_end_back": lambda: annotations.nudge(-step, "end"),
            "nudge_end_forth": lambda: annotations.nudge(step, "end"),
            "teach_annotation": work.teach,
        }

    def _other(self) -> dict[str, Handler]:
        dialogs, profile = self._dialogs, self._control.profile
        return {
            "voices": dialogs.voices,
            "models": dialogs.models,
            "compare": dialogs.comparison,
            "models_folder": lambda: show_folder(profile.models),
            "guide": dialogs.guide,
            "help": lambda: dialogs.shortcuts(self._actions.shortcuts()),
            "meaning": dialogs.meaning,
            "welcome": dialogs.welcome,
            "log_folder": lambda: show_folder(profile.logs),
            "about": dialogs.about,
        }

    def selected(self) -> list[Recording]:
        """Recordings of the selected rows, or else the shown recording."""
        return self._list.selected_recordings() or self._shown()

    def _shown(self) -> list[Recording]:
        current = self._control.current
        return [] if current is None else [current]

    def apply_setting(self, key: str) -> None:
        """Apply a setting that was changed in the preferences."""
        settings = self._control.settings
        if key == "appearance":
            self._window.themes.set_appearance(settings[key])
        elif key.startswith("spectrogram_"):
            self._timeline.set_look(SpectrogramLook.of(settings))
        else:
            self._window.toolbar.show_speed(settings["playback_speed"])
            self._control.apply_setting(key)

    def _remove(self) -> None:
        """Delete the selected annotation; if the list has the focus, remove its selected rows."""
        if self._window.annotations.selected and not self._list.hasFocus():
            self._window.annotations.delete()
        else:
            self._control.library.remove(self.selected())

    def _walk(self, seconds: float) -> None:
        """Move the play head and announce the segment there."""
        self._control.transport.seek_by(seconds)
        if not self._control.transport.playing:  # playback is heard already
            self._say_position()

    def _say_position(self) -> None:
        current = self._control.current
        if current is not None:
            self._window.finder.say_position(current.view.position_s)

    def _is_checked(self, key: str) -> bool:
        return self._actions[key].isChecked()

    def _duration_s(self) -> float:
        current = self._control.current
        return current.view.clip.duration_s if current and current.view.clip else 0.0

    def _fit_height(self) -> None:
        wanted = self._is_checked("fit_height")
        self._control.settings["fit_height"] = wanted
        self._timeline.fit_height(wanted)

    def _zoom_to_selection(self) -> None:
        current = self._control.current
        if current and current.view.selection_s:
            self._timeline.zoom_to(current.view.selection_s)

    def _show_other_channel(self) -> None:
        current = self._control.current
        if current is not None and current.document.displayed_analyses:
            n_channels = len(current.document.displayed_analyses)
            self._control.choose_channel((current.view.channel + 1) % n_channels)

    def _analyse_selected(self) -> None:
        self._control.analyse_again(*(row for row in self.selected() if not row.job.is_active))

    def _annotate(self, emotion: str) -> None:
        """Annotate, after a question if that is a long recording as a whole."""
        current, has_one = self._control.current, self._window.annotations.one is not None
        if current is None:
            return
        if has_one or self._dialogs.may_label([current], emotion, "annotate"):
            self._window.annotating.annotate(emotion)

    def _label_as(self, emotion: str) -> None:
        """Label the selection of a single recording, or several recordings as wholes."""
        rows = [row for row in self.selected() if has_speech(row)]
        if not rows or not self._dialogs.may_label(rows, emotion, "teach"):
            return
        profile = self._dialogs.profile_to_teach()
        if profile is not None:
            self._control.teaching.label_as(rows, emotion, profile)
