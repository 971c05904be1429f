"""Diarization error rates that were worked out by hand."""

from __future__ import annotations

import pytest

from training.speakers.error_rate import best_mapping, error_times


def test_names_of_speakers_do_not_matter() -> None:
    truth = [("anna", 0.0, 4.0), ("ben", 5.0, 9.0)]
    found = [("2", 0.0, 4.0), ("1", 5.0, 9.0)]
    times = error_times(truth, found)
    assert times.rate == 0.0
    assert times.speech_s == pytest.approx(7.0)  # a quarter of a second off each of four edges
    assert best_mapping(truth, found) == {"2": "anna", "1": "ben"}


def test_the_collar_forgives_a_border_a_little_off() -> None:
    truth = [("anna", 1.0, 4.0)]
    assert error_times(truth, [("1", 0.8, 4.2)]).rate == 0.0
    late = error_times(truth, [("1", 1.5, 4.0)])
    assert (late.missed_s, late.speech_s) == (pytest.approx(0.25), pytest.approx(2.5))


def test_every_kind_of_error() -> None:
    truth = [("anna", 0.0, 4.0), ("ben", 4.0, 8.0)]
    found = [("1", 0.0, 6.0), ("2", 6.0, 7.0), ("2", 9.0, 10.0)]
    times = error_times(truth, found, collar_s=0.0)
    assert times.confused_s == pytest.approx(2.0)  # Ben from 4 to 6
    assert times.missed_s == pytest.approx(1.0)  # Ben from 7 to 8
    assert times.false_s == pytest.approx(1.0)  # nobody from 9 to 10
    assert times.rate == pytest.approx(0.5)


def test_overlap_counts_for_each_person() -> None:
    truth = [("anna", 0.0, 4.0), ("ben", 3.0, 6.0)]
    found = [("1", 0.0, 3.0), ("2", 3.0, 6.0)]
    times = error_times(truth, found, collar_s=0.0)
    assert times.speech_s == pytest.approx(7.0)
    assert times.missed_s == pytest.approx(1.0)
    assert times.confused_s == 0.0


def test_one_speaker_for_two_and_two_for_one() -> None:
    two = [("anna", 0.0, 4.0), ("ben", 4.0, 6.0)]
    assert error_times(two, [("1", 0.0, 6.0)], 0.0).rate == pytest.approx(2 / 6)
    one = [("anna", 0.0, 6.0)]
    split = error_times(one, [("1", 0.0, 4.0), ("2", 4.0, 6.0)], 0.0)
    assert split.rate == pytest.approx(2 / 6)


def test_a_search_without_matches() -> None:
    assert error_times([("anna", 0.0, 4.0)], [], 0.0).rate == 1.0
