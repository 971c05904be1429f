"""What people said of a span, and when it comes before the model's answer."""

from __future__ import annotations

import pytest

from ser_desktop.project.annotated_spans import Said, said_of, visible_to
from ser_desktop.project.items import Annotation
from tests.support.projects import annotation

SPAN_S = (10.0, 20.0)


def said(*annotations: Annotation, **further: object) -> Said:
    found = said_of(annotations, SPAN_S, **further)  # type: ignore[arg-type]
    assert found is not None
    return found


def of(
    start_s: float, end_s: float, label: str = "sad", rater: str = "ann", **fields: object
) -> Annotation:
    given = {"labels": {label: 1.0}, "rater": rater, **fields}
    return annotation(f"{start_s} {end_s} {label} {rater}", start_s, end_s, **given)


@pytest.mark.parametrize(
    ("spans", "comes_first"),
    [
        ([(10.0, 20.0)], True),
        ([(10.0, 15.0)], True),
        ([(10.0, 14.9)], False),
        ([(10.0, 12.5), (17.5, 20.0)], True),
        ([(10.0, 14.0), (11.0, 14.5)], False),  # the time they share counts once
        ([(0.0, 40.0)], True),
        ([(0.0, 14.0)], False),
    ],
)
def test_people_come_first_from_half_of_the_time(
    spans: list[tuple[float, float]], comes_first: bool
) -> None:
    found = said_of([of(*span) for span in spans], SPAN_S)
    assert (found is not None and found.comes_first) == comes_first


def test_speech_counts_where_it_is_known() -> None:
    speech = ((10.0, 12.0), (30.0, 40.0))
    assert said(of(10.0, 12.0), speech=speech).comes_first, "all that is spoken"
    assert not said(of(12.0, 20.0), speech=speech).comes_first, "only silence"
    assert said(of(12.0, 20.0), speech=((30.0, 40.0),)).comes_first, "nobody speaks in the span"


def test_what_only_touches_or_has_no_label_is_no_word_of_it() -> None:
    assert said_of([of(5.0, 11.0)], SPAN_S) is None
    assert said_of([annotation("note", *SPAN_S, labels={}, note="a bus")], SPAN_S) is None
    assert said_of([], SPAN_S) is None


@pytest.mark.parametrize(
    ("annotations", "words"),
    [
        ([of(10.0, 20.0)], "sad"),
        ([of(10.0, 18.0), of(18.0, 20.0, "angry")], "mostly sad"),
        ([of(10.0, 14.0), of(14.0, 17.0, "angry"), of(17.0, 20.0, "calm")], "sad and angry"),
        ([of(10.0, 20.0), of(10.0, 20.0, "sad", "ben")], "sad"),
        ([of(10.0, 20.0), of(10.0, 20.0, "angry", "ben")], "sad or angry?"),
        ([of(*SPAN_S, labels={"happy": 0.6, "sad": 0.4})], "happy and sad"),
        ([of(*SPAN_S, labels={"happy": 0.9, "sad": 0.1})], "happy"),
        ([of(10.0, 20.0), of(10.0, 13.0, "angry", "ben")], "sad"),  # ben says little of it
        ([of(*SPAN_S), of(11.0, 13.0, "angry")], "sad"),  # the same rater named the whole
        ([of(*SPAN_S, "contempt")], "contempt"),
    ],
)
def test_the_words_for_what_people_said(annotations: list[Annotation], words: str) -> None:
    found = said(*annotations)
    assert found.headline.text() == words
    assert found.comes_first


def test_raters_are_named_in_the_order_of_their_share() -> None:
    found = said(of(10.0, 13.0, "angry", "ben"), of(13.0, 20.0))
    assert (found.raters, found.labels) == (("ann", "ben"), ("sad", "angry"))


def test_blind_ratings_of_others_are_not_seen() -> None:
    mine, theirs = (of(*SPAN_S, rater=rater, origin="blind") for rater in ("ann", "ben"))
    open_one = of(*SPAN_S, rater="ben")
    assert visible_to([mine, theirs, open_one], "ann") == (mine, open_one)
