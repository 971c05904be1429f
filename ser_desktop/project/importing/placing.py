"""Converts labels of a file to annotations of a project's recordings."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath

from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.emotion.results import MIX
from ser_desktop.errors import ProjectError
from ser_desktop.project.importing.found import FoundLabel
from ser_desktop.project.importing.label_words import labels_from
from ser_desktop.project.items import MAX_TEXT, Annotation, Recording, new_id
from ser_desktop.project.store import ProjectStore
from ser_desktop.project.tiers import UNLABELLED, is_model_tier, tier_parts, written_track
from ser_desktop.texts.messages import Message

_SHARE = re.compile(r"(?P<name>intensity|confidence):(?P<share>\d(?:\.\d{1,6})?)(?: \| |$)")
"""As ``export/project/tiers`` writes them between labels and note."""


_WHOLE = (".eaf", ".textgrid")
"""Formats that keep all of an annotation, so that what is missing was changed or deleted."""


@dataclass(frozen=True)
class Placed:
    """The result of an imported file.

    Args:
        annotations: new annotations, without those that the project has already.
        known: number of annotations that the project has already.
        notes: number of labels outside the eight emotions, which became notes.
        superseded: annotations of the project on the same tiers that the file no longer has: they
            were changed or deleted in the other program. Blind ratings are never among them.
    """

    annotations: tuple[Annotation, ...]
    known: int
    notes: int
    superseded: tuple[Annotation, ...] = ()


def place(
    store: ProjectStore,
    path: Path,
    found: Sequence[FoundLabel],
    rater: str = "",
    recording: Recording | None = None,
) -> Placed:
    """Make annotations without storing them.

    The tier names track (or speaker) and rater, ``left/ann``; tiers of the model are skipped.

    Args:
        store: the project's store.
        path: the file; its name selects the recording if nothing else does.
        found: the labels of the file.
        rater: rater of all annotations; empty uses the file's, or else the tier's name.
        recording: recording of all annotations; None uses the file's.

    Raises:
        ProjectError: no recording of the project matches.
    """
    recordings = store.recordings()
    names = {speaker.id: speaker.name for speaker in store.speakers()}
    tracks = {
        (item.recording_id, written): item.track
        for item in store.track_speakers()
        for written in _written_names(names.get(item.speaker_id, ""))
    }
    before = store.annotations()
    further = {label for annotation in before for label in annotation.labels} - set(EMOTIONS)
    is_whole = path.suffix.lower() in _WHOLE
    known = {_content(annotation, is_whole) for annotation in before}
    in_file: set[tuple[object, ...]] = set()
    tiers: set[tuple[str, str, str]] = set()
    made: list[Annotation] = []
    n_known = n_notes = 0
    for label in found:
        target = recording or _recording(recordings, label, path)
        if is_model_tier(label.tier):
            continue
        tier_track, tier_rater = tier_parts(label.tier)
        said = label.track or tier_track  # a track, or the name of its speaker
        track = tracks.get((target.id, said), said or MIX)
        by = rater or label.rater or tier_rater
        annotation = _annotation(label, target, track, by, further)
        n_notes += not annotation.labels
        content = _content(annotation, is_whole)
        in_file.add(content)
        tiers.add(_tier(annotation))
        if content in known:
            n_known += 1
        else:
            known.add(content)
            made.append(annotation)
    superseded = tuple(
        a
        for a in before
        if is_whole
        and _tier(a) in tiers
        and _content(a, is_whole) not in in_file
        and a.origin != "blind"
        and a.duration_s > 0  # Praat knows no interval without length
    )
    return Placed(tuple(made), n_known, n_notes, superseded)


def _annotation(
    label: FoundLabel, recording: Recording, track: str, rater: str, further: Collection[str]
) -> Annotation:
    text, _, note = label.text.partition(" | ")
    labels = {} if text == UNLABELLED else labels_from(text, further)
    if labels is None:  # another label, or a remark
        labels, note = {}, label.text
    shares: dict[str, float] = {}
    while (found := _SHARE.match(note)) is not None:
        shares[found["name"]] = min(float(found["share"]), 1.0)
        note = note[found.end() :]
    notes = [part.strip() for part in (note, label.note) if part.strip()]
    return Annotation(
        new_id(),
        recording.id,
        round(label.start_s, 6),
        round(label.end_s, 6),
        labels,
        track[:MAX_TEXT],
        intensity=shares.get("intensity", label.intensity),
        confidence=shares.get("confidence", label.confidence),
        note="\n".join(notes)[:MAX_TEXT],
        rater=rater[:MAX_TEXT],
        origin="import",
    )


def _recording(recordings: Sequence[Recording], label: FoundLabel, path: Path) -> Recording:
    """Return the recording named by the label, else by the file name, else the only one."""
    for name in (label.recording, path.name) if label.recording else (path.name,):
        stated = PureWindowsPath(name)  # takes both slashes
        for is_meant in _WAYS:
            meant = [recording for recording in recordings if is_meant(recording.path, stated)]
            if len(meant) == 1:
                return meant[0]
    if len(recordings) == 1:
        return recordings[0]
    named = label.recording or path.name
    raise ProjectError(Message("import.which_recording", path=path, name=named))


def _written_names(name: str) -> tuple[str, ...]:
    """Return the names under which files have a speaker: RTTM has no blanks, tiers no slash."""
    return _no_blanks(name), written_track(name), name


def _no_blanks(name: str) -> str:
    return re.sub(r"\s", "_", name)


_WAYS: Sequence[Callable[[Path, PureWindowsPath], bool]] = (
    lambda path, stated: path.name == stated.name,
    lambda path, stated: path.parts[-len(stated.parts) :] == stated.parts,
    lambda path, stated: path.stem == stated.stem,
    lambda path, stated: _no_blanks(path.stem) == stated.name,
    # As exports tell files of one name apart: talk.wav.TextGrid, monday talk.TextGrid.
    lambda path, stated: path.name == stated.stem,
    lambda path, stated: f"{path.parent.name} {path.stem}" == stated.stem,
    lambda path, stated: f"{path.parent.name} {path.name}" == stated.stem,
)
"""Ways in which a file names a recording, the surest first."""


def _tier(annotation: Annotation) -> tuple[str, str, str]:
    return annotation.recording_id, annotation.track, annotation.rater


def _content(annotation: Annotation, is_whole: bool) -> tuple[object, ...]:
    """Return what two annotations share that say the same.

    Args:
        annotation: of the project, or of a file.
        is_whole: whether the format of the file keeps intensity and confidence too.
    """
    start_s, end_s = round(annotation.start_s, 3), round(annotation.end_s, 3)
    shares = (annotation.intensity, annotation.confidence) if is_whole else ()
    return (
        *(annotation.recording_id, annotation.track, annotation.rater),
        " ".join(annotation.note.split()),  # tiers have notes on one line
        *(start_s, max(end_s, round(start_s + 0.001, 3))),  # ELAN's shortest is 1 ms
        *(None if share is None else round(share, 6) for share in shares),
        *sorted((label, round(weight, 6)) for label, weight in annotation.labels.items()),
    )
