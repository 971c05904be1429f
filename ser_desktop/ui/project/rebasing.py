"""Applies an older change to recordings whose checksum or view has been updated since."""

from __future__ import annotations

from dataclasses import fields, replace

from ser_desktop.project.changes import Change
from ser_desktop.project.items import Recording
from ser_desktop.project.store import ProjectStore


def rebased(change: Change, store: ProjectStore) -> Change:
    """Return the change with all unchanged fields as the project has them now.

    Args:
        change: the change to make or undo.
        store: the project's store.
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
