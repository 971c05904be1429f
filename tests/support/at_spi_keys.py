"""What a screen reader says while keys are pressed in a running window: a line of JSON for each.

Run by the system's Python inside a D-Bus session with the window, on an X server without a window
manager, as :mod:`tests.support.at_spi_walk`: ``python3 at_spi_keys.py NAME SECONDS KEY...``.
A key is a name of X (``Tab``), or ``wait:SECONDS`` for a while without one.
"""

from __future__ import annotations

import ctypes
import json
import sys
import threading
import time

import gi

gi.require_version("Atspi", "2.0")
from at_spi_walk import find_application  # noqa: E402
from gi.repository import Atspi  # noqa: E402

EVENTS = ("object:announcement", "object:state-changed:focused")
BETWEEN_S = 0.4
_POINTER = ctypes.c_void_p
_ID = ctypes.c_ulong


class Screen:
    """The X server: keys, and the focus that a window manager would set."""

    def __init__(self) -> None:
        self._x = ctypes.CDLL("libX11.so.6")
        self._x.XOpenDisplay.restype = _POINTER
        self._x.XStringToKeysym.restype = _ID
        self._x.XDefaultRootWindow.restype = _ID
        self._x.XDefaultRootWindow.argtypes = [_POINTER]
        self._x.XQueryTree.argtypes = [_POINTER, _ID, *[_POINTER] * 4]
        self._x.XSetInputFocus.argtypes = [_POINTER, _ID, ctypes.c_int, _ID]
        self._x.XSync.argtypes = [_POINTER, ctypes.c_int]
        self._ignore = ctypes.CFUNCTYPE(ctypes.c_int, _POINTER, _POINTER)(lambda *_: 0)
        self._x.XSetErrorHandler(self._ignore)  # windows that are not shown take no focus
        self._display = self._x.XOpenDisplay(None)

    def focus_windows(self) -> None:
        """Give the focus to every window in turn: the uppermost one keeps it."""
        root, parent, n = _ID(), _ID(), ctypes.c_uint()
        found = ctypes.POINTER(_ID)()
        self._x.XQueryTree(
            self._display,
            self._x.XDefaultRootWindow(self._display),
            *(ctypes.byref(one) for one in (root, parent, found, n)),
        )
        for i in range(n.value):
            self._x.XSetInputFocus(self._display, found[i], 2, 0)
            self._x.XSync(self._display, 0)

    def press(self, name: str) -> None:
        """Press and release a key."""
        keysym = self._x.XStringToKeysym(name.encode())
        Atspi.generate_keyboard_event(keysym, None, Atspi.KeySynthType.SYM)


def tell(**said: object) -> None:
    """Print a line."""
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


def hear(event: Atspi.Event) -> None:
    """Tell what is announced, and what gets the focus."""
    if event.type.startswith("object:announcement"):
        tell(said=str(event.any_data))
    elif event.detail1:
        tell(focus=event.source.get_name(), role=event.source.get_role_name())


def press_all(keys: list[str]) -> None:
    """Press the keys, and end."""
    screen = Screen()
    for key in keys:
        word, _, seconds = key.partition(":")
        if word == "wait":
            time.sleep(float(seconds))
            screen.focus_windows()
        else:
            tell(key=key)
            screen.press(key)
        time.sleep(BETWEEN_S)
    Atspi.event_quit()


def main() -> int:
    """Listen while keys are pressed. Returns 1 where there is no such application."""
    if find_application(sys.argv[1], float(sys.argv[2])) is None:
        sys.stderr.write("no such application\n")
        return 1
    listener = Atspi.EventListener.new(hear)
    for kind in EVENTS:
        listener.register(kind)
    threading.Thread(target=press_all, args=(sys.argv[3:],), daemon=True).start()
    Atspi.event_main()
    return 0


if __name__ == "__main__":
    sys.exit(main())
