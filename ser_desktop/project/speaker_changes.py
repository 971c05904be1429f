"""Changes of turns and speakers; each is one step that can be undone.

Turns, whose tracks they are and the annotations of those tracks change together, so that undoing a
step leaves none of it behind.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import count

from ser_desktop.emotion.speaker_turns import SpeakerTurn
from ser_desktop.project.changes import Change
from ser_desktop.project.items import (
    Item,
    Recording,
    Speaker,
    TrackSpeaker,
    Turns,
    new_id,
)
from ser_desktop.project.speaker_names import given_name, given_number, shown_name
from ser_desktop.project.store import ProjectStore
from ser_desktop.project.turn_editing import Span, free_track, merged_turns, moved_turns
from ser_desktop.texts.messages import Message

COLOURS = ("#8fb8ff", "#ff9d95", "#7bd88f", "#d6a6ff", "#ffd166", "#6fd6d6", "#c0c7d0", "#ff8fd0")
"""Of speakers, in the order in which they begin."""


def found_speakers(
    store: ProjectStore,
    recording_id: str,
    turns: Sequence[SpeakerTurn],
    voiceprints: Mapping[str, bytes],
) -> Change:
    """Store turns, with a new speaker for each track.

    Speakers of an earlier search go, if nothing else is theirs.

    Args:
        store: of the project.
        recording_id: in which speakers were looked for.
        turns: that were found.
        voiceprints: how each track sounds, by its name, in the order of speaking.
    """
    known = store.track_speakers()
    mine = [track for track in known if track.recording_id == recording_id]
    elsewhere = {track.speaker_id for track in known if track.recording_id != recording_id}
    before_ids = {track.speaker_id for track in mine} - elsewhere
    gone = [speaker for speaker in store.speakers() if speaker.id in before_ids]
    taken = {speaker.name for speaker in store.speakers()} - {speaker.name for speaker in gone}
    after: list[Item] = [Turns(recording_id, tuple(turns))]
    for track, voiceprint in voiceprints.items():
        speaker = _new_speaker(taken, voiceprint)
        taken.add(speaker.name)
        after += [speaker, TrackSpeaker(recording_id, track, speaker.id)]
    before: tuple[Item, ...] = (*gone, *mine, *store.turns(recording_id))
    return Change(Message("change.add_speakers", n=len(voiceprints)), before, tuple(after))


def move_stretch(
    store: ProjectStore, recording: Recording, track: str, span_s: Span, to: str | None
) -> Change:
    """Move the speech of one speaker in a stretch to another, with its annotations.

    Args:
        store: of the project.
        recording: whose turns change.
        track: that loses the stretch.
        span_s: of the stretch.
        to: the track that gets it; None makes one, of a new speaker.
    """
    before: list[Item] = [*store.turns(recording.id)]
    turns = before[0].turns if before and isinstance(before[0], Turns) else ()
    after: list[Item] = []
    owners = {item.track: item.speaker_id for item in store.track_speakers(recording.id)}
    people = {speaker.id: speaker for speaker in store.speakers()}
    if to is None:
        to = free_track(turns, owners)
        speaker = _new_speaker({known.name for known in people.values()})
        after += [speaker, TrackSpeaker(recording.id, to, speaker.id)]
        name = speaker.name
    else:
        owner = people.get(owners.get(to, ""))
        name = owner.name if owner else to
    moved = moved_turns(turns, track, span_s, to)
    after.append(Turns(recording.id, moved))
    if all(turn.speaker != track for turn in moved):  # nothing is left of the track
        before += [item for item in store.track_speakers(recording.id) if item.track == track]
    for annotation in store.annotations(recording.id):
        middle_s = (annotation.start_s + annotation.end_s) / 2
        if annotation.track == track and span_s[0] <= middle_s <= span_s[1]:
            before.append(annotation)
            after.append(replace(annotation, track=to))
    return Change(
        Message("change.move_to_speaker", name=shown_name(name)), tuple(before), tuple(after)
    )


def merge_speakers(store: ProjectStore, merged: Speaker, into: Speaker) -> Change:
    """Move the tracks of one speaker to another, who is the same person.

    In a recording where both have a track the two become one, with its annotations.
    """
    before: list[Item] = [merged]
    after: list[Item] = []
    tracks = store.track_speakers()
    kept = {item.recording_id: item.track for item in tracks if item.speaker_id == into.id}
    for item in tracks:
        if item.speaker_id != merged.id:
            continue
        before.append(item)
        turns = store.turns(item.recording_id)
        other = kept.get(item.recording_id)
        heard = {turn.speaker for of_recording in turns for turn in of_recording.turns}
        if other is None or not {other, item.track} <= heard:
            after.append(replace(item, speaker_id=into.id))
            continue
        (known,) = turns
        before.append(known)
        after.append(Turns(known.recording_id, merged_turns(known.turns, item.track, other)))
        own = [a for a in store.annotations(item.recording_id) if a.track == item.track]
        before += own
        after += [replace(annotation, track=other) for annotation in own]
    message = Message(
        "change.merge_speakers", merged=shown_name(merged.name), name=shown_name(into.name)
    )
    return Change(message, tuple(before), tuple(after))


def join_speakers(store: ProjectStore, pairs: Sequence[tuple[Speaker, Speaker]]) -> Change:
    """Join several pairs of speakers at once; the second of each pair keeps its name.

    Args:
        store: of the project.
        pairs: who is whom; nobody is first in two of them, nor first in one and second in another,
            and the two of a pair are of different recordings.
    """
    into = {first.id: second for first, second in pairs}
    tracks = [item for item in store.track_speakers() if item.speaker_id in into]
    after = [replace(item, speaker_id=into[item.speaker_id].id) for item in tracks]
    before: tuple[Item, ...] = (*(first for first, _ in pairs), *tracks)
    return Change(Message("change.join_speakers", n=len(pairs)), before, tuple(after))


def split_speaker(store: ProjectStore, speaker: Speaker) -> Change:
    """Split a speaker into one for each recording, since they are different people."""
    tracks = [item for item in store.track_speakers() if item.speaker_id == speaker.id]
    first = tracks[0].recording_id if tracks else ""
    taken = {known.name for known in store.speakers()}
    after: list[Item] = []
    of_recording: dict[str, Speaker] = {}
    before = [item for item in tracks if item.recording_id != first]
    for item in before:
        if item.recording_id not in of_recording:
            new = _new_speaker(taken)
            taken.add(new.name)
            of_recording[item.recording_id] = new
            after.append(new)
        after.append(replace(item, speaker_id=of_recording[item.recording_id].id))
    message = Message("change.split_speaker", name=shown_name(speaker.name))
    return Change(message, tuple(before), tuple(after))


def _new_speaker(taken: set[str], voiceprint: bytes = b"") -> Speaker:
    numbers = {given_number(name) for name in taken}
    number = next(n for n in count(1) if n not in numbers)
    return Speaker(
        new_id(), given_name(number), COLOURS[(number - 1) % len(COLOURS)], voiceprint=voiceprint
    )
