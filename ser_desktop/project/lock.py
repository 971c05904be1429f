"""One program at a time changes a project: a lock of the operating system on a file beside it.

The system lets the lock go when the program ends, however it ends, so that nothing is left to clear
away after a crash. Where a file system knows no locks, the project opens without one.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout


class ProjectLock:
    """The lock of one project.

    Args:
        path: of the project, links resolved.
    """

    def __init__(self, path: Path) -> None:
        self._lock = FileLock(
            path.with_name(f".{path.name}.lock"), timeout=0, thread_local=False, is_singleton=False
        )

    def take(self) -> bool:
        """Return whether this program has the project to itself now."""
        try:
            self._lock.acquire()
        except Timeout:
            return False
        except (OSError, NotImplementedError):
            return True
        return True

    def release(self) -> None:
        """Let others have it. The file stays: to erase it would race with who opens it next."""
        self._lock.release()

    def release_new(self) -> None:
        """Let go of a project that was just made, which nobody waits for, and leave nothing."""
        self._lock.release()
        with suppress(OSError):
            Path(self._lock.lock_file).unlink(missing_ok=True)
