"""A take: writes a microphone's samples to disk while they arrive."""

from __future__ import annotations

import logging
import shutil
import threading
import time
import wave
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ser_desktop.audio.microphone import Microphone
from ser_desktop.errors import OutputError
from ser_desktop.texts.error_reasons import reason_of, writing_reason
from ser_desktop.texts.messages import Message

_LOG = logging.getLogger(__name__)

WRITE_EVERY_S = 0.1
MIN_FREE_BYTES = 20_000_000
STILL_WRITTEN_S = 5.0
_MARK = ".recording"
"""Suffix of the empty marker file of a running take."""
MAX_BYTES = 4_000_000_000
"""Largest number of bytes, since a WAV header counts in 32 bits."""


def new_take_path(folder: Path) -> Path:
    """Return an unused path for a new take: ``Take 2026-11-20 09.30.15.wav``.

    Args:
        folder: folder of takes; it is created if missing.

    Raises:
        OutputError: the folder cannot be created.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            Message("take.no_folder", folder=folder, reason=reason_of(error))
        ) from None
    stamp = datetime.now().strftime("%Y-%m-%d %H.%M.%S")
    path = folder / f"Take {stamp}.wav"
    number = 2
    while path.exists():
        path = folder / f"Take {stamp} ({number}).wav"
        number += 1
    return path


def discard(path: Path) -> None:
    """Delete an empty take and its marker.

    Args:
        path: the take.
    """
    for file in (path, _mark_of(path)):
        with suppress(OSError):
            file.unlink(missing_ok=True)


def interrupted_takes(folder: Path) -> list[Path]:
    """Return the takes that a crash interrupted, and remove their markers.

    Args:
        folder: folder of takes.
    """
    takes = []
    for mark in sorted(folder.glob(f".*{_MARK}")) if folder.is_dir() else []:
        path = mark.with_name(mark.name[1 : -len(_MARK)])
        try:
            newest = max(path.stat().st_mtime, mark.stat().st_mtime)
            if time.time() - newest < STILL_WRITTEN_S:
                continue  # another window is recording it
            takes.append(path)
        except OSError:
            pass  # the take was deleted, but not its marker
        mark.unlink(missing_ok=True)
    return takes


def _mark_of(path: Path) -> Path:
    return path.with_name(f".{path.name}{_MARK}")


class Take:
    """Writes a microphone's samples to a 16-bit WAV file.

    A separate thread reads the ring ten times a second. Each write updates the header, so that a
    crash costs a tenth of a second. The caller ends the take with :meth:`stop`.

    Args:
        microphone: open; it stays open when the take ends.
        path: the new file.

    Raises:
        OutputError: the file cannot be created, or the disk is nearly full.
    """

    def __init__(self, microphone: Microphone, path: Path) -> None:
        self.path = path
        self.lost_samples = 0
        self.problem: Message | None = None
        self.microphone = microphone
        self._overflows_before = microphone.overflows
        self._n_samples = 0
        self._position = microphone.ring.written
        self._paused = False
        self._stopping = threading.Event()
        self._file = self._create()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._write_until_stopped, name="take")
        self._thread.start()

    @property
    def elapsed_s(self) -> float:
        """Seconds written to disk."""
        return self._n_samples / self.microphone.sample_rate_hz

    @property
    def overflows(self) -> int:
        """Number of times that the sound system dropped samples."""
        return self.microphone.overflows - self._overflows_before

    @property
    def paused(self) -> bool:
        """Whether samples are skipped."""
        return self._paused

    def pause(self, paused: bool) -> None:
        """Pause or continue recording. Samples before the change are written.

        Args:
            paused: whether to skip samples.
        """
        with self._lock:
            self._drain()
            self._paused = paused

    def stop(self, keep_mark: bool = False) -> Path:
        """Write the remaining samples and close the file.

        Args:
            keep_mark: keep the marker, so that :func:`interrupted_takes` returns the take.

        Returns:
            the path of the file.
        """
        self._stopping.set()
        self._thread.join()
        if not keep_mark:
            with suppress(OSError):
                _mark_of(self.path).unlink(missing_ok=True)
        return self.path

    def _create(self) -> wave.Wave_write:
        try:
            if shutil.disk_usage(self.path.parent).free < MIN_FREE_BYTES:
                raise OutputError(Message("take.disk_nearly_full", folder=self.path.parent))
            self._handle = self.path.open("xb")  # never overwrite a file
            _mark_of(self.path).touch()
        except FileExistsError:
            raise OutputError(Message("take.exists", path=self.path)) from None
        except OSError as error:
            raise OutputError(
                Message("take.cannot_write", path=self.path, reason=writing_reason(error))
            ) from None
        file = wave.open(self._handle, "wb")  # noqa: SIM115 - closed by stop()
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(self.microphone.sample_rate_hz)
        return file

    def _write_until_stopped(self) -> None:
        while not self._stopping.wait(WRITE_EVERY_S):
            with self._lock:
                self._drain()
        with self._lock:
            self._drain()
            try:
                self._file.close()
                self._handle.close()
            except OSError as error:
                self._fail(error)

    def _drain(self) -> None:
        samples, self._position, lost = self.microphone.ring.read(self._position)
        if self._paused:
            with suppress(OSError):
                _mark_of(self.path).touch()  # still running, although nothing is written
            return
        if self.problem is not None:
            return
        self.lost_samples += lost
        if 2 * (self._n_samples + len(samples)) > MAX_BYTES:
            self.problem = Message("take.four_gigabytes", path=self.path)
            return
        try:
            self._file.writeframes(_to_pcm16(samples))
        except OSError as error:
            self._fail(error)
            return
        self._n_samples += len(samples)

    def _fail(self, error: OSError) -> None:
        _LOG.error("Take %s: %s", self.path, error)
        self.problem = Message("take.write_failed", path=self.path, reason=reason_of(error))


def _to_pcm16(samples: NDArray[np.float32]) -> bytes:
    return np.round(np.clip(samples, -1.0, 1.0) * 32767).astype("<i2").tobytes()


def record(take: Take, seconds: float) -> None:
    """Record for some seconds, or until the device is lost or the disk is full.

    Args:
        take: a take that has just started; it is ended.
        seconds: duration.
    """
    try:
        end = time.monotonic() + seconds + 10.0
        while take.elapsed_s < seconds and time.monotonic() < end:
            if take.microphone.lost or take.problem:
                break
            time.sleep(0.02)
    finally:
        take.stop()
