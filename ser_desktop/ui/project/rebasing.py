"""A change of recordings on what they are now: checksum and view are kept meanwhile."""

from __future__ import annotations

from dataclasses import fields, replace

from ser_desktop.project.changes import Change
from ser_desktop.project.items import Recording
from ser_desktop.project.store import ProjectStore


def rebased(change: Change, store: ProjectStore) -> Change:
    """Return the change with the fields that it does not change taken from the project.

    Args:
        change: to be made, or taken back.
        store: of the project.
    """
    before = {item.id: item for item in change.before if isinstance(item, Recording)}
    edited = {item.id for item in change.after if isinstance(item, Recording)} & before.keys()
    if not edited:
        return change
    now = {recording.id: recording for recording in store.recordings() if recording.id in edited}

    def of_now(item: Recording) -> Recording:
        old, present = before[item.id], now.get(item.id)
        if present is None:
            return item
        changed = {
            field.name: getattr(item, field.name)
            for field in fields(Recording)
            if getattr(item, field.name) != getattr(old, field.name)
        }
        return replace(present, **changed)

    return Change(
        change.message,
        change.before,
        tuple(
            of_now(item) if isinstance(item, Recording) and item.id in edited else item
            for item in change.after
        ),
    )
