"""Every menu entry: text, shortcut and icon, in one table; :mod:`.handlers` has what it does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.ui.toolkit.icons import icon
from ser_desktop.ui.toolkit.theme import ThemeManager


@dataclass(frozen=True)
class Entry:
    """One action. ``menu`` is where it stands; a key held down triggers it again if it ``repeats``.

    What makes or ends something does not: a take would be cut up, a list emptied.
    """

    name: str
    menu: str
    text: str
    shortcuts: tuple[str, ...] = ()
    icon: str = ""
    checkable: bool = False
    line_above: bool = False
    repeats: bool = False


ENTRIES = (
    Entry("open", "File", "&Open…", ("Ctrl+O",), "folder-open"),
    Entry("open_folder", "File", "Open &folder…", ("Ctrl+Shift+O",)),
    Entry("export", "File", "&Export…", ("Ctrl+E",), "upload", line_above=True),
    Entry("export_all", "File", "Export &all…", ("Ctrl+Shift+E",)),
    Entry("rename", "File", "Re&name…", ("F2",), line_above=True),
    Entry("show_in_folder", "File", "Show in &its folder"),
    Entry("remove", "File", "&Remove from list", ("Del",)),
    Entry("undo", "File", "Take the last step &back", ("Ctrl+Z",)),
    Entry("preferences", "File", "&Preferences…", ("Ctrl+,",), "settings", line_above=True),
    Entry("quit", "File", "&Quit", ("Ctrl+Q",), line_above=True),
    Entry("record", "Record", "&Record", ("Ctrl+R", "R"), "mic"),
    Entry("pause", "Record", "&Pause recording", ("P",), "pause", checkable=True),
    Entry("stop", "Record", "&Stop", ("Esc",), "square"),
    Entry(
        "monitor",
        "Record",
        "&Monitor without recording",
        ("M", "Ctrl+M"),
        "activity",
        checkable=True,
    ),
    Entry("rescan", "Record", "Rescan &devices", ("Ctrl+Shift+R",), "refresh-cw", line_above=True),
    Entry("clip_lamp", "Record", "Put out the &clip lamp"),
    Entry("recordings_folder", "Record", "Open recordings &folder"),
    Entry("play", "View", "&Play or pause", ("Space",), "play"),
    Entry("loop", "View", "&Loop", ("L",), "repeat", checkable=True),
    Entry("back", "View", "1 s &back", ("Left",), line_above=True, repeats=True),
    Entry("forward", "View", "1 s &forward", ("Right",), repeats=True),
    Entry("back_fine", "View", "0.1 s back", ("Shift+Left",), repeats=True),
    Entry("forward_fine", "View", "0.1 s forward", ("Shift+Right",), repeats=True),
    Entry("back_far", "View", "10 s back", ("Ctrl+Left",), repeats=True),
    Entry("forward_far", "View", "10 s forward", ("Ctrl+Right",), repeats=True),
    Entry("home", "View", "To the &start", ("Home",)),
    Entry("end", "View", "To the &end", ("End",)),
    Entry(
        "zoom_in",
        "View",
        "Zoom &in",
        ("+", "Ctrl+=", "Ctrl++"),
        "zoom-in",
        line_above=True,
        repeats=True,
    ),
    Entry("zoom_out", "View", "Zoom &out", ("-", "Ctrl+-"), "zoom-out", repeats=True),
    Entry("fit", "View", "&Fit to window", ("Ctrl+0",), "maximize"),
    Entry("fit_height", "View", "Fit the &height to the loudest place", ("H",), checkable=True),
    Entry("zoom_selection", "View", "Zoom to se&lection", ("Ctrl+L",)),
    Entry("select_all", "View", "Select &all", ("Ctrl+A",), line_above=True),
    Entry("select_none", "View", "Select &nothing", ("Ctrl+Shift+A",)),
    Entry("select_from", "View", "Select from the play &head", ("[", "I")),
    Entry("select_to", "View", "Select &up to the play head", ("]", "O")),
    Entry("analyse", "Analysis", "&Analyse again", ("F5",), "refresh-cw"),
    Entry("analyse_rest", "Analysis", "Analyse what has no a&nswer", ("Shift+F5",)),
    Entry("cancel", "Analysis", "&Cancel analysis", ("Ctrl+.",), "x"),
    Entry("cancel_all", "Analysis", "Cancel a&ll analyses"),
    Entry(
        "split", "Analysis", "Channels a&part", ("Ctrl+Shift+C",), checkable=True, line_above=True
    ),
    Entry("other_channel", "Analysis", "&Other channel", ("C",)),
    Entry("details", "Analysis", "Acoustic &details…", ("Ctrl+I",), "info", line_above=True),
    Entry("models", "Models", "&Choose or add a model…", ("Ctrl+Shift+M",)),
    Entry("compare", "Models", "&Compare models on this recording…", ("Ctrl+K",)),
    Entry("models_folder", "Models", "Open my models &folder", line_above=True),
    *(
        Entry(f"said_{emotion}", "Voice", f"This was {emotion}", (f"Ctrl+{number}",))
        for number, emotion in enumerate(EMOTIONS, start=1)
    ),
    Entry("voices", "Voice", "&Voices…", ("Ctrl+Shift+V",), line_above=True),
    Entry("help", "Help", "&Shortcuts", ("F1",), "info"),
    Entry("log_folder", "Help", "Open &log folder"),
    Entry("about", "Help", "&About SER Desktop", (), "info", line_above=True),
)
MENUS = ("File", "Record", "View", "Analysis", "Voice", "Models", "Help")


_MENU_TEXTS = {"Voice": "V&oice"}


class Actions:
    """The QActions by name, and the menus they stand in."""

    def __init__(self, window: QMainWindow, themes: ThemeManager) -> None:
        self._themes = themes
        self._by_name: dict[str, QAction] = {}
        self.menus: dict[str, QMenu] = {}
        for title in MENUS:
            menu = window.menuBar().addMenu(_MENU_TEXTS.get(title, f"&{title}"))
            menu.setObjectName(f"menu{title}")
            self.menus[title] = menu
        for entry in ENTRIES:
            action = QAction(entry.text, window)
            action.setObjectName(f"action_{entry.name}")
            action.setCheckable(entry.checkable)
            action.setAutoRepeat(entry.repeats)
            action.setShortcuts([QKeySequence(keys) for keys in entry.shortcuts])
            # Qt leaves no room between a tool button's icon and its text.
            action.setIconText(" " + entry.text.replace("&", "").rstrip("…"))
            plain = entry.text.replace("&", "").rstrip("…")
            keys = f" ({entry.shortcuts[0]})" if entry.shortcuts else ""
            action.setToolTip(f"{plain}{keys}")
            if entry.line_above:
                self.menus[entry.menu].addSeparator()
            self.menus[entry.menu].addAction(action)
            self._by_name[entry.name] = action
        self._icons = {entry.name: entry.icon for entry in ENTRIES if entry.icon}
        themes.changed.connect(self._tint)
        self._tint()

    def __getitem__(self, name: str) -> QAction:
        return self._by_name[name]

    def enable(self, states: Mapping[str, bool]) -> None:
        """Set which actions can be used now."""
        for name, enabled in states.items():
            self._by_name[name].setEnabled(enabled)

    def shortcuts(self) -> list[tuple[str, str]]:
        """Text and keys of every action that has keys, for the help."""
        native = QKeySequence.SequenceFormat.NativeText
        return [
            (
                entry.text.replace("&", "").rstrip("…"),
                ", ".join(keys.toString(native) for keys in self._by_name[entry.name].shortcuts()),
            )
            for entry in ENTRIES
            if entry.shortcuts
        ]

    def set_icon(self, name: str, picture: str) -> None:
        """Another picture for an action, from ``resources/icons``."""
        self._icons[name] = picture
        theme = self._themes.theme
        self._by_name[name].setIcon(icon(picture, theme.text, theme.border))

    def _tint(self) -> None:
        for name, picture in self._icons.items():
            self.set_icon(name, picture)
