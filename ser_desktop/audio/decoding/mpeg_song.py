"""What a walk through framed sound finds: joined files, their runs of frames, and gaps."""

from __future__ import annotations

from dataclasses import dataclass, field

from ser_desktop.audio.decoding.mpeg_header import Framing, Tag

MIN_LOST_FRAMES = 4
"""Fewer bytes at the start or end of a file are the rest of a cut frame, padding or a tag."""
_CREDIBLE = (0.5, 2.0)
"""Share of the estimated loss within which the number of frames in a tag is believed."""


@dataclass
class Run:
    """Consecutive frames of one stream."""

    start: int
    end: int
    n_frames: int = 0
    gap_bytes: int = 0
    """Bytes of the gap before it."""
    n_lost: int = 0
    """Number of frames missing before it."""


@dataclass
class Song:
    """One of the files that were joined."""

    framing: Framing
    kind: int
    rate_hz: int
    channels: int
    frame: int
    """Samples per channel of a frame."""
    tag: Tag | None = None
    runs: list[Run] = field(default_factory=list)
    gap_bytes_behind: int = 0
    n_lost_behind: int = 0

    @property
    def n_frames(self) -> int:
        """Number of existing frames."""
        return sum(run.n_frames for run in self.runs)

    @property
    def n_lost(self) -> int:
        """Number of missing frames."""
        return sum(run.n_lost for run in self.runs) + self.n_lost_behind

    @property
    def ended_early(self) -> bool:
        """Whether the tag states more frames than exist; LAME may count its own frame."""
        # The number of frames lost in a hole may be an estimate.
        there = self.n_frames + 1.5 * self.n_lost + 1
        return self.tag is not None and self.tag.stated > there

    @property
    def skip(self) -> int:
        """Samples at the start that the encoder added."""
        return self.tag.skip if self.tag else 0

    @property
    def n_samples(self) -> int:
        """Samples per channel, including losses."""
        drop = self.tag.drop if self.tag and not self.ended_early else 0
        return max(0, (self.n_frames + self.n_lost) * self.frame - self.skip - drop)

    def measure(self) -> None:
        """Compute the number of frames that each gap has lost.

        The tag's number of frames says it exactly; otherwise the bytes of the frames before and
        after the gap, which may vary.
        """
        gaps = [run.gap_bytes for run in self.runs] + [self.gap_bytes_behind]
        n_lost = [
            max(1, round(n_bytes / self._frame_bytes_near(number))) if n_bytes else 0
            for number, n_bytes in enumerate(gaps)
        ]
        n_missing = self.tag.stated - self.n_frames if self.tag and self.tag.stated else 0
        at_least, at_most = (share * sum(n_lost) for share in _CREDIBLE)
        if (
            n_missing
            and any(gaps)
            and at_least - MIN_LOST_FRAMES < n_missing < at_most + MIN_LOST_FRAMES
        ):
            n_lost = _shared(n_missing, gaps)
        for run, n in zip(self.runs, n_lost, strict=False):
            run.n_lost = n
        self.n_lost_behind = n_lost[-1]

    def _frame_bytes_near(self, gap: int) -> float:
        """Mean bytes of a frame in the runs before and after a gap."""
        near = self.runs[max(0, gap - 1) : gap + 1]
        return sum(run.end - run.start for run in near) / max(1, sum(run.n_frames for run in near))


def _shared(n_missing: int, gaps: list[int]) -> list[int]:
    """Share a number of frames among gaps by their bytes."""
    n_left, bytes_left, shares = max(0, n_missing), sum(gaps), []
    for n_bytes in gaps:
        share = round(n_left * n_bytes / bytes_left) if bytes_left else 0
        shares.append(share)
        n_left, bytes_left = n_left - share, bytes_left - n_bytes
    return shares
