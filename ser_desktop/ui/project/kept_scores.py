"""The models' scores stored in the project, so that known recordings are not analysed again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from ser_desktop.emotion.classifier import EmotionClassifier
from ser_desktop.emotion.inference_options import InferenceOptions, window_and_hop_s
from ser_desktop.emotion.interpretation import interpret
from ser_desktop.emotion.results import CHANNEL_TRACKS, MIX, Analysis, TrackScores, WindowScores
from ser_desktop.project import items
from ser_desktop.project.analyses import KeptAnalyses
from ser_desktop.project.content_hash import sha256_of
from ser_desktop.project.store import ProjectStore


@dataclass(frozen=True)
class KeptScores:
    """The scores of one project. The analysis thread may call it too.

    Args:
        store: the project's store.
        may_write: whether new scores are stored.
    """

    store: ProjectStore
    may_write: bool

    def find(
        self,
        path: Path,
        item: items.Recording | None,
        model: EmotionClassifier,
        options: InferenceOptions,
        cancelled: Callable[[], bool],
    ) -> WindowScores | None:
        """Return the stored scores of a file, found by its content; None without any.

        Raises:
            AudioFileError: the file cannot be read.
            ProjectError: the project cannot be read.
            WorkCancelledError: ``cancelled`` returned True.
        """
        if not self._has_any():
            return None
        sha256 = known_sha256(path, item) or sha256_of(path, cancelled)
        of_content = items.Recording("", path, sha256=sha256)
        window_s, hop_s = window_and_hop_s(model, options)
        kept = KeptAnalyses(self.store)
        speakers = sorted({turn.speaker for turn in options.turns}, key=lambda s: (len(s), s))
        channels = (MIX, *CHANNEL_TRACKS)
        for tracks in (channels,) if options.split else ((MIX,), channels):
            names = (*tracks, *speakers)
            scores = kept.find(of_content, model.info, window_s, hop_s, names)
            if scores is not None and _turns(scores) == set(options.turns):
                return scores
        return None

    def keep(self, scores: WindowScores) -> None:
        """Store scores.

        Raises:
            ProjectError: the scores cannot be written.
        """
        if self.may_write:
            KeptAnalyses(self.store).keep(scores)

    def latest(self, item: items.Recording) -> WindowScores | None:
        """Return the latest stored scores of a recording; None without any.

        Raises:
            ProjectError: the project cannot be read.
        """
        return KeptAnalyses(self.store).latest(item)

    def _has_any(self) -> bool:
        return bool(self.store.execute("SELECT 1 FROM analyses LIMIT 1"))


def known_sha256(path: Path, item: items.Recording | None) -> str:
    """Return the stored checksum if the file is unchanged, else ""."""
    if item is None or not item.sha256:
        return ""
    try:
        status = path.stat()
    except OSError:
        return ""
    is_same = (status.st_size, status.st_mtime_ns) == (item.size_bytes, item.modified_ns)
    return item.sha256 if is_same else ""


def analyses_of(scores: WindowScores, split: bool) -> tuple[Analysis, ...]:
    """Return uncorrected analyses: one of the mix with its speakers, or one for each channel."""
    channels = [track for track in scores.tracks if _is_channel(track)]
    if split and channels:
        return tuple(interpret(replace(scores, tracks=(track,))) for track in channels)
    rest = tuple(track for track in scores.tracks if not _is_channel(track))
    return (interpret(replace(scores, tracks=rest or scores.tracks)),)


def _is_channel(track: TrackScores) -> bool:
    return track.channel is not None


def _turns(scores: WindowScores) -> set[object]:
    return {turn for track in scores.tracks for turn in track.turns}
