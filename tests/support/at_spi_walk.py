"""What a screen reader is told by a running window, through AT-SPI: a line of JSON a control.

Run by the system's Python, which has AT-SPI's bindings (``python3-gi``, ``gir1.2-atspi-2.0``),
inside a D-Bus session with the window: ``python3 at_spi_walk.py NAME SECONDS``.
"""

from __future__ import annotations

import json
import sys
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

MAX_DEPTH = 40
MAX_CHILDREN = 60
"""Of one control: a long table is told by its first cells."""


def find_application(name: str, seconds: float) -> Atspi.Accessible | None:
    """Wait for an application whose name contains some letters, with a window in it."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        desktop = Atspi.get_desktop(0)
        for i in range(desktop.get_child_count()):
            found = desktop.get_child_at_index(i)
            is_it = found is not None and name in (found.get_name() or "").lower()
            if is_it and found.get_child_count():
                return found
        time.sleep(0.5)
    return None


def walk(control: Atspi.Accessible, path: tuple[str, ...] = ()) -> None:
    """Print a control and what is in it."""
    states = control.get_state_set()
    kinds = ("VISIBLE", "SHOWING", "ENABLED", "FOCUSABLE", "FOCUSED", "CHECKED", "SELECTED")
    line = {
        "role": control.get_role_name(),
        "name": control.get_name() or "",
        "description": control.get_description() or "",
        "states": [k.lower() for k in kinds if states.contains(getattr(Atspi.StateType, k))],
        "path": list(path),
    }
    sys.stdout.write(json.dumps(line) + "\n")
    if len(path) >= MAX_DEPTH:
        return
    inside = (*path, f"{line['role']}:{line['name']}")
    for i in range(min(control.get_child_count(), MAX_CHILDREN)):
        child = control.get_child_at_index(i)
        if child is not None:
            walk(child, inside)


def main() -> int:
    """Walk the window of an application. Returns 1 where there is none."""
    application = find_application(sys.argv[1], float(sys.argv[2]))
    if application is None:
        sys.stderr.write("no such application\n")
        return 1
    time.sleep(2)
    walk(application)
    return 0


if __name__ == "__main__":
    sys.exit(main())
