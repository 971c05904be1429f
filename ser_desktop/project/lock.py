"""Lets only one program change a project, by a lock of the system on a file beside it.

The system releases the lock when the program ends, also after a crash. On file systems without
locks the project opens without one.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout


class ProjectLock:
    """The lock of one project.

    Args:
        path: the project, with links resolved.
    """

    def __init__(self, path: Path) -> None:
        self._lock = FileLock(
            path.with_name(f".{path.name}.lock"), timeout=0, thread_local=False, is_singleton=False
        )

    def take(self) -> bool:
        """Try to take the lock. Returns whether that worked."""
        try:
            self._lock.acquire()
        except Timeout:
            return False
        except (OSError, NotImplementedError):
            return True
        return True

    def release(self) -> None:
        """Release the lock. The file stays, since deleting it would race with other programs."""
        self._lock.release()

    def release_new(self) -> None:
        """Release the lock of a new project and delete the file."""
        self._lock.release()
        with suppress(OSError):
            Path(self._lock.lock_file).unlink(missing_ok=True)
