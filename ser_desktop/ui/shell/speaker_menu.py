"""The menu of a speaker's lane: assign speech to another speaker, rename, colour, merge."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QColorDialog, QMenu

from ser_desktop.emotion.labels import NO_SPEECH
from ser_desktop.emotion.results import Track
from ser_desktop.project import changes, items, speaker_changes
from ser_desktop.project.items import Speaker
from ser_desktop.project.speaker_names import shown_name
from ser_desktop.project.turn_editing import turn_at
from ser_desktop.texts.messages import Message
from ser_desktop.ui.recordings.recording import Recording, Span
from ser_desktop.ui.toolkit.asked_text import asked_text

if TYPE_CHECKING:
    from ser_desktop.ui.shell.main_window import MainWindow


class SpeakerMenu(QObject):
    """One for each window. Each operation is an undo step."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._control = window, window.controller
        window.timeline.pointer.speaker_menu_wanted.connect(self._pop_up)

    def pop_up_here(self) -> None:
        """Open the menu for the speaker in the selection, or at the play head."""
        current = self._control.current
        if current is None:
            return
        span_s = current.view.selection_s
        at_s = sum(span_s) / 2 if span_s else current.view.position_s
        speaking = [turn for turn in current.document.turns if turn.start_s <= at_s < turn.end_s]
        if not speaking:
            self._control.news.emit(Message("speakers.nobody_here"), False)
            return
        timeline = self._window.timeline
        self._pop_up(speaking[0].speaker, at_s, timeline.mapToGlobal(timeline.rect().center()))

    def move(self, track: str, span_s: Span, to: str | None) -> None:
        """Assign the speech in a stretch to another speaker; None is a new one."""
        item = self._item()
        if item is not None:
            store = self._control.project.store
            change = speaker_changes.move_stretch(store, item, track, span_s, to)
            self._control.project.push(change)

    def merge(self, merged: Speaker, into: Speaker) -> None:
        """Merge two speakers who are one person."""
        store = self._control.project.store
        self._control.project.push(speaker_changes.merge_speakers(store, merged, into))

    # The menu --------------------------------------------------------------------------------

    def _pop_up(self, track: str, at_s: float, place: QPoint) -> None:
        current = self._control.current
        if current is None:
            return
        menu = QMenu(self._window)
        menu.setObjectName("speakerMenu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        shown = None
        for key, span_s in self._spans(current, track, at_s).items():
            shown = shown or span_s
            self._add_moves(menu.addMenu(str(Message(f"speakers.move_{key}"))), track, span_s)
        if shown is not None:
            self._window.finder.go_to(shown)  # select the stretch to move, so that Space plays it
        speaker = current.document.speakers.get(track)
        if speaker is not None:
            menu.addSeparator()
            self._add(menu, Message("speakers.rename"), partial(self._rename, speaker))
            self._add(menu, Message("speakers.colour"), partial(self._choose_colour, speaker))
            same = menu.addMenu(str(Message("speakers.same_as", name=shown_name(speaker.name))))
            for other in self._others(current, speaker):
                self._add(same, shown_name(other.name), partial(self.merge, other, speaker))
            same.setEnabled(bool(same.actions()))
        menu.addSeparator()
        for action in ("project_speakers", "find_speakers", "play", "zoom_selection"):
            menu.addAction(self._window.actions_[action])
        menu.popup(place)

    def _spans(self, recording: Recording, track: str, at_s: float) -> dict[str, Span]:
        """Return the stretches to move: the selection if it was clicked, the segment, the turn."""
        spans: dict[str, Span] = {}
        selected = recording.view.selection_s
        turn = turn_at(recording.document.turns, track, at_s)
        segment = next(
            (s for s in _segments(recording, track) if s[0] <= at_s < s[1]),
            None,
        )
        if selected is not None and selected[0] <= at_s <= selected[1]:
            spans["selection"] = selected
        if segment is not None and segment not in spans.values():
            spans["segment"] = segment
        if turn is not None and turn not in spans.values():
            spans["turn"] = turn
        return spans

    def _add_moves(self, menu: QMenu, track: str, span_s: Span) -> None:
        current = self._control.current
        assert current is not None
        for other in sorted({t.speaker for t in current.document.turns} - {track}):
            speaker = current.document.speakers.get(other)
            name = shown_name(speaker.name) if speaker else other
            self._add(menu, name, partial(self.move, track, span_s, other))
        self._add(menu, Message("speakers.new_one"), partial(self.move, track, span_s, None))

    def _add(self, menu: QMenu, text: object, does: Callable[[], None]) -> None:
        # An & in a name must not become a mnemonic.
        words = str(text) if isinstance(text, Message) else str(text).replace("&", "&&")
        menu.addAction(words).triggered.connect(lambda _checked=False: does())

    def _others(self, recording: Recording, speaker: Speaker) -> list[Speaker]:
        by_id = {s.id: s for s in recording.document.speakers.values() if s.id != speaker.id}
        return list(by_id.values())

    def _rename(self, speaker: Speaker) -> None:
        title, prompt = Message("speakers.rename_title"), Message("speakers.column_name")
        shown = shown_name(speaker.name)
        name = asked_text(self._window, title, prompt, title, shown)
        if name and name != shown:
            after = replace(speaker, name=name)
            self._control.project.push(changes.edit_speaker(speaker, after))

    def _choose_colour(self, speaker: Speaker) -> None:
        colour = QColorDialog.getColor(QColor(speaker.colour or "#8fb8ff"), self._window)
        if colour.isValid() and colour.name() != speaker.colour:
            after = replace(speaker, colour=colour.name())
            self._control.project.push(changes.edit_speaker(speaker, after))

    def _item(self) -> items.Recording | None:
        current = self._control.current
        return current.document.item if current is not None else None


def _segments(recording: Recording, track: str) -> list[Span]:
    analysis = recording.analysis
    tracks: tuple[Track, ...] = analysis.tracks if analysis is not None else ()
    segments = [s for t in tracks if t.name == track for s in t.segments]
    return [(s.start_s, s.end_s) for s in segments if s.label != NO_SPEECH]
