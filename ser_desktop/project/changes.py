"""Changes of a project that can be undone. No Qt.

A :class:`Change` is items before and items after. The window wraps one in a ``QUndoCommand``::

    def redo(self): self.change.apply(self.store)
    def undo(self): self.change.revert(self.store)

What an item was is kept in the change, so that one function a kind of change is all there is. Each
reads the project where it has to (what goes with a recording) and changes nothing itself.
``speaker_changes`` has those of who speaks when.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ser_desktop.project.items import Annotation, Item, Recording, Setting, Speaker, TrackSpeaker
from ser_desktop.project.speaker_names import shown_name
from ser_desktop.project.store import ProjectStore
from ser_desktop.texts.messages import Message


@dataclass(frozen=True)
class Change:
    """One step that can be undone.

    Args:
        message: name of the step in the Edit menu.
        before: the items before the change; those missing in ``after`` are removed.
        after: the items after the change; those missing in ``before`` are new.
    """

    message: Message
    before: tuple[Item, ...]
    after: tuple[Item, ...]

    def apply(self, store: ProjectStore) -> None:
        """Make the change, in one transaction.

        Raises:
            ProjectError: the disk does not take it; nothing has changed then.
        """
        _turn(store, self.before, self.after)

    def revert(self, store: ProjectStore) -> None:
        """Undo the change, in one transaction.

        Raises:
            ProjectError: the disk does not take it; nothing has changed then.
        """
        _turn(store, self.after, self.before)

    def joined(self, later: Change) -> Change | None:
        """Return both changes as one step if the later one continues this one; else None.

        Repeated key presses that nudge an edge become one step this way.
        """
        if self.message.id != later.message.id or self.after != later.before:
            return None
        return Change(later.message, self.before, later.after)


def add_recordings(recordings: Sequence[Recording]) -> Change:
    """Add recordings to the list."""
    return Change(Message("change.add_recordings", n=len(recordings)), (), tuple(recordings))


def remove_recordings(store: ProjectStore, recordings: Sequence[Recording]) -> Change:
    """Remove recordings from the list, with their annotations, turns and track speakers."""
    gone: list[Item] = list(recordings)
    for recording in recordings:
        gone += store.annotations(recording.id)
        gone += store.track_speakers(recording.id)
        gone += store.turns(recording.id)
    return Change(Message("change.remove_recordings", n=len(recordings)), tuple(gone), ())


def edit_recording(before: Recording, after: Recording) -> Change:
    """Change note, tags, consent or view."""
    return Change(Message("change.edit_recording", name=after.name), (before,), (after,))


def relink_recordings(recordings: Sequence[Recording], new_paths: Mapping[str, Path]) -> Change:
    """Set the new paths of recordings that moved.

    Args:
        recordings: the recordings.
        new_paths: path of each recording that moved, by its id.
    """
    moved = [recording for recording in recordings if recording.id in new_paths]
    after = [replace(recording, path=new_paths[recording.id]) for recording in moved]
    return Change(Message("change.relink_recordings", n=len(moved)), tuple(moved), tuple(after))


def add_annotations(annotations: Sequence[Annotation]) -> Change:
    """Add annotations: drawn, copied from the model, imported."""
    return Change(Message("change.add_annotations", n=len(annotations)), (), tuple(annotations))


def take_over_annotations(added: Sequence[Annotation], gone: Sequence[Annotation]) -> Change:
    """Add imported annotations, and remove those that the other program changed or deleted."""
    return Change(Message("change.add_annotations", n=len(added)), tuple(gone), tuple(added))


def delete_annotations(annotations: Sequence[Annotation]) -> Change:
    """Delete annotations."""
    return Change(Message("change.delete_annotations", n=len(annotations)), tuple(annotations), ())


def edit_annotation(before: Annotation, after: Annotation) -> Change:
    """Change labels, intensity, note, rater or confidence."""
    return Change(Message("change.edit_annotation"), (before,), (after,))


def move_annotation(before: Annotation, after: Annotation) -> Change:
    """Change where an annotation starts and ends."""
    return Change(Message("change.move_annotation"), (before,), (after,))


def split_annotation(before: Annotation, parts: Sequence[Annotation]) -> Change:
    """Replace an annotation by the parts from ``editing.split``."""
    return Change(Message("change.split_annotation"), (before,), tuple(parts))


def merge_annotations(before: Sequence[Annotation], merged: Annotation) -> Change:
    """Replace annotations by the result of ``editing.merge``."""
    return Change(Message("change.merge_annotations", n=len(before)), tuple(before), (merged,))


def add_speaker(speaker: Speaker) -> Change:
    """Add a speaker."""
    return Change(Message("change.add_speaker", name=shown_name(speaker.name)), (), (speaker,))


def edit_speaker(before: Speaker, after: Speaker) -> Change:
    """Change name, colour, pseudonym or note."""
    return Change(Message("change.edit_speaker", name=shown_name(after.name)), (before,), (after,))


def remove_speaker(store: ProjectStore, speaker: Speaker) -> Change:
    """Remove a speaker; the tracks then have no speaker."""
    gone: tuple[Item, ...] = (speaker, *_tracks_of(store, speaker))
    return Change(Message("change.remove_speaker", name=shown_name(speaker.name)), gone, ())


def assign_track(
    store: ProjectStore, recording: Recording, track: str, speaker: Speaker | None
) -> Change:
    """Set the speaker of a track; None removes it."""
    before = [known for known in store.track_speakers(recording.id) if known.track == track]
    after = [] if speaker is None else [TrackSpeaker(recording.id, track, speaker.id)]
    return Change(Message("change.assign_track", track=track), tuple(before), tuple(after))


def set_value(store: ProjectStore, key: str, value: Any) -> Change:
    """Change a setting of the project; None removes it."""
    known = store.setting(key)
    before = () if known is None else (Setting(key, known),)
    after = () if value is None else (Setting(key, value),)
    return Change(Message("change.set_value"), before, after)


def _turn(store: ProjectStore, old: Iterable[Item], new: Sequence[Item]) -> None:
    kept = {(type(item), item.id) for item in new}
    with store.transaction():
        # Put items first, so that a track given to another speaker is not removed with the old one.
        store.put(*new)
        store.delete(*(item for item in old if (type(item), item.id) not in kept))


def _tracks_of(store: ProjectStore, speaker: Speaker) -> list[TrackSpeaker]:
    return [track for track in store.track_speakers() if track.speaker_id == speaker.id]
