"""What C libraries write on standard error does not stand between the program's sentences."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_PROGRAM = """
import os, sys
from pathlib import Path
from ser_desktop.streams import quiet_libraries, say
with quiet_libraries(Path(sys.argv[1])):
    os.write(2, b"a library\\n")
    say("inside")
say("behind")
os.write(2, b"own\\n")
"""


def test_only_messages_reach_standard_error(tmp_path: Path) -> None:
    log = tmp_path / "libraries.log"
    arguments = [sys.executable, "-c", _PROGRAM, str(log)]
    done = subprocess.run(arguments, capture_output=True, text=True, check=True)
    assert done.stderr == "ser-desktop: inside\nser-desktop: behind\nown\n"
    assert log.read_text() == "a library\n"


def test_without_a_place_for_the_log_nothing_changes(tmp_path: Path) -> None:
    arguments = [sys.executable, "-c", _PROGRAM, str(tmp_path / "gone" / "log")]
    done = subprocess.run(arguments, capture_output=True, text=True, check=True)
    assert "a library" in done.stderr
    assert "ser-desktop: inside" in done.stderr
