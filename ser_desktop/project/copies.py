"""Copies of a project: under another name, or in a folder together with its recordings."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from ser_desktop.errors import ProjectError, SerError, WorkCancelledError
from ser_desktop.project import opening
from ser_desktop.project.content_hash import sha256_of
from ser_desktop.project.faults import faults_as_sentences
from ser_desktop.project.items import Recording
from ser_desktop.project.lock import ProjectLock
from ser_desktop.project.store import SUFFIX, ProjectStore
from ser_desktop.texts.error_reasons import reason_of
from ser_desktop.texts.messages import Message

RECORDINGS_FOLDER = "recordings"


@dataclass(frozen=True)
class Collected:
    """The result of a collection.

    Args:
        path: the new project.
        copied: number of recordings copied beside it.
        left: recordings that could not be copied, with the reason; they keep the old path.
    """

    path: Path
    copied: int
    left: tuple[tuple[Recording, Message], ...]


def save_as(store: ProjectStore, target: Path, replace_existing: bool = False) -> None:
    """Write a copy of the project; the open project does not change.

    The copy contains no removed data and no analyses of removed recordings.

    Args:
        store: the project.
        target: path of the copy.
        replace_existing: overwrite an existing file.

    Raises:
        ProjectError: the target exists, is open in another program, or cannot be written.
    """
    _write_copy(store, opening.resolved(target), store.recordings(), replace_existing)


def collect(
    store: ProjectStore,
    folder: Path,
    on_progress: Callable[[float], None] = lambda _share: None,
    cancelled: Callable[[], bool] = lambda: False,
    with_voices: bool = False,
) -> Collected:
    """Copy the project and all its recordings into a folder that can be moved.

    Recordings that are missing or cannot be copied are reported. The numbers by which voices are
    known stay here unless asked for: what is handed over is a kind of export.

    Args:
        store: the project.
        folder: the folder, created if missing; it must not contain a project of that name.
        on_progress: called with the share done, 0..1.
        cancelled: called between recordings; returning True stops the work.
        with_voices: the copy knows the voices of the speakers too.

    Raises:
        ProjectError: the folder cannot be written.
        WorkCancelledError: ``cancelled`` returned True; copied files stay.
    """
    folder = opening.resolved(folder)
    name = store.path.name if store.path.suffix == SUFFIX else store.path.name + SUFFIX
    target = folder / name
    if os.path.lexists(target):
        raise ProjectError(Message("project.exists", path=target))
    inside = folder / RECORDINGS_FOLDER
    with faults_as_sentences(target):
        inside.mkdir(parents=True, exist_ok=True)
    recordings, left = [], []
    known = store.recordings()
    taken: set[str] = set()
    for number, recording in enumerate(known):
        if cancelled():
            raise WorkCancelledError
        try:
            recordings.append(_copied(recording, inside, taken, cancelled))
        except WorkCancelledError:
            raise
        except (OSError, SerError) as error:
            reason = reason_of(error)
            left.append(
                (recording, Message("project.not_collected", path=recording.path, reason=reason))
            )
            recordings.append(recording)
        on_progress((number + 1) / len(known))
    _write_copy(store, target, recordings, False, with_voices)
    return Collected(target, len(recordings) - len(left), tuple(left))


def _copied(
    recording: Recording, folder: Path, taken: set[str], cancelled: Callable[[], bool]
) -> Recording:
    """Copy one file; keep an existing file of the same content."""
    path, number = folder / recording.name, 2
    while path.name.casefold() in taken or (
        path.exists() and not _is_same(path, recording, cancelled)
    ):
        path = folder / f"{recording.path.stem} ({number}){recording.path.suffix}"
        number += 1
    if not path.exists():
        part = folder / f".{os.urandom(6).hex()}.part"
        try:
            shutil.copyfile(recording.path, part)
            with suppress(OSError):
                shutil.copystat(recording.path, part)
            part.replace(path)
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)
    taken.add(path.name.casefold())
    return replace(recording, path=path)


def _is_same(path: Path, recording: Recording, cancelled: Callable[[], bool]) -> bool:
    digest = recording.sha256 or sha256_of(recording.path, cancelled)
    return path.is_file() and sha256_of(path, cancelled) == digest


def _write_copy(
    store: ProjectStore,
    target: Path,
    recordings: list[Recording],
    replace_existing: bool,
    with_voices: bool = True,
) -> None:
    if target == store.path:
        return
    if target.is_dir():
        raise ProjectError(Message("project.is_folder", path=target))
    if os.path.lexists(target) and not replace_existing:
        raise ProjectError(Message("project.exists", path=target))
    with faults_as_sentences(target):
        target.parent.mkdir(parents=True, exist_ok=True)
    lock = ProjectLock(target)
    if not lock.take():
        raise ProjectError(Message("project.in_use", path=target))
    part = target.with_name(f".{os.urandom(6).hex()}.part")
    try:
        with faults_as_sentences(target, is_new=True):
            store.vacuum_into(part)
            # Messages have to name the target.
            with ProjectStore(target, opening.connect(part), None) as copy, copy.transaction():
                copy.put(*recordings)  # relative to the new folder
                if not with_voices:
                    copy.put(*(replace(s, voiceprint=b"") for s in copy.speakers()))
                copy.execute("DELETE FROM settings WHERE key = 'opened_by'")
                copy.execute(
                    "DELETE FROM analyses WHERE sha256 NOT IN (SELECT sha256 FROM recordings)"
                )
            opening.forget_leftovers(target)
            part.replace(target)
    finally:
        for ending in ("", "-wal", "-shm", "-journal"):
            with suppress(OSError):
                part.with_name(part.name + ending).unlink(missing_ok=True)
        lock.release_new()
