"""Faults of a sound that are mended while it is read, and that a user should know of."""

from __future__ import annotations

from dataclasses import dataclass

from ser_desktop.texts.messages import Message


@dataclass(frozen=True)
class SoundFaults:
    """What was mended.

    Args:
        repaired: NaN or infinite samples were replaced by silence.
        opposite_phase: the channel heard for both, from 0, if two channels are opposite in phase.
    """

    repaired: bool = False
    opposite_phase: int | None = None

    def joined(self, later: SoundFaults) -> SoundFaults:
        """Return the faults of this sound and a later one."""
        is_opposite = later.opposite_phase is not None
        return SoundFaults(
            self.repaired or later.repaired,
            later.opposite_phase if is_opposite else self.opposite_phase,
        )

    def warnings(self) -> list[Message]:
        """Return a warning for each fault; ids start with ``warning.``."""
        warnings = []
        if self.opposite_phase is not None:
            channel = ("left", "right")[self.opposite_phase]
            warnings.append(Message("warning.opposite_phase", channel=channel))
        if self.repaired:
            warnings.append(Message("warning.repaired"))
        return warnings


NO_FAULTS = SoundFaults()
