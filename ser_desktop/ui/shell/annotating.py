"""Connects the annotations of the shown recording with timeline, table, panel and menus."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QFileDialog, QMenu

from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.project.annotated_spans import Said, visible_to
from ser_desktop.project.importing.reading import READERS
from ser_desktop.project.items import Annotation, now
from ser_desktop.project.speaker_names import shown_name
from ser_desktop.texts.messages import Message
from ser_desktop.ui.annotations.annotation_editor import AnnotationEditor
from ser_desktop.ui.annotations.import_annotations import import_annotations
from ser_desktop.ui.annotations.whose import proposed_track, titles, track_title
from ser_desktop.ui.recordings.people import place_said
from ser_desktop.ui.recordings.recording import Span
from ser_desktop.ui.toolkit.question import confirmed

if TYPE_CHECKING:
    from ser_desktop.ui.shell.main_window import MainWindow

_ON_ANNOTATION = (
    *("edit_annotation", "split_annotation", "merge_annotations", "delete_annotation", ""),
    *("teach_annotation",),
)


class Annotating(QObject):
    """One for each window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._control = window, window.controller
        self.annotations = window.annotations
        control, timeline = self._control, window.timeline
        control.current_changed.connect(self.annotations.show)
        control.clip_shown.connect(lambda _clip: self._show())
        control.transport.selection_changed.connect(self.annotations.follow_selection)
        control.transport.selection_changed.connect(lambda _span: self._show_card())
        self.annotations.changed.connect(self._show)
        self.annotations.chosen.connect(window.finder.go_to)
        self.annotations.news.connect(control.news)
        timeline.annotation_chosen.connect(self.annotations.choose)
        timeline.edge_moved.connect(self.annotations.move_edge)
        timeline.drawn.connect(self._on_drawn)
        window.annotation_table.menu_wanted.connect(self._pop_up)
        timeline.pointer.annotation_menu_wanted.connect(self._pop_up_on)
        window.result.annotation_card.whose_chosen.connect(self.annotations.file_under)
        self._shown: Said | None = None
        """What people said of the place in the result panel."""
        window.result.said = self._said_now

    # Showing ---------------------------------------------------------------------------------

    def _show(self) -> None:
        window, current = self._window, self._control.current
        if window.presenter.live_shown:
            return
        shown = self.annotations.shown
        of_focus = shown if current is None else current.of_focus(shown)
        focus = current.view.speaker if current is not None else ""
        if current is not None and current.view.clip is not None:
            selected = {annotation.id for annotation in self.annotations.selected}
            names = {} if focus else titles(current)
            window.timeline.show_annotations(shown, selected, focus, names)
            window.timeline.show_speakers(current.analysis, current.document.speakers, focus)
        window.segments_panel.show_annotations(of_focus)
        window.result.moments.show_annotations(of_focus)
        window.tables.show_count(len(of_focus))
        span_s = current.view.selection_s if current is not None else None
        if self._said(span_s) != self._shown:
            window.result.show_selection(span_s)
        self._show_card()
        window.enable_actions()

    def _said_now(self, span_s: Span | None) -> Said | None:
        """What people said, for the result panel, which shows it."""
        self._shown = self._said(span_s)
        return self._shown

    def _said(self, span_s: Span | None) -> Said | None:
        """What people said of a place in the shown recording."""
        current = self._control.current
        if current is None or self._window.presenter.live_shown:
            return None
        seen = visible_to(current.document.annotations, self.annotations.rater)
        return place_said(current, seen, span_s)

    def _show_card(self) -> None:
        card, annotations = self._window.result.annotation_card, self.annotations
        current = self._control.current
        span_s = current.view.selection_s if current else None
        if current is None or self._window.presenter.live_shown:
            card.show_several(())
            return
        said = self._said(span_s)
        of_span = said.annotations if said is not None and said.comes_first else ()
        one = annotations.one or (of_span[0] if len(of_span) == 1 else None)
        if one is not None and span_s is not None:
            place = annotations.place_of(one)
            speaker = current.document.speakers.get(place.track) if place is not None else None
            answer = None if place is None else place.answer
            name = shown_name(speaker.name) if speaker else ""
            card.show_one(one, answer, name, titles(current))
        else:
            whole = current.of_focus(annotations.shown)
            card.show_several(of_span if span_s is not None else whole)

    # Doing -----------------------------------------------------------------------------------

    def annotate(self, emotion: str) -> None:
        """Annotate the selection with an emotion; else the selected annotation or the recording."""
        current = self._control.current
        if current is not None:
            self.annotations.annotate({emotion: 1.0}, current.view.selection_s)

    def edit(self) -> None:
        """Edit the selected annotation, or a new one for the selection."""
        current, one = self._control.current, self.annotations.one
        if current is None:
            return

        def take(labels: dict[str, float], fields: dict[str, object]) -> None:
            if not self.annotations.rater and fields["rater"]:
                self.annotations.rater = str(fields["rater"])
            if one is None:
                self.annotations.annotate(labels, current.view.selection_s, **fields)
            else:
                after = replace(one, labels=labels, changed=now(), **fields)  # type: ignore[arg-type]
                self.annotations.edit(one, after)

        dialog = AnnotationEditor(one, self.annotations.rater, take, self._window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def split(self) -> None:
        """Split at the play head."""
        current = self._control.current
        if current is not None:
            self.annotations.split(current.view.position_s)

    def merge(self) -> None:
        """Merge the selected annotations, or those in the selected stretch."""
        current = self._control.current
        self.annotations.merge(current.view.selection_s if current else None)

    def copy_segments(self) -> None:
        """Copy the model's segments, of the selection or of the whole recording."""
        current = self._control.current
        self.annotations.copy_segments(current.view.selection_s if current else None)

    def step(self, by: int) -> None:
        """Go to the next annotation, or the previous one."""
        current = self._control.current
        if current is not None:
            self.annotations.step(by, current.view.position_s)

    def import_files(self) -> None:
        """Ask for annotation files of other programs and import them."""
        kinds = " ".join(f"*{suffix} *{suffix.upper()}" for suffix in READERS)
        names, _ = QFileDialog.getOpenFileNames(
            self._window,
            str(Message("annotation.import_title")),
            self._control.settings["last_folder"],
            str(Message("annotation.import_filter", kinds=f"{kinds} *.TextGrid")),
        )
        for name in names:
            import_annotations(self._control.project, Path(name), self._may_remove)

    def _may_remove(self, question: Message) -> bool:
        n, title = question.fields["n"], Message("annotation.import_title")
        remove, keep = Message("import.remove", n=n), Message("import.keep", n=n)
        return confirmed(self._window, title, question, remove, keep)

    def teach(self) -> None:
        """Ask for a voice and make the selected annotation one of its examples."""
        control, one = self._control, self.annotations.one
        current = control.current
        if current is None or one is None or not one.label or control.model is None:
            return
        profile = self._window.dialogs.profile_to_teach_of(one)
        if profile is not None:
            raw = current.document.raw_analyses[current.view.channel]
            control.speakers.teach_selection(
                raw, (one.start_s, one.end_s), control.model, one.label, profile
            )

    # Menus -----------------------------------------------------------------------------------

    def _on_drawn(self, start_s: float, end_s: float, place: QPoint) -> None:
        """Ask for the emotion of a drawn stretch. Esc only keeps it selected."""
        self._control.transport.choose_span((start_s, end_s))
        menu = self._menu()
        current = self._control.current
        if current is not None and titles(current):
            # In one lane for all it has to be seen whose an annotation becomes.
            track = proposed_track(current, (start_s, end_s))
            title = str(Message("annotation.for", speaker=track_title(current, track)))
            menu.addAction(title.replace("&", "&&")).setEnabled(False)
            menu.addSeparator()
        for emotion in EMOTIONS:
            menu.addAction(self._window.actions_[f"annotate_{emotion}"])
        menu.addSeparator()
        menu.addAction(self._window.actions_["edit_annotation"])
        menu.popup(place)

    def _pop_up_on(self, annotation: Annotation, place: QPoint) -> None:
        """Select an annotation in the pictures, unless it is one of several, and open its menu."""
        if annotation not in self.annotations.selected:
            self.annotations.choose(annotation)
        self._pop_up(place)

    def _pop_up(self, place: QPoint) -> None:
        menu = self._menu()
        self._add_whose(menu)
        for key in _ON_ANNOTATION:
            if key:
                menu.addAction(self._window.actions_[key])
            else:
                menu.addSeparator()
        menu.popup(place)

    def _add_whose(self, menu: QMenu) -> None:
        """Offer the speakers that the selected annotations can be about."""
        tracks = {annotation.track for annotation in self.annotations.selected}
        choices = titles(self._control.current)
        if not choices or not tracks:
            return
        of = menu.addMenu(str(Message("annotation.whose")))
        for track, name in choices.items():
            action = of.addAction(name.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(tracks == {track})
            action.triggered.connect(partial(self._file_under, track))
        menu.addSeparator()

    def _file_under(self, track: str, _checked: bool = False) -> None:
        self.annotations.file_under(track)

    def _menu(self) -> QMenu:
        menu = QMenu(self._window)
        menu.setObjectName("annotationMenu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu
