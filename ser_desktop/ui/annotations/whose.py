"""Whose speech an annotation is about: one speaker of a recording, or everybody.

ELAN and Praat have a tier for each speaker, and one draws on a tier. Here one lane holds all
annotations, so the program proposes the speaker, says so at once, and takes another choice.
"""

from __future__ import annotations

from ser_desktop.emotion.results import MIX, Span
from ser_desktop.project.speaker_names import shown_name
from ser_desktop.texts.messages import Message
from ser_desktop.ui.recordings.recording import Recording

MIN_OTHER = 0.25
"""Somebody else is mentioned who speaks at least this share of the time of the speaker."""


def proposed_track(recording: Recording, span_s: Span) -> str:
    """Return the track of a new annotation.

    It is the chosen speaker's; with everybody shown, that of who speaks most in the stretch;
    without speakers, the shown channel or the mix.
    """
    if recording.view.speaker:
        return recording.view.speaker
    spoken = speaking_s(recording, span_s)
    if spoken:
        return max(spoken, key=lambda track: spoken[track])
    if has_speakers(recording) or recording.analysis is None:
        return MIX
    return recording.analysis.tracks[0].name


def speaking_s(recording: Recording, span_s: Span) -> dict[str, float]:
    """Return how long each speaker speaks in a stretch, in seconds, by track."""
    spoken: dict[str, float] = {}
    for turn in recording.document.turns:
        common_s = min(turn.end_s, span_s[1]) - max(turn.start_s, span_s[0])
        if common_s > 0:
            spoken[turn.speaker] = spoken.get(turn.speaker, 0.0) + common_s
    return spoken


def has_speakers(recording: Recording | None) -> bool:
    """Return whether speakers of a recording are known."""
    return recording is not None and bool(recording.document.turns)


def track_title(recording: Recording | None, track: str) -> str:
    """Return the name of a track for people: a speaker's, *Everybody*, or a channel's."""
    speaker = None if recording is None else recording.document.speakers.get(track)
    if speaker is not None:
        return shown_name(speaker.name)
    return str(Message("speakers.everybody")) if track in ("", MIX) else track


def titles(recording: Recording | None) -> dict[str, str]:
    """Return the title of each track that an annotation can be about; {} without speakers."""
    if recording is None or not has_speakers(recording):
        return {}
    tracks = sorted({t.speaker for t in recording.document.turns}, key=lambda t: (len(t), t))
    annotated = [a.track for a in recording.document.annotations]
    every = dict.fromkeys([MIX, *tracks, *annotated])
    return {track: track_title(recording, track) for track in every}


def filed_message(recording: Recording, track: str, span_s: Span) -> Message | None:
    """Return whose an annotation is, where several speak in it and everybody is shown."""
    spoken = speaking_s(recording, span_s)
    least_s = MIN_OTHER * spoken.get(track, 0.0)
    others = [one for one in spoken if one != track and spoken[one] >= least_s]
    if recording.view.speaker or track not in spoken or not others:
        return None
    other = max(others, key=lambda one: spoken[one])
    return Message(
        "annotation.filed",
        speaker=track_title(recording, track),
        other=track_title(recording, other),
    )
