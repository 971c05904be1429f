"""The table of all menu entries: key, shortcut and icon. :mod:`.handlers` runs them.

:mod:`ser_desktop.texts.menu` holds the texts, by the same keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.texts.messages import Message, emotion_name
from ser_desktop.ui.timeline.lanes import LANES
from ser_desktop.ui.toolkit.icons import icon
from ser_desktop.ui.toolkit.theme import ThemeManager


@dataclass(frozen=True)
class Entry:
    """One action.

    Args:
        key: its name in :mod:`.handlers`, in ``action_<key>``, and of its text.
        menu: the key of its menu.
        shortcuts: keys; the menu shows the first one.
        icon: a picture from ``resources/icons``.
        checkable: whether the entry is a tick that can be on or off.
        line_above: whether a separator precedes it.
        repeats: whether holding the key down triggers it again. Entries that start or end something
        do not repeat.
    """

    key: str
    menu: str
    shortcuts: tuple[str, ...] = ()
    icon: str = ""
    checkable: bool = False
    line_above: bool = False
    repeats: bool = False


ENTRIES = (
    Entry("open", "file", ("Ctrl+O",), "folder-open"),
    Entry("open_folder", "file", ("Ctrl+Shift+O",)),
    Entry("open_sample", "file"),
    Entry("new_project", "file", ("Ctrl+N",), line_above=True),
    Entry("open_project", "file", ("Ctrl+Alt+O",)),
    Entry("save_project", "file", ("Ctrl+S",)),
    Entry("save_project_as", "file", ("Ctrl+Shift+S",)),
    Entry("collect", "file"),
    Entry("find_moved", "file"),
    Entry("export", "file", ("Ctrl+E",), "upload", line_above=True),
    Entry("export_all", "file", ("Ctrl+Shift+E",)),
    Entry("export_project", "file", ("Ctrl+Alt+E",)),
    Entry("rename", "file", ("F2",), line_above=True),
    Entry("notes", "file", ("Ctrl+Alt+N",)),
    Entry("show_in_folder", "file"),
    Entry("remove", "file", ("Del",)),
    Entry("quit", "file", ("Ctrl+Q",), line_above=True),
    Entry("undo", "edit", ("Ctrl+Z",)),
    Entry("redo", "edit", ("Ctrl+Shift+Z", "Ctrl+Y")),
    Entry("select_all", "edit", ("Ctrl+A",), line_above=True),
    Entry("select_none", "edit", ("Ctrl+Shift+A",)),
    Entry("select_from", "edit", ("[", "I")),
    Entry("select_to", "edit", ("]", "O")),
    Entry("find", "edit", ("Ctrl+F",), "search", line_above=True),
    Entry("preferences", "edit", ("Ctrl+,",), "settings", line_above=True),
    Entry("zoom_in", "view", ("+", "Ctrl+=", "Ctrl++"), "zoom-in", repeats=True),
    Entry("zoom_out", "view", ("-", "Ctrl+-"), "zoom-out", repeats=True),
    Entry("fit", "view", ("Ctrl+0",), "maximize"),
    Entry("fit_height", "view", ("H",), checkable=True),
    Entry("zoom_selection", "view", ("Ctrl+L",)),
    *(
        Entry(f"lane_{key}", "view", (), checkable=True, line_above=key == LANES[0])
        for key in LANES
    ),
    Entry("overview", "view", ("F6",), "layout-grid", checkable=True, line_above=True),
    Entry("show_list", "view", ("F7",), checkable=True),
    Entry("show_result", "view", ("F8",), checkable=True),
    Entry("play", "playback", ("Space",), "play"),
    Entry("loop", "playback", ("L",), "repeat", checkable=True),
    Entry("next_moment", "playback", ("N", "F3"), "chevron-right", line_above=True, repeats=True),
    Entry("previous_moment", "playback", ("Shift+N", "Shift+F3"), "chevron-left", repeats=True),
    Entry("play_moments", "playback", ("Ctrl+Shift+N",), checkable=True),
    Entry("next_segment", "playback", ("Alt+Right",), line_above=True, repeats=True),
    Entry("previous_segment", "playback", ("Alt+Left",), repeats=True),
    Entry("say_position", "playback", ("W",)),
    Entry("back", "playback", ("Left",), line_above=True, repeats=True),
    Entry("forward", "playback", ("Right",), repeats=True),
    Entry("back_fine", "playback", ("Shift+Left",), repeats=True),
    Entry("forward_fine", "playback", ("Shift+Right",), repeats=True),
    Entry("back_far", "playback", ("Ctrl+Left",), repeats=True),
    Entry("forward_far", "playback", ("Ctrl+Right",), repeats=True),
    Entry("home", "playback", ("Home",)),
    Entry("end", "playback", ("End",)),
    Entry("record", "record", ("Ctrl+R", "R"), "mic"),
    Entry("pause", "record", ("P",), "pause", checkable=True),
    Entry("stop", "record", ("Esc",), "square"),
    Entry("monitor", "record", ("Ctrl+M",), "activity", checkable=True),
    Entry("share_live", "record", checkable=True),
    Entry("practise", "record", ("Ctrl+Shift+P",)),
    Entry("rescan", "record", ("Ctrl+Shift+R",), "refresh-cw", line_above=True),
    Entry("clip_lamp", "record"),
    Entry("recordings_folder", "record"),
    Entry("analyse", "analysis", ("F5",), "refresh-cw"),
    Entry("analyse_rest", "analysis", ("Shift+F5",)),
    Entry("cancel", "analysis", ("Ctrl+.",), "x"),
    Entry("cancel_all", "analysis"),
    Entry("split", "analysis", ("Ctrl+Shift+C",), checkable=True, line_above=True),
    Entry("other_channel", "analysis", ("C",)),
    Entry("details", "analysis", ("Ctrl+I",), "info", line_above=True),
    *(
        Entry(f"annotate_{emotion}", "annotations", (f"Ctrl+{number}",))
        for number, emotion in enumerate(EMOTIONS, start=1)
    ),
    Entry("edit_annotation", "annotations", ("E",), line_above=True),
    Entry("split_annotation", "annotations", ("S",)),
    Entry("merge_annotations", "annotations", ("M",)),
    Entry("delete_annotation", "annotations", ("Backspace",)),
    Entry("copy_segments", "annotations", ("Ctrl+D",), line_above=True),
    Entry("import_annotations", "annotations", ("Ctrl+Shift+I",)),
    Entry("next_annotation", "annotations", ("Ctrl+Down",), line_above=True, repeats=True),
    Entry("previous_annotation", "annotations", ("Ctrl+Up",), repeats=True),
    Entry("nudge_back", "annotations", ("Alt+Shift+Left",), line_above=True, repeats=True),
    Entry("nudge_forth", "annotations", ("Alt+Shift+Right",), repeats=True),
    Entry("nudge_start_back", "annotations", (",",), repeats=True),
    Entry("nudge_start_forth", "annotations", (".",), repeats=True),
    Entry("nudge_end_back", "annotations", ("Ctrl+Alt+Left",), repeats=True),
    Entry("nudge_end_forth", "annotations", ("Ctrl+Alt+Right",), repeats=True),
    Entry("rate_blind", "annotations", ("Ctrl+B",), line_above=True),
    Entry("agreement", "annotations", ("Ctrl+Shift+B",)),
    Entry("find_speakers", "speakers", ("Ctrl+Shift+F",)),
    Entry("move_to_speaker", "speakers", ("Ctrl+Shift+T",)),
    Entry("compare_speakers", "speakers"),
    Entry("same_people", "speakers"),
    Entry("project_speakers", "speakers"),
    *(
        Entry(f"said_{emotion}", "speakers", (f"Ctrl+Alt+{number}",), line_above=number == 1)
        for number, emotion in enumerate(EMOTIONS, start=1)
    ),
    Entry("teach_annotation", "speakers", ("Ctrl+T",), line_above=True),
    Entry("voices", "speakers", ("Ctrl+Shift+V",)),
    Entry("models", "models", ("Ctrl+Shift+M",)),
    Entry("compare", "models", ("Ctrl+K",)),
    Entry("models_folder", "models", line_above=True),
    Entry("guide", "help", ("F1",), "info"),
    Entry("help", "help", ("Ctrl+F1", "?")),
    Entry("meaning", "help"),
    Entry("welcome", "help", line_above=True),
    Entry("log_folder", "help"),
    Entry("about", "help", (), "info", line_above=True),
)
MENUS = (
    *("file", "edit", "view", "playback", "record", "analysis", "annotations", "speakers"),
    *("models", "help"),
)


class Actions:
    """The QActions by key, and their menus."""

    def __init__(self, window: QMainWindow, themes: ThemeManager) -> None:
        self._themes = themes
        self._by_key: dict[str, QAction] = {}
        self.menus: dict[str, QMenu] = {}
        for key in MENUS:
            menu = window.menuBar().addMenu(str(Message(f"menu.{key}")))
            menu.setObjectName(f"menu{key.title()}")
            self.menus[key] = menu
        for entry in ENTRIES:
            if entry.line_above:
                self.menus[entry.menu].addSeparator()
            action = _make_action(entry, window)
            self.menus[entry.menu].addAction(action)
            self._by_key[entry.key] = action
        self._icons = {entry.key: entry.icon for entry in ENTRIES if entry.icon}
        themes.changed.connect(self._tint)
        self._tint()

    def __getitem__(self, key: str) -> QAction:
        return self._by_key[key]

    def enable(self, states: Mapping[str, bool]) -> None:
        """Enable or disable actions."""
        for key, enabled in states.items():
            self._by_key[key].setEnabled(enabled)

    def shortcuts(self) -> list[tuple[str, str, str]]:
        """Menu, text and shortcuts of every action with shortcuts, for the help."""
        native = QKeySequence.SequenceFormat.NativeText
        return [
            (
                _plain(str(Message(f"menu.{entry.menu}"))),
                _plain(_text(entry.key)),
                ", ".join(keys.toString(native) for keys in self._by_key[entry.key].shortcuts()),
            )
            for entry in ENTRIES
            if entry.shortcuts
        ]

    def set_icon(self, key: str, picture: str) -> None:
        """Set another picture for an action, from ``resources/icons``."""
        self._icons[key] = picture
        theme = self._themes.theme
        self._by_key[key].setIcon(icon(picture, theme.text, theme.disabled))

    def _tint(self) -> None:
        for key, picture in self._icons.items():
            self.set_icon(key, picture)


def _make_action(entry: Entry, window: QMainWindow) -> QAction:
    text = _text(entry.key)
    action = QAction(text, window)
    action.setObjectName(f"action_{entry.key}")
    action.setCheckable(entry.checkable)
    action.setAutoRepeat(entry.repeats)
    action.setShortcuts([QKeySequence(keys) for keys in entry.shortcuts])
    # Qt leaves no room between a tool button's icon and its text.
    action.setIconText(" " + _plain(text))
    tip = _plain(text)
    if entry.shortcuts:
        keys = QKeySequence(entry.shortcuts[0]).toString(QKeySequence.SequenceFormat.NativeText)
        tip = str(Message("action.tip", text=tip, shortcut=keys))
    action.setToolTip(tip)
    return action


def _text(key: str) -> str:
    kind, _, emotion = key.partition("_")
    if kind == "said" and emotion in EMOTIONS:
        return str(Message("action.label_as", emotion=emotion_name(emotion)))
    if kind == "annotate" and emotion in EMOTIONS:
        return str(Message("action.annotate_as", emotion=emotion_name(emotion)))
    return str(Message(f"action.{key}"))


def _plain(text: str) -> str:
    """Return a menu text without mnemonic and ellipsis."""
    return text.replace("&", "").rstrip("…")
