"""Every change can be taken back, and operations on annotations do what they say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ser_desktop.emotion.results import Overall, Segment, Track, Window
from ser_desktop.emotion.speaker_turns import SpeakerTurn
from ser_desktop.project import changes, editing, speaker_changes
from ser_desktop.project.items import Annotation, Recording, Speaker, TrackSpeaker, Turns
from ser_desktop.project.pauses import pauses_s
from ser_desktop.project.store import ProjectStore
from ser_desktop.project.turn_editing import merged_turns, moved_turns
from tests.support.projects import annotation

A, B = Recording("a", Path("/x/a.wav")), Recording("b", Path("/x/b.wav"), 1.0)
ANN, BOB = Speaker("s", "Ann"), Speaker("t", "Bob")
ONE, TWO = annotation("n1", 0, 1), annotation("n2", 1, 3, labels={"sad": 0.5})


CEM, DEA = Speaker("v", "Cem"), Speaker("w", "Dea")
TURNS = (SpeakerTurn("speaker-1", 0.0, 3.0), SpeakerTurn("speaker-2", 3.0, 7.0))
IN_B = (
    *(Turns("b", TURNS), CEM, DEA, annotation("n9", 1, 2, recording_id="b", track="speaker-1")),
    *(TrackSpeaker("b", "speaker-1", "v"), TrackSpeaker("b", "speaker-2", "w")),
    TrackSpeaker("a", "right", "v"),
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ProjectStore]:
    """Two recordings, two speakers, two annotations."""
    with ProjectStore.create(tmp_path / "p.serproj") as store:
        store.put(A, B, ANN, BOB, ONE, TWO, TrackSpeaker("a", "left", "s"), *IN_B)
        yield store


def content(store: ProjectStore) -> tuple[object, ...]:
    return (
        *(store.recordings(), store.annotations(), store.speakers(), store.track_speakers()),
        store.turns(),
        store.setting("threshold"),
    )


def made_changes(store: ProjectStore) -> list[changes.Change]:
    """One of every kind."""
    return [
        changes.add_recordings([Recording("c", Path("/x/c.wav"))]),
        changes.remove_recordings(store, [A, B]),
        changes.edit_recording(A, replace(A, note="n", consent="given")),
        changes.relink_recordings([A, B], {"b": Path("/y/b.wav")}),
        changes.add_annotations([annotation("n3"), annotation("n4")]),
        changes.delete_annotations([ONE, TWO]),
        changes.edit_annotation(ONE, replace(ONE, labels={"calm": 1.0})),
        changes.move_annotation(ONE, replace(ONE, end_s=1.5)),
        changes.split_annotation(TWO, editing.split(TWO, 2.0)),
        changes.merge_annotations([ONE, TWO], editing.merge([TWO, ONE])),
        changes.add_speaker(Speaker("u", "Cem")),
        changes.edit_speaker(ANN, replace(ANN, name="Anna")),
        changes.remove_speaker(store, ANN),
        speaker_changes.merge_speakers(store, ANN, BOB),
        speaker_changes.merge_speakers(store, CEM, DEA),
        speaker_changes.join_speakers(store, [(BOB, ANN), (CEM, DEA)]),
        speaker_changes.split_speaker(store, CEM),
        speaker_changes.found_speakers(store, "a", TURNS, {"speaker-1": b"", "speaker-2": b""}),
        speaker_changes.found_speakers(store, "b", TURNS, {"speaker-1": b""}),
        speaker_changes.move_stretch(store, B, "speaker-1", (1.0, 4.0), "speaker-2"),
        speaker_changes.move_stretch(store, B, "speaker-1", (0.0, 9.0), None),
        changes.assign_track(store, A, "left", BOB),
        changes.assign_track(store, A, "left", None),
        changes.set_value(store, "threshold", {"p": 0.6}),
    ]


def test_every_change_can_be_undone(store: ProjectStore) -> None:
    before = content(store)
    for change in made_changes(store):
        change.apply(store)
        after = content(store)
        assert after != before, str(change.message)
        change.revert(store)
        assert content(store) == before, str(change.message)
        change.apply(store)
        assert content(store) == after, str(change.message)
        change.revert(store)
        assert "{" not in str(change.message)


def test_tracks_of_a_merged_speaker_are_kept(store: ProjectStore) -> None:
    speaker_changes.merge_speakers(store, ANN, BOB).apply(store)
    assert TrackSpeaker("a", "left", "t") in store.track_speakers()
    assert ANN not in store.speakers()


def test_two_speakers_of_one_recording_merge_to_one_track(store: ProjectStore) -> None:
    speaker_changes.merge_speakers(store, CEM, DEA).apply(store)
    assert store.turns("b") == [Turns("b", (SpeakerTurn("speaker-2", 0.0, 7.0),))]
    assert {a.track for a in store.annotations("b")} == {"speaker-2"}
    assert store.track_speakers("a")[-1] == TrackSpeaker("a", "right", "w")
    assert store.track_speakers("b") == [TrackSpeaker("b", "speaker-2", "w")]


def test_a_stretch_goes_to_another_speaker_with_its_annotations(store: ProjectStore) -> None:
    speaker_changes.move_stretch(store, B, "speaker-1", (1.0, 2.5), "speaker-2").apply(store)
    (kept,) = store.turns("b")
    assert [(t.speaker, t.start_s, t.end_s, t.overlap) for t in kept.turns] == [
        ("speaker-1", 0.0, 1.0, False),
        ("speaker-2", 1.0, 2.5, False),
        ("speaker-1", 2.5, 3.0, False),
        ("speaker-2", 3.0, 7.0, False),
    ]
    assert {a.track for a in store.annotations("b")} == {"speaker-2"}
    new = speaker_changes.move_stretch(store, B, "speaker-2", (1.0, 2.5), None)
    new.apply(store)
    assert store.turns("b")[0].turns[1].speaker == "speaker-3"
    assert [t.track for t in store.track_speakers("b")] == ["speaker-1", "speaker-2", "speaker-3"]


@given(
    spans=st.lists(
        st.tuples(st.sampled_from("abc"), st.floats(0, 50), st.floats(0.1, 9)), max_size=8
    ),
    span=st.tuples(st.floats(0, 50), st.floats(0, 20)),
)
def test_moving_keeps_all_speech_and_marks_overlap(
    spans: list[tuple[str, float, float]], span: tuple[float, float]
) -> None:
    pieces = [SpeakerTurn(name, at_s, at_s + long_s) for name, at_s, long_s in spans]
    clean = merged_turns(pieces, "x", "y")  # nobody is called x: overlap is marked, no more
    moved = moved_turns(clean, "a", (span[0], span[0] + span[1]), "b")
    for at_s in np.linspace(0.05, 60, 200):
        before = {t.speaker for t in clean if t.start_s + 1e-5 < at_s < t.end_s - 1e-5}
        after = [t for t in moved if t.start_s - 1e-5 <= at_s <= t.end_s + 1e-5]
        assert not before or after
        inside = [t for t in after if t.start_s + 1e-5 < at_s < t.end_s - 1e-5]
        names = [t.speaker for t in inside]
        assert len(set(names)) == len(names), "nobody speaks twice at once"
        assert all(t.overlap == (len(inside) > 1) for t in inside)
        assert not (span[0] + 1e-5 < at_s < sum(span) - 1e-5 and "a" in names)


def test_nudges_are_one_step(store: ProjectStore) -> None:
    later = replace(ONE, start_s=0.1)
    latest = replace(ONE, start_s=0.2)
    first, second = changes.move_annotation(ONE, later), changes.move_annotation(later, latest)
    assert first.joined(second) == changes.move_annotation(ONE, latest)
    assert second.joined(first) is None
    assert first.joined(changes.edit_annotation(later, latest)) is None


def test_split_and_merge() -> None:
    first, second = editing.split(TWO, 1.5)
    assert (first.id, first.start_s, first.end_s) == ("n2", 1, 1.5)
    assert (second.start_s, second.end_s, second.labels) == (1.5, 3, TWO.labels)
    assert second.id != first.id
    assert editing.split(TWO, 3.0) == editing.split(TWO, 9.0) == (TWO,)
    merged = editing.merge([replace(TWO, note="b"), replace(ONE, note="a", intensity=0.5)])
    assert (merged.id, merged.start_s, merged.end_s) == ("n1", 0, 3)
    assert merged.labels == {"angry": pytest.approx(1 / 3), "sad": pytest.approx(1 / 3)}
    assert (merged.note, merged.intensity) == ("a\nb", 0.5)
    with pytest.raises(ValueError, match="rater"):
        editing.merge([ONE, replace(TWO, rater="bob")])


def test_edges_snap_and_stay_in_the_recording() -> None:
    moved = editing.move_edge(TWO, "start", 1.4, 5.0, [0.2, 1.5])
    assert moved.start_s == 1.5
    assert editing.move_edge(TWO, "start", 1.2, 5.0, [0.2, 1.5]).start_s == 1.2
    assert editing.move_edge(TWO, "end", 7.0, 5.0).end_s == 5.0
    assert editing.move_edge(TWO, "start", 4.0, 5.0).start_s == 3 - editing.MIN_DURATION_S


def test_a_dragged_edge_stops_before_it_passes_the_other() -> None:
    least = editing.MIN_DRAGGED_S
    one = editing.drag_edge(TWO, "end", 0.0, 5.0)
    assert one.duration_s == pytest.approx(least)
    assert editing.drag_edge(TWO, "start", 4.0, 5.0).start_s == 3 - least
    short = replace(TWO, end_s=TWO.start_s + 0.1)
    kept = editing.drag_edge(short, "end", 0.0, 5.0)
    assert kept.duration_s == pytest.approx(0.1), "a shorter one neither shrinks nor grows"


@given(
    start_s=st.floats(0, 9),
    length_s=st.floats(0, 1),
    by_s=st.floats(-20, 20),
    edge=st.sampled_from(["start", "end", "both"]),
)
def test_a_nudge_stays_in_the_recording(
    start_s: float, length_s: float, by_s: float, edge: editing.Edge
) -> None:
    moved = editing.nudge(annotation("n", start_s, start_s + length_s), by_s, edge, 10.0)
    assert 0 <= moved.start_s <= moved.end_s <= 10.0 + editing.MIN_DURATION_S
    if edge == "both":
        assert moved.duration_s == pytest.approx(length_s, abs=1e-6)


def test_segments_become_annotations_and_pauses() -> None:
    windows = tuple(
        Window(n, n + 1.0, share, None, None) for n, share in enumerate((0.9, 0.5, 0.9, 0.1, 0.9))
    )
    segments = (
        Segment(0, 3, "angry", 0.8, 0.4),
        Segment(3, 4, "no speech", None, None),
        Segment(4, 5, "uncertain", 0.3, None),
    )
    made = editing.from_segments(segments, "a", "left", "ann")
    assert [(m.label, m.start_s, m.end_s, m.track, m.intensity, m.origin) for m in made] == [
        ("angry", 0, 3, "left", 0.4, "model")
    ]
    track = Track("mix", None, Overall("angry", (), None, None, None, 0.8), windows, segments)
    assert pauses_s(track) == [0, 1.5, 3, 4, 5]


def test_the_label_of_the_largest_weight() -> None:
    assert annotation("n", labels={"sad": 0.5, "happy": 0.5}).label == "happy"
    assert annotation("n", labels={"sad": 0.5, "bored": 0.6}).label == "bored"
    assert annotation("n", labels={}).label == ""
    for wrong in ({"end_s": -1.0}, {"labels": {"sad": 2.0}}, {"intensity": float("nan")}):
        with pytest.raises(ValueError, match=r"."):
            Annotation(**{"id": "n", "recording_id": "a", "start_s": 0.0, "end_s": 1.0,
                          "labels": {}, **wrong})  # type: ignore[arg-type]  # fmt: skip
