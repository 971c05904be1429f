"""The annotations of the shown recording: the selection and all operations.

An annotation changes no model and no voice. Each operation is one step of the project's history.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from ser_desktop.emotion.places import Place, is_same_span, place_at
from ser_desktop.emotion.results import Overall
from ser_desktop.project import changes, editing
from ser_desktop.project.annotated_spans import visible_to
from ser_desktop.project.items import Annotation, new_id, now
from ser_desktop.project.model_answers import model_answer, track_of
from ser_desktop.project.pauses import pauses_s
from ser_desktop.settings import Settings
from ser_desktop.texts.messages import Message
from ser_desktop.ui.annotations.whose import filed_message, proposed_track
from ser_desktop.ui.project.project_in_use import ProjectInUse
from ser_desktop.ui.recordings.recording import Recording, Span

NUDGE_S = 0.05
_SAME_S = 1e-3
"""Times that differ by less are taken as equal, in seconds."""


class Annotations(QObject):
    """One for each window."""

    changed = Signal()
    """The annotations or their selection changed."""
    chosen = Signal(object)
    """(start, end) in seconds of an annotation that the user selected, to be scrolled into view."""
    news = Signal(object, bool)
    """A message, and whether the reported step can be undone."""

    def __init__(
        self, project: ProjectInUse, settings: Settings, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._project, self._settings = project, settings
        self.recording: Recording | None = None
        self._selected: list[str] = []
        self._choosing = False

    # What is shown ---------------------------------------------------------------------------

    @property
    def rater(self) -> str:
        """The name that the user of this window entered; "" if there is none."""
        name: str = self._settings["rater"]
        return name

    @rater.setter
    def rater(self, name: str) -> None:
        self._settings["rater"] = name.strip()

    @property
    def shown(self) -> tuple[Annotation, ...]:
        """The annotations of the shown recording, in order of time.

        Blind ratings are left out: raters must not see each other's.
        """
        annotations = self.recording.document.annotations if self.recording else ()
        return visible_to(annotations, self.rater)

    @property
    def selected(self) -> list[Annotation]:
        """The selected annotations, in order of time."""
        return [annotation for annotation in self.shown if annotation.id in self._selected]

    @property
    def one(self) -> Annotation | None:
        """The selected annotation; None if none or several are selected."""
        selected = self.selected
        return selected[0] if len(selected) == 1 else None

    def show(self, recording: Recording | None) -> None:
        """Use the annotations of a recording, or update those of the present one."""
        if recording is not self.recording:
            self.recording, self._selected = recording, []
        self.changed.emit()

    def choose(self, annotation: Annotation, extend: bool = False) -> None:
        """Select an annotation, alone or in addition, and scroll to it."""
        ids = [id for id in self._selected if id != annotation.id] if extend else []
        self._selected = [*ids, annotation.id]
        spans = [(a.start_s, a.end_s) for a in self.selected]
        self._choosing = True
        self.chosen.emit((min(start for start, _ in spans), max(end for _, end in spans)))
        self._choosing = False
        self.changed.emit()

    def follow_selection(self, span_s: Span | None) -> None:
        """Select the annotation that covers exactly the selected stretch of time."""
        if self._choosing:
            return
        matching = [] if span_s is None else [a for a in self.shown if _is_of(a, span_s)]
        matching.sort(key=lambda a: a.rater != self.rater)
        ids = [annotation.id for annotation in matching[:1]]
        if ids != self._selected:
            self._selected = ids
            self.changed.emit()

    def step(self, by: int, position_s: float) -> None:
        """Select the next annotation (1) or the previous one (-1)."""
        shown, selected = self.shown, self.selected
        if not shown:
            return
        if selected:
            at = shown.index(selected[-1]) + by
        else:
            later = [i for i, a in enumerate(shown) if a.start_s >= position_s]
            at = (later[0] if later else len(shown)) - (by < 0)
        self.choose(shown[at % len(shown)])

    def answer_of(self, annotation: Annotation) -> Overall | None:
        """The model's answer for the stretch of whom the annotation is about, as exports have it.

        None without an analysis.
        """
        recording = self.recording
        if recording is None or recording.analysis is None:
            return None
        start_s, end_s = annotation.start_s, annotation.end_s
        return model_answer(recording.analysis, annotation.track, start_s, end_s)

    def place_of(self, annotation: Annotation) -> Place | None:
        """The annotated place with the answer that the result shows for it.

        Everybody's answer stands beside it while everybody is shown, else that of its own track.
        """
        recording = self.recording
        if recording is None or recording.analysis is None:
            return None
        track = annotation.track if recording.view.speaker else ""
        return place_at(recording.analysis, annotation.start_s, annotation.end_s, track)

    # Operations ------------------------------------------------------------------------------

    def annotate(self, labels: Mapping[str, float], span_s: Span | None, **fields: object) -> bool:
        """Annotate a stretch; change the selected annotation if it covers that stretch.

        Args:
            labels: weight of each emotion.
            span_s: start and end; None is the selected annotation, or else the whole recording.
            fields: intensity, confidence, note, rater.

        Returns:
            whether the project took it.
        """
        one, recording = self.one, self.recording
        if recording is None or recording.document.item is None:
            return False
        if one is not None and (span_s is None or _is_of(one, span_s)) and self._is_own(one):
            after = replace(one, labels=dict(labels), origin="hand", changed=now(), **fields)  # type: ignore[arg-type]
            return self.edit(one, after)
        start_s, end_s = span_s or (0.0, recording.duration_s or 0.0)
        if end_s - start_s < editing.MIN_DURATION_S:
            return False
        made = Annotation(
            new_id(),
            recording.document.item.id,
            start_s,
            end_s,
            dict(labels),
            proposed_track(recording, (start_s, end_s)),
            **{"rater": self.rater, **fields},  # type: ignore[arg-type]
        )
        done = self._project.push(changes.add_annotations([made]))
        if done:
            self._select([made])
            filed = filed_message(recording, made.track, (start_s, end_s))
            if filed is not None:
                self.news.emit(filed, True)
        return done

    def edit(self, before: Annotation, after: Annotation) -> bool:
        """Replace an annotation. Returns whether the project stored the change."""
        if before == after:
            return True
        is_place = (before.start_s, before.end_s) != (after.start_s, after.end_s)
        make = changes.move_annotation if is_place else changes.edit_annotation
        done = self._project.push(make(before, after))
        if done and is_place and after.id in self._selected:
            self._select([after])
        return done

    def move_edge(self, annotation: Annotation, edge: str, to_s: float, snaps: bool = True) -> None:
        """Move a dragged edge; it snaps to a pause nearby."""
        assert edge in ("start", "end")
        analysis = self.recording.analysis if self.recording else None
        times = pauses_s(track_of(analysis, annotation.track)) if analysis and snaps else ()
        moved = editing.drag_edge(annotation, edge, to_s, self._duration_s(), times)  # type: ignore[arg-type]
        self.edit(annotation, moved)

    def nudge(self, by_s: float, edge: editing.Edge) -> None:
        """Move the selected annotation, or one of its edges, by a small step."""
        one = self.one
        if one is not None:
            self.edit(one, editing.nudge(one, by_s, edge, self._duration_s()))

    def split(self, at_s: float) -> None:
        """Split an annotation at a time: the selected one, else the user's own there."""
        one = self.one or next((a for a in self._own() if a.start_s < at_s < a.end_s), None)
        parts = () if one is None else editing.split(one, at_s)
        if one is not None and len(parts) == 2:
            if self._project.push(changes.split_annotation(one, parts)):
                self._select(parts[:1])
        else:
            self.news.emit(Message("annotation.nothing_to_split"), False)

    def merge(self, span_s: Span | None) -> None:
        """Merge the selected annotations; a single one is merged with the next."""
        chosen = self.selected
        if len(chosen) < 2 and span_s is not None:
            inside = [a for a in self._own() if a.start_s < span_s[1] and a.end_s > span_s[0]]
            chosen = inside if len(inside) > 1 else chosen
        if len(chosen) == 1:
            first = chosen[0]
            after = [
                a for a in self.shown if _is_alike(a, first) and a.start_s >= first.end_s - _SAME_S
            ]
            chosen = [first, *[a for a in after if a is not first][:1]]
        alike = [a for a in chosen if _is_alike(a, chosen[0])]
        if len(alike) < 2:
            self.news.emit(Message("annotation.nothing_to_merge"), False)
            return
        merged = editing.merge(alike)
        if self._project.push(changes.merge_annotations(alike, merged)):
            self._select([merged])

    def copy_segments(self, span_s: Span | None) -> None:
        """Copy the model's segments, of the selection or of all, as annotations to correct."""
        recording = self.recording
        analysis = recording.analysis if recording else None
        if recording is None or analysis is None or recording.document.item is None:
            return
        made = []
        tracks = [track for track in analysis.tracks if track.kind == "speaker"]
        for track in tracks or analysis.tracks[:1]:
            inside = [
                s for s in track.segments if span_s is None or _overlaps(s.start_s, s.end_s, span_s)
            ]
            copies = editing.from_segments(
                inside, recording.document.item.id, track.name, self.rater
            )
            known = {(a.track, round(a.start_s, 3), round(a.end_s, 3)) for a in self._own()}
            made += [
                a for a in copies if (a.track, round(a.start_s, 3), round(a.end_s, 3)) not in known
            ]
        if self._project.push(changes.add_annotations(made)):
            self.news.emit(Message("annotation.copied", n=len(made)), True)

    def delete(self) -> None:
        """Delete the selected annotations."""
        selected = self.selected
        if self._project.push(changes.delete_annotations(selected)):
            self.news.emit(Message("annotation.deleted", n=len(selected)), True)

    def file_under(self, track: str) -> None:
        """Say that the selected annotations are about another speaker, or everybody."""
        for one in self.selected:
            self.edit(one, replace(one, track=track, changed=now()))

    def _select(self, annotations: Sequence[Annotation]) -> None:
        self._selected = [annotation.id for annotation in annotations]
        self._choosing = True
        self.chosen.emit((annotations[0].start_s, annotations[-1].end_s))
        self._choosing = False
        self.changed.emit()

    def _own(self) -> list[Annotation]:
        return [annotation for annotation in self.shown if self._is_own(annotation)]

    def _is_own(self, annotation: Annotation) -> bool:
        return annotation.rater == self.rater and annotation.origin != "blind"

    def _duration_s(self) -> float:
        return (self.recording.duration_s if self.recording else None) or 0.0


def _is_of(annotation: Annotation, span_s: Span) -> bool:
    return is_same_span((annotation.start_s, annotation.end_s), span_s)


def _is_alike(one: Annotation, other: Annotation) -> bool:
    return (one.track, one.rater) == (other.track, other.rater)


def _overlaps(start_s: float, end_s: float, span_s: Span) -> bool:
    return start_s < span_s[1] and end_s > span_s[0]
