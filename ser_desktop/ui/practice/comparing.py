"""Which takes the window compares: the chosen one with the best, unless the user ticks others."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from ser_desktop.ui.practice.default_comparison import (
    Scale,
    best_other,
    best_take,
    default_comparison,
    reference_of,
)
from ser_desktop.ui.practice.practice_take import PracticeTake
from ser_desktop.ui.practice.practice_takes import PracticeTakes

if TYPE_CHECKING:
    from ser_desktop.ui.practice.practice_dialog import PracticeDialog

_FOLLOW_MS = 150
"""The comparison follows the chosen take after this time: a walk through the list stays quick."""


class Comparing(QObject):
    """Ticks takes in the list, and names the one that the chosen take is compared with.

    Args:
        window: its list holds the chosen take and the ticked ones.
        takes: every take.
        scale: returns model and voice in use.
    """

    def __init__(
        self, window: PracticeDialog, takes: PracticeTakes, scale: Callable[[], Scale]
    ) -> None:
        super().__init__(window)
        self._window, self._takes, self._scale = window, takes, scale
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_FOLLOW_MS)
        self._later.timeout.connect(self._follow)

    @property
    def listed(self) -> list[PracticeTake]:
        """The takes for the target that is shown, oldest first."""
        return self._takes.listed(self._window.aim.target)

    def show_list(self, chosen: PracticeTake | None = None) -> None:
        """Show the takes for the target, and compare one of them, or the last, with the best."""
        listed, table = self.listed, self._window.takes
        take = chosen or (listed[-1] if listed else None)
        table.best = best_take(listed, self._scale())
        table.show_takes(listed, default_comparison(take, listed, self._scale()))
        if chosen is not None:
            table.choose(chosen)

    def refresh(self) -> None:
        """Update the rows after a new score; a new best one takes the place of the last."""
        takes, best = self._window.takes, best_take(self.listed, self._scale())
        is_new = best is not takes.best
        takes.best = best
        takes.refresh()
        if is_new:
            self.follow()

    def compare_with_best(self) -> None:
        """Compare the chosen take with the best other one, whatever was ticked."""
        take = self._window.takes.current_take
        self._window.takes.compare(default_comparison(take, self.listed, self._scale()))

    def follow(self) -> None:
        """Compare the chosen take with the best one soon, unless the user ticks others."""
        if not self._window.takes.is_ticked_by_hand:
            self._later.start()

    def reference(self) -> tuple[PracticeTake | None, bool]:
        """Return what the chosen take is compared with, and whether that is the best other one."""
        take, listed = self._window.takes.current_take, self.listed
        if take is None:
            return None, False
        reference = reference_of(take, self._window.takes.compared, listed)
        best = best_other(take, listed, self._scale())
        return reference, reference is not None and reference is best

    def _follow(self) -> None:
        table = self._window.takes
        is_wanted = self._window.isVisible() and not table.is_ticked_by_hand
        if is_wanted and table.current_take is not None:
            self.compare_with_best()
