"""Pseudonyms for people and files in exports; notes are left out."""

from __future__ import annotations

import mimetypes
import re
from dataclasses import replace
from pathlib import Path

from ser_desktop.emotion.results import Analysis
from ser_desktop.project.items import Annotation, Recording
from ser_desktop.project.store import ProjectStore

_OWN_TRACK = re.compile(r"mix|left|right|(channel|speaker)-\d+")
"""Names of tracks that this program uses."""


class Pseudonyms:
    """Gives each person and file one pseudonym in the whole project.

    Speakers have the pseudonym of the project, or else a number; raters and recordings have numbers
    in their order.

    Args:
        store: store of the project, open.
    """

    def __init__(self, store: ProjectStore) -> None:
        recordings = store.recordings()
        digits = max(3, len(str(len(recordings))))
        self._recordings = {
            recording.id: f"recording-{number:0{digits}}"
            for number, recording in enumerate(recordings, start=1)
        }
        self._speakers = {
            speaker.name: speaker.pseudonym or f"speaker-{number}"
            for number, speaker in enumerate(sorted(store.speakers(), key=lambda s: s.id), start=1)
        }
        self._tracks: dict[str, str] = {}
        raters = sorted({annotation.rater for annotation in store.annotations()} - {""})
        self._raters = {name: f"rater-{number}" for number, name in enumerate(raters, start=1)}

    def recording(self, recording: Recording) -> Recording:
        """Return it without name, place, notes, tags and the hash by which it could be matched."""
        name = self._recordings[recording.id] + _suffix_of_sound(recording.path)
        return replace(
            recording, path=Path(name), sha256="", note="", consent_note="", tags=(), view={}
        )

    def analysis(self, analysis: Analysis, recording: Recording) -> Analysis:
        """Return an analysis without file name, hash and name of the speaker profile."""
        adapter = analysis.settings.adapter
        nameless = None if adapter is None else replace(adapter, name="speaker profile", digest="")
        tracks = tuple(
            replace(track, name=self.track(track.name)) for track in analysis.further_tracks
        )
        return replace(
            analysis,
            file=replace(analysis.file, path=recording.path, sha256=""),
            settings=replace(analysis.settings, adapter=nameless),
            further_tracks=tracks,
        )

    def annotation(self, annotation: Annotation) -> Annotation:
        """Return an annotation without note, with a number for its rater."""
        rater = self._raters.get(annotation.rater, "")
        return replace(annotation, note="", rater=rater, track=self.track(annotation.track))

    def track(self, name: str) -> str:
        """Return the name of a track; names chosen by users are hidden."""
        if _OWN_TRACK.fullmatch(name):
            return name
        return self._tracks.setdefault(name, f"track-{len(self._tracks) + 1}")

    def speaker(self, name: str) -> str:
        """Return the pseudonym of a name."""
        return self._speakers.get(name, "speaker")


def _suffix_of_sound(path: Path) -> str:
    """The file's suffix, where it is one of sound or video: what follows a dot can be a name."""
    kind = mimetypes.guess_type(f"x{path.suffix.lower()}")[0] or ""
    return path.suffix.lower() if kind.startswith(("audio/", "video/")) else ""
