"""The standalone program, as it is shipped: ``make smoke``.

Runs the frozen program with an empty environment from another directory: self-test, an analysis
equal to the source's, the window opened and closed. Prints its size and start time.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.support.files import write_with_ffmpeg

ROOT = Path(__file__).parent.parent
PROGRAM = ROOT / "dist" / "ser-desktop" / "ser-desktop"
SAMPLE = ROOT / "resources" / "samples" / "sample.flac"
MOST_MB = 350


def frozen(*arguments: str, **extra: str) -> subprocess.CompletedProcess[str]:
    """Run the frozen program where no Python of ours can be found."""
    with tempfile.TemporaryDirectory() as elsewhere:
        environment = {"HOME": elsewhere, "PATH": "/nonexistent", "LANG": "C.UTF-8", **extra}
        return subprocess.run(
            [str(PROGRAM), *arguments],
            cwd=elsewhere,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )


def size_mb() -> float:
    """Unpacked size; links are not counted twice."""
    files = (path for path in PROGRAM.parent.rglob("*") if path.is_file() and not path.is_symlink())
    return sum(path.stat().st_size for path in files) / 1e6


def check(title: str, passed: bool, note: str = "") -> None:
    """Print one line; stop at the first that fails."""
    print(f"{'ok  ' if passed else 'FAIL'}  {title} {note}")
    if not passed:
        sys.exit(1)


def main() -> None:
    tested = frozen("self-test")
    check("self-test", tested.returncode == 0, tested.stdout[-300:] + tested.stderr[-600:])
    started = time.perf_counter()
    analysed = frozen("analyze", str(SAMPLE))
    took_s = time.perf_counter() - started
    source = subprocess.run(
        [sys.executable, "-m", "ser_desktop", "analyze", str(SAMPLE)],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    same = json.loads(analysed.stdout)["overall"] == json.loads(source.stdout)["overall"]
    check("analysis equals the source's", same, f"in {took_s:.2f} s from a cold start")
    with tempfile.TemporaryDirectory() as folder:
        coded = write_with_ffmpeg(Path(folder) / "coded.m4a", "aac", "mp4")
        decoded = frozen("analyze", str(coded))
        check("M4A is decoded", decoded.returncode == 0, decoded.stderr[-600:])
    window = subprocess.Popen(
        [str(PROGRAM), "--profile", tempfile.mkdtemp(), str(SAMPLE)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stderr=subprocess.PIPE,
        text=True,
    )
    time.sleep(5)
    still_open = window.poll() is None
    window.send_signal(2)
    _, said = window.communicate(timeout=20)
    check("window opens and closes", still_open and window.returncode == 0, said[-600:])
    size = size_mb()
    check("size", size < MOST_MB, f"{size:.0f} MB unpacked, at most {MOST_MB}")


if __name__ == "__main__":
    main()
