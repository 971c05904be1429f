"""Recording, monitoring and sharing live results."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ser_desktop.ui.recording.listening import WHILE_HEARD
from ser_desktop.ui.recording.microphone_watch import MicrophoneWatch
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.toolkit.state import State

if TYPE_CHECKING:
    from ser_desktop.ui.shell.controller import Controller

_MICROPHONE_FAMILIES = ("microphone", "device", "take", "plain")


class Capture(QObject):
    """Part of the controller: starts and ends takes, monitoring and sharing."""

    def __init__(self, control: Controller) -> None:
        super().__init__(control)
        self._control = control
        self._shown_before: Recording | None = None
        """The recording that was shown when monitoring began; shown again when it ends."""
        control.listening.started.connect(self._on_started)
        control.listening.ended.connect(self._on_ended)
        self._watch = MicrophoneWatch(
            control.listening.input, lambda: control.state is State.IDLE, self
        )

    def record(self) -> None:
        """Start a take, or end the running one, which is then opened and analysed."""
        control = self._control
        if control.state.is_take:
            control.listening.stop_take()
        else:
            control.transport.stop()
            control.listening.start_take()

    def monitor(self, wanted: bool) -> None:
        """Start or end monitoring: live results without a recording."""
        if wanted:
            self._control.transport.stop()
            self._control.listening.start_monitoring()
        else:
            self._control.listening.stop_monitoring()

    def share_live(self, wanted: bool) -> None:
        """Start or end sending live results to other programs on this computer."""
        self._control.problem_solved.emit(("share", "sink"))
        self._control.sharing.set_on(wanted, self._control.model_in_use.info)

    def rescan(self) -> None:
        """Look for devices again. That closes every stream, the loudspeaker's too."""
        self._control.problem_solved.emit(_MICROPHONE_FAMILIES)
        self._control.transport.stop()
        self._control.listening.rescan()

    def leave_monitoring(self) -> None:
        """End monitoring because a recording was selected; nothing else is shown again."""
        if self._control.state is State.MONITORING:
            self._shown_before = None
            self._control.listening.stop_monitoring()

    def close(self) -> None:
        """End and keep a take; it is shown at the next start."""
        self._watch.stop()
        take = self._control.listening.input.take
        self._control.listening.close()
        self._control.sharing.close()
        is_practice = take is not None and take.path.parent == self._control.profile.practice_takes
        if take is not None and take.elapsed_s > 0 and not is_practice:
            self._control.library.files.remember([take.path])

    def _on_started(self) -> None:
        self._control.problem_solved.emit(_MICROPHONE_FAMILIES)
        if self._control.current is not None:  # None where a take follows monitoring
            self._shown_before = self._control.current
        self._control.select(None)

    def _on_ended(self, take: Path | None) -> None:
        self._control.problem_solved.emit(WHILE_HEARD)
        before, self._shown_before = self._shown_before, None
        if take is not None and take.parent != self._control.profile.practice_takes:
            self._control.open([take])
        elif before is not None and self._control.recordings.row_of(before) >= 0:
            self._control.select(before)
        else:
            self._control.clip_shown.emit(None)
