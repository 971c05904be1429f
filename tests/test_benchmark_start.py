"""The benchmark of the start opens the window as it is today."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from benchmarks.start import OUR_WINDOW


def test_it_paints_the_window_and_ends(tmp_path: Path) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", OUR_WINDOW],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
