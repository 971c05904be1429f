"""Shows the controller's state in the window: updates every part that is concerned."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer

from ser_desktop.audio.clip import Clip
from ser_desktop.audio.devices import DeviceList
from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.emotion.model_info import ModelInfo
from ser_desktop.emotion.results import Window
from ser_desktop.paths import APP_NAME
from ser_desktop.texts.messages import Message, emotion_name
from ser_desktop.ui.recording.availability import why_unavailable
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.recordings.status_text import row_message
from ser_desktop.ui.shell.enabled_actions import enabled_actions
from ser_desktop.ui.shell.live_texts import live_headline, live_hint
from ser_desktop.ui.speakers.profile_text import profile_state
from ser_desktop.ui.toolkit.announce import announce
from ser_desktop.ui.toolkit.number_text import duration_text
from ser_desktop.ui.toolkit.state import State

if TYPE_CHECKING:
    from ser_desktop.ui.shell.main_window import MainWindow

_ENABLE_DELAY_MS = 50
"""Rows change in bursts; actions are enabled once for each burst, after this time."""


class Presenter(QObject):
    """Connects the controller with the parts of one window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self.controller = window, window.controller
        self.actions_, self.toolbar, self.list = window.actions_, window.toolbar, window.list
        self.timeline, self.segments = window.timeline, window.segments
        self.result, self.status = window.result, window.status
        self.notices, self.panels = window.notices, window.panels
        self.live_state: State | None = None
        """The state of take or monitoring; None while a recording is shown."""
        self._no_microphone = ""
        self._shown: Recording | None = None
        self._enable_later = QTimer(self)
        self._enable_later.setSingleShot(True)
        self._enable_later.setInterval(_ENABLE_DELAY_MS)
        self._enable_later.timeout.connect(self.enable_actions)
        self._connect()

    def show_all(self) -> None:
        """Show the state at the start."""
        self._show_state(State.IDLE)
        self._show_current(None)
        self._show_panels()

    def _connect(self) -> None:
        control = self.controller
        control.state_changed.connect(self._show_state)
        control.current_changed.connect(self._show_current)
        control.clip_shown.connect(self._show_clip)
        control.clip_grown.connect(self.timeline.refresh_clip)
        control.problem.connect(self.notices.show_error)
        control.problem_solved.connect(self.notices.drop_errors)
        control.news.connect(self.notices.show_news)
        control.model_in_use.loaded.connect(self._show_model)
        control.model_in_use.failed.connect(lambda _error: self.toolbar.show_no_model())
        control.speakers.changed.connect(self._show_profile)
        control.transport.position_changed.connect(self._show_position)
        control.transport.selection_changed.connect(self._show_selection)
        control.listening.input.samples_arrived.connect(self._on_samples)
        control.listening.input.devices_changed.connect(self._show_devices)
        control.listening.live.changed.connect(self.show_live)
        control.sharing.changed.connect(self._show_sharing)
        control.undo_stack.indexChanged.connect(self._show_undo)
        control.recordings.rowsInserted.connect(self.enable_actions)
        control.recordings.rowsRemoved.connect(self.enable_actions)
        control.recordings.dataChanged.connect(self._on_rows_changed)
        self.panels.visibility_changed.connect(self._show_panels)
        self.timeline.view_changed.connect(self._remember_view)
        control.project.opened.connect(self._show_title)
        control.project.renamed.connect(self._show_title)

    @property
    def live_shown(self) -> bool:
        """Whether the pictures show the microphone."""
        return self.live_state is not None

    def _show_state(self, state: State) -> None:
        self.toolbar.show_state(state)
        is_live = state.is_take or state is State.MONITORING
        self.actions_["monitor"].setChecked(state is State.MONITORING)
        record = "action.stop_recording" if state.is_take else "action.record"
        self.actions_["record"].setText(str(Message(record)))
        self.actions_["pause"].setChecked(state is State.PAUSED)
        if is_live:
            self._show_live_state(state)
        was_live = self.live_shown
        self.live_state = state if is_live else None
        self.status.show_sharing(self.controller.sharing.is_on, is_live)
        self._show_tables()
        self._window.show_start(self.controller.current is None and not is_live)
        if was_live and not is_live:
            announce(self._window, str(Message("live.stopped")))
            self._show_current(self.controller.current)
        self.actions_.set_icon("play", "pause" if state is State.PLAYING else "play")
        self.enable_actions()

    def _show_tables(self) -> None:
        """Hide the tables if no answer will come, so that the pictures get the room."""
        current = self.controller.current
        has_failed = current is not None and current.job.error is not None
        self._window.centre.show_tables(not self.live_shown and not has_failed)

    def _show_live_state(self, state: State) -> None:
        self.result.show_live_state(live_headline(state), live_hint(state))
        if state is self.live_state:
            return
        announce(self._window, str(live_headline(state)))
        if State.PAUSED not in (state, self.live_state):
            self.timeline.start_live()
            # an old message would seem to be about the new take
            self.toolbar.meter.reset_clip_indicator()

    def _on_rows_changed(self) -> None:
        if not self._enable_later.isActive():
            self._enable_later.start()

    def enable_actions(self) -> None:
        """Enable and disable actions."""
        selected = self._window.handlers.selected()
        self.actions_.enable(enabled_actions(self.controller, selected, self._window.annotations))

    def _show_undo(self) -> None:
        stack = self.controller.undo_stack
        self.notices.hide_news()  # its Undo belongs to an earlier step
        for key, step in (("undo", stack.undoText()), ("redo", stack.redoText())):
            text = Message(f"action.{key}_step", step=step) if step else Message(f"action.{key}")
            self.actions_[key].setText(str(text))
        self.enable_actions()

    def _show_panels(self) -> None:
        self.actions_["show_list"].setChecked(self.panels.list_shown)
        self.actions_["show_result"].setChecked(self.panels.result_shown)

    def _show_model(self, info: ModelInfo) -> None:
        self.toolbar.show_model(info)
        self.result.show_model(info)
        self._show_profile()

    def _show_profile(self) -> None:
        speakers, info = self.controller.speakers, self.controller.model_in_use.info
        state = profile_state(speakers.profile, info)
        self.result.show_profile(state)
        self.toolbar.show_voice(str(state) if speakers.profile is not None else "")
        for emotion in EMOTIONS:
            n, name = speakers.n_examples(emotion), emotion_name(emotion)
            id = "action.label_as_again" if n else "action.label_as"
            self.actions_[f"said_{emotion}"].setText(str(Message(id, n=n, emotion=name)))
        self.enable_actions()

    def _show_sharing(self, is_on: bool) -> None:
        self.actions_["share_live"].setChecked(is_on)
        self.status.show_sharing(is_on, self.live_shown)
        self.result.next_steps.show_sharing(is_on)

    def _show_devices(self, devices: DeviceList) -> None:
        device = self.controller.listening.input.device
        self.toolbar.show_devices(devices, device.key if device else "")
        self._no_microphone = reason = why_unavailable(devices)
        self.actions_["record"].setToolTip(reason or str(Message("toolbar.record_tip")))
        self.status.show_no_microphone(reason)
        if reason:
            self.toolbar.meter.rest()
        if self.controller.current is None:
            self.timeline.show_hint(self._hint(None))
        self._window.start_page.show_microphone(self._no_microphone)
        self.enable_actions()

    def _show_current(self, recording: Recording | None) -> None:
        if self.live_shown:
            return
        self._window.show_start(recording is None)
        self.result.show_recording(recording)
        self.timeline.show_hint(self._hint(recording))
        self._show_failure(recording)
        self._show_tables()
        if recording is not self._shown:  # a change of the shown recording keeps the selected rows
            self._shown = recording
            row = -1 if recording is None else self.controller.recordings.row_of(recording)
            self.list.select_row(row)
        analysis = recording.analysis if recording else None
        self.actions_["split"].setChecked(
            recording is not None and recording.document.split_channels
        )
        if recording is None or recording.view.clip is not None:
            analyses = recording.drawn_analyses if recording else ()
            self.timeline.show_analyses(analyses)
        self._window.segments_panel.show_recording(recording)
        self.status.show_analysis(analysis)
        self.timeline.setAccessibleDescription(_spoken(recording))
        self._show_title()
        self.enable_actions()

    def _show_title(self) -> None:
        """Show recording, project and program in the title."""
        current, project = self.controller.current, self.controller.project
        name = project.name if project.is_open else ""
        if name and project.read_only:
            name = str(Message("work.title_read_only", name=name))
        self._window.recordings_panel.show_project(name)
        is_kept = project.is_open and not project.read_only
        self.status.show_saved(is_kept and current is not None)
        parts = [current.path.name if current else "", name, APP_NAME]
        self._window.setWindowTitle(" – ".join(part for part in parts if part))

    def _remember_view(self, span_s: tuple[float, float] | None) -> None:
        current = self.controller.current
        if current is not None and current.view.clip is not None and not self.live_shown:
            current.view.visible_s = span_s

    def _hint(self, recording: Recording | None) -> str:
        """Return the text in place of the pictures: no recording, or decoding."""
        if recording is None:
            if self._no_microphone:
                return str(Message("timeline.drop_without_microphone", reason=self._no_microphone))
            return str(Message("timeline.drop_or_record"))
        return str(Message("timeline.reading", name=recording.path.name))

    def _show_failure(self, recording: Recording | None) -> None:
        """Say in place of the pictures why there are none."""
        reason = None
        if recording is not None and recording.view.clip is None and not self.live_shown:
            reason = recording.job.error or recording.view.clip_problem
        self.timeline.failed.show_reason(reason)

    def _show_selection(self, span_s: tuple[float, float] | None) -> None:
        self.timeline.show_selection(span_s)
        if not self.live_shown:
            self.result.show_selection(span_s)
        self.enable_actions()

    def _show_clip(self, clip: Clip | None) -> None:
        current = self.controller.current
        visible_s = current.view.visible_s if current is not None else None
        self.timeline.show_clip(clip)
        self.timeline.show_hint(self._hint(current))
        self._show_failure(current)
        if clip is not None and current is not None:
            self.timeline.show_analyses(current.drawn_analyses)
            self.timeline.show_selection(current.view.selection_s)
            if visible_s is not None:
                self.timeline.zoom_to(visible_s)
        self.toolbar.show_position(0.0, clip.duration_s if clip else 0.0)
        self.enable_actions()

    def _show_position(self, position_s: float) -> None:
        current = self.controller.current
        self.timeline.follow(position_s)
        if current and current.view.clip:
            self.toolbar.show_position(position_s, current.view.clip.duration_s)

    def _on_samples(self, samples: NDArray[np.float32], sample_rate_hz: int) -> None:
        self.status.show_microphone(self.live_state if len(samples) else None, bool(len(samples)))
        if not len(samples):
            self.toolbar.meter.rest()
            return
        self.toolbar.meter.feed(float(np.abs(samples).max()))
        take = self.controller.listening.input.take
        if take is not None and not take.paused:
            self.timeline.feed_live(samples, sample_rate_hz)
            self.toolbar.show_position(take.elapsed_s, take.elapsed_s)
        elif self.live_state is State.MONITORING:
            self.timeline.feed_live(samples, sample_rate_hz)

    def show_live(self, windows: tuple[Window, ...]) -> None:
        """Show the live results."""
        control = self.controller
        info, below = control.model_in_use.info, control.library.interpretation.uncertain_below
        if info is not None and self.live_shown:
            if below is not None:
                info = replace(info, uncertain_below=below)
            if control.state is not State.PAUSED:  # the headline Paused stays
                self.result.show_live(windows[-1], info, control.listening.live.mark)
            self.timeline.show_live(windows, info)


def _spoken(recording: Recording | None) -> str:
    """Return the description of the pictures for screen readers."""
    if recording is None:
        return ""
    if recording.analysis is None:
        return recording.path.name
    length = duration_text(recording.analysis.file.duration_s)
    return f"{recording.path.name}, {length}, {row_message(recording)}"
