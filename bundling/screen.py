"""A virtual screen in the minimal Debian: measures when a window is painted, and takes pictures."""

from __future__ import annotations

import contextlib
import os
import signal
import struct
import subprocess
import time
from pathlib import Path
from types import TracebackType

import numpy as np

SIZE = (1280, 800)
PAINTED_COLOURS = 200
"""An empty screen has one colour; a drawn window with its anti-aliased words has hundreds."""
_LONGEST_S = 60.0
_LOOK_EVERY_S = 0.02


class Screen:
    """Xvfb inside ``host``; its abstract socket can be reached from outside too. Use it as a
    context manager.

    Args:
        host: root of the minimal Debian.
        inside: folder in it for the frame buffer.
    """

    def __init__(self, host: Path, inside: str) -> None:
        self._host, self._inside = host, inside
        self._framebuffer = host / inside.lstrip("/") / "Xvfb_screen0"

    def __enter__(self) -> Screen:
        self._framebuffer.parent.mkdir(parents=True)
        width, height = SIZE
        answer, to_server = os.pipe()
        self._server = subprocess.Popen(
            ["chroot", str(self._host), "Xvfb", "-displayfd", str(to_server),
             "-screen", "0", f"{width}x{height}x24", "-fbdir", self._inside],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, pass_fds=(to_server,),
        )  # fmt: skip
        os.close(to_server)
        with os.fdopen(answer) as number:
            self.display = f":{number.readline().strip()}"  # a free one, chosen by the server
        if self.display == ":":
            raise RuntimeError("Xvfb did not start")
        least_bytes = 4 * width * height
        while not (path := self._framebuffer).exists() or path.stat().st_size < least_bytes:
            time.sleep(0.1)
        time.sleep(1.0)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.terminate()
        self._server.wait(10)

    def window(self, command: list[str], folder: Path) -> WindowRun:
        """Return a program to start on this screen."""
        return WindowRun(self, command, folder)

    def pixels(self) -> np.ndarray:
        """[rows, columns, 3] of 8 bits, from the frame buffer's X window dump."""
        raw = self._framebuffer.read_bytes()
        header = struct.unpack(">25I", raw[:100])
        size, width, height, stride, n_colours = (header[i] for i in (0, 4, 5, 12, 19))
        start = size + 12 * n_colours
        rows = np.frombuffer(raw, np.uint8, stride * height, start).reshape(height, stride)
        return rows[:, : 4 * width].reshape(height, width, 4)[:, :, [2, 1, 0]]

    def colours(self, every: int = 1) -> int:
        """Count the colours in every n-th row and column."""
        return len(np.unique(self.pixels()[::every, ::every].reshape(-1, 3), axis=0))

    def photograph(self, target: Path) -> None:
        """Write the screen as PNG."""
        from PySide6.QtGui import QImage

        rows = np.ascontiguousarray(self.pixels())
        height, width, _ = rows.shape
        image = QImage(rows.data, width, height, 3 * width, QImage.Format.Format_RGB888)
        image.save(str(target))


class WindowRun:
    """A program with a window, interrupted at the end of the context."""

    def __init__(self, screen: Screen, command: list[str], folder: Path) -> None:
        self._screen, self._command, self._folder = screen, command, folder
        self.exit_code: int | None = None
        self.said = ""

    def __enter__(self) -> WindowRun:
        environment = {**os.environ, "DISPLAY": self._screen.display, "HOME": "/root"}
        environment["LIBGL_ALWAYS_SOFTWARE"] = "1"
        environment.pop("QT_QPA_PLATFORM", None)
        self._started = time.perf_counter()
        self._process = subprocess.Popen(
            self._command,
            cwd=self._folder,
            env=environment,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        return self

    def painted_s(self) -> float:
        """Wait until the window is painted. Returns the seconds since its start.

        Raises:
            RuntimeError: it ended, or a minute passed, without a picture.
        """
        while self._screen.colours(4) < PAINTED_COLOURS:
            waited_s = time.perf_counter() - self._started
            if self._process.poll() is not None or waited_s > _LONGEST_S:
                raise RuntimeError(f"{self._command}: no window after {waited_s:.0f} s")
            time.sleep(_LOOK_EVERY_S)
        return time.perf_counter() - self._started

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._process.poll() is None:
            # To all of its processes, as Ctrl+C does: an unpacked AppImage has two.
            os.killpg(self._process.pid, signal.SIGINT)
        _, errors = self._process.communicate(timeout=30)
        self.exit_code, self.said = self._process.returncode, errors.decode(errors="replace")[-500:]
        # The screen is empty again before the next one is timed.
        while self._screen.colours(4) > 4:
            time.sleep(0.05)


def forget_files() -> None:
    """Drop the file cache, so that files are read from disk as after a restart."""
    subprocess.run(["sync"], check=True)
    with contextlib.suppress(OSError):
        Path("/proc/sys/vm/drop_caches").write_text("1\n")
