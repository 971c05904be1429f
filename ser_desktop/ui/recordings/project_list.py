"""Keeps the list of recordings and the project in step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ser_desktop.emotion.results import Analysis
from ser_desktop.errors import ProjectError
from ser_desktop.project import changes, items
from ser_desktop.project.changes import Change
from ser_desktop.texts.messages import Message
from ser_desktop.ui.project.contents import VIEW, Contents, read_contents
from ser_desktop.ui.project.kept_scores import KeptScores, analyses_of
from ser_desktop.ui.project.project_in_use import ProjectInUse
from ser_desktop.ui.recordings.from_project import (
    follow_annotations,
    follow_turns,
    recording_from,
    set_raw,
    view_of,
)
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.toolkit.error_message import error_message
from ser_desktop.ui.toolkit.workers import Job, Workers

SCORES_AT_ONCE = 50
"""Number of recordings in one batch of scores."""


class ProjectList(QObject):
    """Maps recordings of the window to recordings of the project."""

    read = Signal(object, object)
    """The recordings of a newly opened project, and its :class:`Contents`."""
    scores_read = Signal(object)
    """Recordings whose stored scores have been read."""
    listed = Signal(object)
    """Recordings that a step added to the list."""
    unlisted = Signal(object)
    """Recordings that a step took off the list."""
    retracked = Signal(object)
    """Recordings where somebody else speaks now: known windows went along, better ones are cut."""
    touched = Signal(object)
    """Recordings whose data in the project changed."""

    def __init__(
        self, project: ProjectInUse, workers: Workers, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._project, self._workers = project, workers
        self._by_id: dict[str, Recording] = {}
        """Includes removed recordings, so that undo needs no analysis."""
        self._next_position = 0.0
        self._jobs: list[Job] = []
        project.changed.connect(self._on_changed)
        project.opened.connect(self._on_opened)

    def kept_scores(self) -> KeptScores:
        """The scores of the project in use."""
        return KeptScores(self._project.store, not self._project.read_only)

    def threshold(self) -> float | None:
        """The project's threshold of the confidence; None without one."""
        below = self._threshold_setting().get("uncertain_below")
        return float(below) if isinstance(below, int | float) else None

    def threshold_ratings(self) -> int | None:
        """Number of ratings behind the project's threshold; None without one."""
        n = self._threshold_setting().get("n_ratings")
        return n if isinstance(n, int) else None

    def _threshold_setting(self) -> dict[str, object]:
        try:
            value = self._project.store.setting("threshold")
        except ProjectError as error:
            self._on_fault(error)
            return {}
        return value if isinstance(value, dict) else {}

    # Opening ---------------------------------------------------------------------------------

    def _on_opened(self) -> None:
        for job in self._jobs:
            job.cancel()
        self._by_id, self._next_position = {}, 0.0
        store = self._project.store
        self._jobs = [
            self._workers.start(
                "project", lambda job: read_contents(store, job), self._on_read, self._on_fault
            )
        ]

    def _on_read(self, contents: Contents) -> None:
        relinked = [r for r in contents.recordings if r.id in contents.moved]
        recordings = [recording_from(item, contents) for item in contents.recordings]
        self._by_id |= {r.document.item.id: r for r in recordings if r.document.item}
        last = max((item.position for item in contents.recordings), default=-1.0)
        self._next_position = max(self._next_position, last + 1)
        if relinked and not self._project.read_only:
            self._project.push(changes.relink_recordings(relinked, contents.moved))
        if contents.n_missing:
            self._project.problem.emit(Message("work.not_found", n=contents.n_missing))
        self.read.emit(recordings, contents)
        self._read_scores([r for r in recordings if r.document.kept is not None])

    def _on_fault(self, error: Exception) -> None:
        self._project.problem.emit(error_message(error))

    def _read_scores(self, recordings: Sequence[Recording]) -> None:
        """Read all stored scores in the background, a batch at a time."""
        kept = self.kept_scores()
        todo = [(r, r.document.item, r.document.split_channels) for r in recordings]

        def work(job: Job) -> None:
            batch: list[tuple[Recording, tuple[Analysis, ...]]] = []
            for recording, item, split in todo:
                if job.cancelled():
                    return
                scores = kept.latest(item) if item is not None else None
                batch.append((recording, () if scores is None else analyses_of(scores, split)))
                if len(batch) == SCORES_AT_ONCE:
                    job.tell(batch)
                    batch = []
            job.tell(batch)

        self._jobs.append(
            self._workers.start(
                "project", work, lambda _none: None, self._on_fault, on_part=self._take_scores
            )
        )

    def _take_scores(self, batch: list[tuple[Recording, tuple[Analysis, ...]]]) -> None:
        fresh = []
        for recording, analyses in batch:
            if recording.document.raw_analyses or recording.job.is_active:
                continue  # read already, or analysed again meanwhile
            if analyses:
                set_raw(recording, analyses)
            else:  # damaged scores: the recording counts as not analysed
                recording.document.kept = None
            fresh.append(recording)
        if fresh:
            self.scores_read.emit(fresh)

    def read_scores_now(self, recording: Recording) -> None:
        """Read the scores of the shown recording at once."""
        item = recording.document.item
        if recording.document.kept is None or recording.document.raw_analyses or item is None:
            return
        try:
            scores = self.kept_scores().latest(item)
        except ProjectError as error:
            self._on_fault(error)
            return
        if scores is not None:
            self._take_scores([(recording, analyses_of(scores, recording.document.split_channels))])

    # Steps -----------------------------------------------------------------------------------

    def add(self, paths: Iterable[Path]) -> list[Recording]:
        """Add files to the project as one step. Files it cannot store are listed anyway.

        Returns:
            the recordings, in order; the caller adds them to its rows.
        """
        recordings = [Recording.of(path) for path in paths]
        new = []
        for recording in recordings:
            item = items.Recording(items.new_id(), recording.path, self._next_position)
            self._next_position += 1
            self._by_id[item.id], recording.document.item = recording, item
            new.append(item)
        if not self._project.push(changes.add_recordings(new)):
            for recording, item in zip(recordings, new, strict=True):
                recording.document.item = None
                self._by_id.pop(item.id, None)
            self.listed.emit(recordings)
        return recordings

    def remove(self, recordings: Sequence[Recording]) -> bool:
        """Remove recordings and their annotations. Returns whether that worked."""
        known = [r.document.item for r in recordings if r.document.item is not None]
        if len(known) < len(recordings):  # recordings that the project could not store
            self.unlisted.emit([r for r in recordings if r.document.item is None])
            if not known:
                return False
        return self._project.push(changes.remove_recordings(self._project.store, known))

    def _on_changed(self, change: Change) -> None:
        """Update the list after a step was made, undone or redone."""
        after = {item.id: item for item in change.after if isinstance(item, items.Recording)}
        before = {item.id for item in change.before if isinstance(item, items.Recording)}
        gone = [self._by_id[id] for id in before - after.keys() if id in self._by_id]
        new = []
        touched: set[Recording] = set()
        for id, item in after.items():
            recording = self._by_id.get(id)
            if recording is None:
                continue
            recording.document.item = item
            if id in before:
                if item.path != recording.path:
                    recording.document.moved_to(item.path)
                touched.add(recording)
            else:
                new.append(recording)
        for one in (*change.before, *change.after):
            if isinstance(one, items.Annotation) and one.recording_id in self._by_id:
                touched.add(self._by_id[one.recording_id])
        if any(isinstance(x, items.Annotation) for x in (*change.before, *change.after)):
            follow_annotations(change, self._by_id)
        if any(
            isinstance(x, items.Speaker | items.TrackSpeaker)
            for x in (*change.before, *change.after)
        ):
            touched |= self._follow_speakers()
        retracked = follow_turns(change, self._by_id)
        if gone:
            self.unlisted.emit(gone)
        if new:
            self.listed.emit(new)
        if touched:
            self.touched.emit([*touched])
        if retracked:
            self.retracked.emit(retracked)

    def _follow_speakers(self) -> set[Recording]:
        store = self._project.store
        people = {speaker.id: speaker for speaker in store.speakers()}
        by_recording: dict[str, dict[str, items.Speaker]] = {}
        for track in store.track_speakers():
            if track.speaker_id in people:
                by_recording.setdefault(track.recording_id, {})[track.track] = people[
                    track.speaker_id
                ]
        changed = set()
        for id, recording in self._by_id.items():
            speakers = by_recording.get(id, {})
            if speakers != recording.document.speakers:
                recording.document.speakers = speakers
                changed.add(recording)
        return changed

    # What is no step -------------------------------------------------------------------------

    def keep_facts(self, recording: Recording) -> None:
        """Store checksum, size and length of an analysed recording."""
        document = recording.document
        if document.item is None or not document.raw_analyses:
            return
        file = document.raw_analyses[0].file
        item = replace(
            document.item,
            path=recording.path,
            sha256=file.sha256,
            duration_s=file.duration_s,
            size_bytes=file.size_bytes,
            modified_ns=file.modified_ns,
        )
        if item != document.item:
            document.item = item
            self._project.keep(item)

    def keep_path(self, recording: Recording) -> None:
        """Store the new name of a file."""
        document = recording.document
        if document.item is not None:
            document.item = replace(document.item, path=recording.path)
            self._project.keep(document.item)

    def keep_view(self, recording: Recording) -> None:
        """Store zoom, channels, selection and play head."""
        document = recording.document
        if document.item is None:
            return
        shown = view_of(recording)
        if shown != document.item.view:
            document.item = replace(document.item, view=shown)
            self._project.keep(document.item)

    def keep_shown(self, recording: Recording | None) -> None:
        """Store which recording was shown last."""
        item = recording.document.item if recording else None
        self._project.keep(items.Setting(VIEW, {"shown": item.id if item else ""}))
