"""The files behind the list: opening, renaming, takes to recover, recently opened files."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from ser_desktop.audio.folders import expand
from ser_desktop.audio.take import STILL_WRITTEN_S, interrupted_takes
from ser_desktop.paths import Profile
from ser_desktop.settings import Settings
from ser_desktop.texts.error_reasons import reason_of
from ser_desktop.texts.messages import Message
from ser_desktop.ui.toolkit.workers import Workers

MAX_RECENT = 10


class RecordingFiles(QObject):
    """Finds, renames, recovers and remembers the files of the list."""

    files_found = Signal(object)
    """A list of files to add to the list."""
    recovered = Signal(object)
    """A message that names the recovered takes."""
    problem = Signal(object)
    """A message."""

    def __init__(
        self, profile: Profile, settings: Settings, workers: Workers, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._profile, self._settings, self._workers = profile, settings, workers

    def open(self, paths: Sequence[Path]) -> None:
        """Search paths and folders for sound files, and report missing paths."""
        missing = [path for path in paths if not os.path.lexists(path)]
        if missing:
            self.problem.emit(_missing_message(missing))
        names = [str(path) for path in paths if path not in missing]
        if any(Path(name).is_dir() for name in names):
            # A folder can be a whole disk, so the search runs in the background.
            self._workers.start(
                "pictures", lambda job: list(expand(names, job.cancelled)), self._on_found_below
            )
        elif names:
            self.files_found.emit([Path(name).absolute() for name in names])

    def _on_found_below(self, names: Sequence[str]) -> None:
        if names:
            self.files_found.emit([Path(name).absolute() for name in names])
        else:
            self.problem.emit(Message("open.no_sound_files"))

    def recover(self) -> None:
        """Open takes that a crash interrupted."""
        self._recover()
        QTimer.singleShot(round(1000 * (STILL_WRITTEN_S + 1)), self, self._recover)

    def _recover(self) -> None:
        folders = (self._profile.recordings, self._profile.practice_takes)
        takes = [take for folder in folders for take in interrupted_takes(folder)]
        if takes:
            self.files_found.emit([path.absolute() for path in takes])
            self.recovered.emit(
                Message("open.recovered", n=len(takes), names=[path.name for path in takes])
            )

    # Names -----------------------------------------------------------------------------------

    def rename(self, path: Path, stem: str) -> Path | None:
        """Give a file another name, in its folder and with its suffix.

        Returns:
            the new path; None if that failed, and :attr:`problem` tells why.
        """
        try:
            target = path.with_name(stem + path.suffix)
        except ValueError:
            self.problem.emit(Message("rename.invalid_name", name=stem))
            return None
        if os.path.lexists(target) and not _is_same_file(target, path):
            self.problem.emit(Message("rename.name_taken", name=target.name))
            return None
        try:
            path.rename(target)
        except OSError as error:
            reason = reason_of(error)
            self.problem.emit(Message("rename.failed", name=path.name, reason=reason))
            return None
        recent = self._settings["recent_files"]
        self._settings["recent_files"] = [str(target) if n == str(path) else n for n in recent]
        return target

    # Recently opened files -------------------------------------------------------------------

    def remember(self, files: Sequence[Path]) -> None:
        """Add files to the top of the recent files."""
        names = list(dict.fromkeys([*map(str, files), *self._settings["recent_files"]]))
        self._settings["recent_files"] = names[:MAX_RECENT]
        self._settings["last_folder"] = str(files[0].parent)

    def recent(self) -> list[str]:
        """Recently opened files, the newest first."""
        names: list[str] = self._settings["recent_files"]
        return names

    def clear_recent(self) -> None:
        """Forget the recently opened files."""
        self._settings["recent_files"] = []


def _missing_message(missing: Sequence[Path]) -> Message:
    return Message("open.not_found", n=len(missing), paths=[str(path) for path in missing])


def _is_same_file(first: Path, second: Path) -> bool:
    """Compares files, since names may differ in case alone on some systems."""
    try:
        return first.samefile(second)
    except OSError:
        return False
