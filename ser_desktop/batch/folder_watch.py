"""Watches a folder for new or changed recordings that are completely written."""

from __future__ import annotations

import os
import queue
import time
from collections.abc import Generator
from pathlib import Path

from ser_desktop.audio.folders import expand

SETTLED_S = 2.0
"""A file whose size and time do not change for this time, in seconds, counts as complete. If it
grows later, it is analysed again."""
LOOK_EVERY_S = 0.25
SCAN_EVERY_S = 60.0
"""Seconds between complete scans, since events may be lost, and network folders send none."""
_State = tuple[int, int]


class SettledFiles:
    """Keeps track of changed files until they have settled.

    Args:
        folder: the folder to watch, including subfolders.
        left_out: a subfolder to ignore, for example that of the results.
    """

    def __init__(self, folder: Path, left_out: Path) -> None:
        self._folder, self._left_out = folder, left_out.resolve()
        self._waiting: dict[str, tuple[_State, float]] = {}
        self._told: dict[str, _State] = {}

    def scan(self, now_s: float) -> None:
        """Scan the whole folder for files that are new or changed."""
        paths = [path for path in expand([str(self._folder)]) if not self._is_left_out(path)]
        for gone in self._told.keys() - set(paths):
            del self._told[gone]
        for path in paths:
            state = _state(path)
            if state is not None and state != self._told.get(path):
                self._waiting.setdefault(path, (state, now_s))

    def take(self, now_s: float) -> list[str]:
        """Return the settled files, sorted; each state of a file is returned once."""
        settled = []
        for path, (state, since_s) in list(self._waiting.items()):
            current = _state(path)
            if current is None:
                del self._waiting[path]
            elif current != state:
                self._waiting[path] = (current, now_s)
            elif now_s - since_s >= SETTLED_S:
                del self._waiting[path]
                self._told[path] = current
                settled.append(path)
        return sorted(settled)

    def _is_left_out(self, path: str) -> bool:
        return Path(path).resolve().is_relative_to(self._left_out)


def settled_files(folder: Path, left_out: Path) -> Generator[list[str], None, None]:
    """Yield new or changed recordings when they are complete, without end.

    The recordings that exist at the start are included.

    Args:
        folder: the folder to watch, including subfolders.
        left_out: a subfolder to ignore.
    """
    from watchdog.events import FileSystemEvent, FileSystemEventHandler
    from watchdog.observers import Observer

    changed: queue.SimpleQueue[bool] = queue.SimpleQueue()

    class Handler(FileSystemEventHandler):
        """Wakes the loop, which scans for changes itself."""

        def on_any_event(self, event: FileSystemEvent) -> None:
            if event.event_type in ("created", "modified", "moved"):
                changed.put(True)

    files = SettledFiles(folder, left_out)
    observer = Observer()
    observer.schedule(Handler(), str(folder), recursive=True)
    observer.start()
    try:
        next_scan_s = 0.0
        while True:
            now_s = time.monotonic()
            if _drained(changed) or now_s >= next_scan_s:
                files.scan(now_s)
                next_scan_s = now_s + SCAN_EVERY_S
            settled = files.take(now_s)
            if settled:
                yield settled
            else:
                time.sleep(LOOK_EVERY_S)
    finally:
        observer.stop()
        observer.join()


def _drained(events: queue.SimpleQueue[bool]) -> bool:
    """Remove all events. Returns whether there were any."""
    had_events = False
    while not events.empty():
        events.get_nowait()
        had_events = True
    return had_events


def _state(path: str) -> _State | None:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns
