"""Connects lists and views with the finder: clicks go to places, and views follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QMenu

from ser_desktop.emotion.results import Segment
from ser_desktop.texts.messages import Message
from ser_desktop.ui.recordings.recording import Recording, Span
from ser_desktop.ui.toolkit.announce import announce

if TYPE_CHECKING:
    from ser_desktop.ui.shell.main_window import MainWindow

PLACE_MENU = ("play", "loop", "", "zoom_selection", "fit", "details", "")
TIMELINE_MENU = (
    *("play", "", "select_from", "select_to", "select_none", ""),
    *("zoom_selection", "fit", "details", ""),
)
MOMENT_MENU = (
    *("play", "loop", "next_moment", "previous_moment", ""),
    *("zoom_selection", "details", ""),
)


class Links(QObject):
    """Connects the parts of one window through its finder."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._finder = window, window.finder
        self._control = window.controller
        self._connect_places()
        self._connect_moments()
        self._connect_menus()

    def _connect_places(self) -> None:
        window, finder = self._window, self._finder
        window.timeline.segment_chosen.connect(finder.go_to_segment)
        window.timeline.pointer.stretch_chosen.connect(finder.go_to_stretch)
        window.segments.segment_chosen.connect(finder.go_to_segment)
        window.result.place_wanted.connect(finder.go_to)
        window.overview.place_chosen.connect(self._open_place)
        window.work_dialogs.place_chosen.connect(self._go_to_speaker)
        finder.place_shown.connect(window.timeline.reveal)
        finder.spoken.connect(self._say)
        self._control.transport.selection_changed.connect(window.segments.show_place)

    def _connect_moments(self) -> None:
        moments, finder = self._window.result.moments, self._finder
        moments.moment_chosen.connect(finder.go_to_moment)
        moments.step_wanted.connect(finder.step)
        moments.emotion_chosen.connect(self.choose_emotion)
        self._window.result.bars.emotion_clicked.connect(self.choose_emotion)
        self._control.model_in_use.loaded.connect(lambda _info: self._restore_emotion())
        finder.moments_changed.connect(moments.show_moments)
        marks = self._window.timeline.moment_marks
        finder.moments_changed.connect(marks.show_moments)
        marks.chosen.connect(finder.go_to_moment)
        play = self._window.actions_["play_moments"]
        play.setChecked(self._control.settings["play_moments"])
        moments.play_box.setChecked(play.isChecked())
        moments.play_toggled.connect(play.setChecked)
        play.toggled.connect(moments.play_box.setChecked)
        play.toggled.connect(self._remember_play)

    def _connect_menus(self) -> None:
        window = self._window
        window.timeline.menu_wanted.connect(self._timeline_menu)
        window.segments.menu_wanted.connect(self._segment_menu)
        window.result.moments.menu_wanted.connect(self._moment_menu)

    def choose_emotion(self, emotion: str) -> None:
        """Rank the moments of an emotion, and mark the emotion in all views."""
        self._window.result.bars.mark(emotion)
        self._window.result.moments.show_emotion(emotion)
        self._finder.choose_emotion(emotion)
        self._control.settings["moment_emotion"] = emotion

    def _restore_emotion(self) -> None:
        """Choose the emotion of the last time, if the model knows it."""
        info, kept = self._control.model_in_use.info, self._control.settings["moment_emotion"]
        if info is not None and kept in info.labels and not self._finder.emotion:
            self.choose_emotion(kept)

    def _open_place(self, recording: Recording, emotion: str, span_s: Span | None) -> None:
        self._window.show_overview(False)
        if emotion:
            self.choose_emotion(emotion)
        self._finder.open(recording, span_s)

    def _go_to_speaker(self, span_s: Span, track: str) -> None:
        """Go to a moment of one speaker, with the answers of that speaker."""
        self._control.choose_speaker(track)
        self._finder.go_to(span_s)

    def _remember_play(self, wanted: bool) -> None:
        self._control.settings["play_moments"] = wanted

    def _say(self, message: Message) -> None:
        timeline = self._window.timeline
        timeline.setAccessibleDescription(str(message))
        announce(timeline, str(message))

    # Context menus ---------------------------------------------------------------------------

    def _segment_menu(self, segment: Segment, place: QPoint) -> None:
        self._finder.go_to_segment(segment)
        self._pop_up(PLACE_MENU, place)

    def _moment_menu(self, at: int, place: QPoint) -> None:
        self._finder.go_to_moment(at)
        self._pop_up(MOMENT_MENU, place)

    def _timeline_menu(self, seconds: float, place: QPoint) -> None:
        current = self._control.current
        span_s = current.view.selection_s if current else None
        if span_s is None or not span_s[0] <= seconds <= span_s[1]:
            self._control.transport.choose_span(None)
            self._control.transport.seek(seconds)
        self._pop_up(TIMELINE_MENU, place)

    def _pop_up(self, keys: tuple[str, ...], place: QPoint) -> None:
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for key in keys:
            if key:
                menu.addAction(self._window.actions_[key])
            else:
                menu.addSeparator()
        menu.addMenu(self._window.actions_.menus["annotations"])
        menu.addMenu(self._window.actions_.menus["speakers"])
        menu.popup(place)
