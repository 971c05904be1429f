"""The speakers of a recording side by side, and who follows whom."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from ser_desktop.emotion.interpretation import interpret
from ser_desktop.emotion.results import Segment, Track
from ser_desktop.emotion.speaker_summary import Response, of_speaker, responses, speaker_summaries
from ser_desktop.emotion.speaker_tracks import with_turns
from ser_desktop.emotion.speaker_turns import SpeakerTurn
from tests.support.projects import made_scores

TURNS = (
    SpeakerTurn("speaker-1", 0.0, 3.0),
    SpeakerTurn("speaker-2", 3.0, 6.0),
    SpeakerTurn("speaker-1", 6.0, 8.0),
)
LABELS = ["angry"] * 3 + ["calm"] * 3 + ["sad"] * 2


def test_windows_follow_the_turns() -> None:
    scores = made_scores(Path("a.wav"), "a", LABELS)
    split = with_turns(scores, TURNS)
    assert [t.name for t in split.tracks] == ["mix", "speaker-1", "speaker-2"]
    assert [len(t.windows) for t in split.tracks] == [8, 5, 3]
    assert with_turns(split, TURNS) is split
    assert with_turns(split, ()).tracks == scores.tracks
    moved = with_turns(split, (replace(TURNS[0], end_s=6.0), TURNS[2]))
    assert [(t.name, len(t.windows)) for t in moved.tracks] == [("mix", 8), ("speaker-1", 8)]
    back = with_turns(moved, TURNS)
    assert [t.windows for t in back.tracks] == [t.windows for t in split.tracks]


def test_speakers_side_by_side_and_who_follows_whom() -> None:
    analysis = interpret(with_turns(made_scores(Path("a.wav"), "a", LABELS), TURNS))
    first, second = speaker_summaries(analysis)
    assert (first.spoken_s, first.share) == (5.0, 5 / 8)
    assert first.summary.shares == {"angry": 3 / 5, "sad": 2 / 5}
    assert second.summary.shares == {"calm": 1.0}
    assert [moment.label for moment in first.moments] == ["angry", "sad"]
    assert {moment.segment for moment in first.moments} <= set(analysis.tracks[1].segments)
    alone = of_speaker(analysis, analysis.tracks[2])
    assert (alone.overall.label, len(alone.windows), alone.further_tracks) == ("calm", 3, ())
    there, back = responses(analysis)
    assert (there.first, there.second) == ("speaker-1", "speaker-2")
    assert there.strongest(least_cases=1) == ("angry", "calm", 1, 1)
    assert back.strongest(least_cases=1) == ("calm", "sad", 1, 1)


def test_a_few_cases_are_no_finding() -> None:
    labels = ("angry", "calm", "sad")

    def response(*counts: tuple[int, int, int]) -> Response:
        return Response("speaker-1", "speaker-2", np.array(counts), labels)

    none = (0, 0, 0)
    assert response((0, 4, 0), none, none).strongest() is None
    assert response((0, 4, 1), none, none).strongest() == ("angry", "calm", 4, 5)
    assert response((0, 4, 0), none, (3, 0, 2)).strongest() == ("sad", "angry", 3, 5)


def test_speech_after_a_long_pause_follows_nobody() -> None:
    analysis = interpret(made_scores(Path("a.wav"), "a", LABELS))
    tracks = tuple(
        Track(name, None, analysis.overall, (), segments, name)
        for name, segments in (
            ("speaker-1", (Segment(0, 1, "angry", 0.9, None),)),
            ("speaker-2", (Segment(9, 10, "calm", 0.9, None), Segment(1, 2, "uncertain", 0, None))),
        )
    )
    assert responses(replace(analysis, further_tracks=tracks)) == []
    assert responses(analysis) == []
