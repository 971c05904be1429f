"""Assigns the scores of a recording to changed turns, without running the model again.

If a user moves a stretch to another speaker, its windows move too. Windows across a new edge
contain both voices; analysing the recording again cuts them anew. Each stretch has an answer until
then, also one that is shorter than a window.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ser_desktop.emotion.results import Span, TrackScores, Window, WindowScores
from ser_desktop.emotion.speaker_turns import SpeakerTurn, speaker_stretches
from ser_desktop.emotion.stretch_windows import StretchWindows


def with_turns(scores: WindowScores, turns: Sequence[SpeakerTurn]) -> WindowScores:
    """Return the scores with a track for each speaker of the turns, in the order of their numbers.

    Args:
        scores: scores by the model; if they have these turns already, they are returned unchanged.
        turns: who speaks when; without turns only the mix and the channels remain.
    """
    speaker_tracks = [track for track in scores.tracks if track.speaker is not None]
    others = [track for track in scores.tracks if track.speaker is None]
    if {turn for track in speaker_tracks for turn in track.turns} == set(turns):
        return scores
    known = {(track.speaker, track.turns): track for track in speaker_tracks}
    pool = _unique([window for track in speaker_tracks for window in track.windows])
    of_speakers = StretchWindows(pool)
    of_mix = StretchWindows(others[0].windows if others else ())
    speech = next((track.speech for track in (*speaker_tracks, *others)), ())
    tracks = []
    for speaker in sorted({turn.speaker for turn in turns}, key=lambda name: (len(name), name)):
        own = tuple(turn for turn in turns if turn.speaker == speaker)
        same = known.get((speaker, own))
        if same is not None:
            tracks.append(same)
            continue
        stretches = speaker_stretches(turns, speaker)
        windows = _answering(of_speakers, of_mix, stretches)
        spoken_s = sum(turn.end_s - turn.start_s for turn in own)
        duration_s = scores.file.duration_s
        share = min(1.0, spoken_s / duration_s) if duration_s else 0.0
        tracks.append(TrackScores(speaker, None, windows, share, speaker, own, speech))
    return replace(scores, tracks=(*others, *tracks))


def _answering(
    pool: StretchWindows, mix: StretchWindows, stretches: Sequence[Span]
) -> tuple[Window, ...]:
    """Return the windows of all stretches, those of speakers before those of the mix."""
    chosen: list[Window] = []
    for stretch in stretches:
        of_speakers = pool.of(stretch)
        has_answer = any(window.is_speech for window in of_speakers)
        chosen += of_speakers if has_answer else mix.of(stretch) or of_speakers
    return tuple(_unique(chosen))


def _unique(windows: Sequence[Window]) -> list[Window]:
    by_place = {(window.start_s, window.end_s): window for window in windows}
    return [by_place[place] for place in sorted(by_place)]
