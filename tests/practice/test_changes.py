"""What changed between two takes of known figures, in words."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from ser_desktop.practice import changes as limit
from ser_desktop.practice.changes import changes
from ser_desktop.practice.progress_entry import ProgressEntry
from ser_desktop.texts.messages import Message
from tests.practice.test_progress import MEASURES, entry


def with_figures(sentence: str = "It is noon.", **figures: float | None) -> ProgressEntry:
    return replace(entry(), measures=replace(MEASURES, **figures), sentence=sentence)  # type: ignore[arg-type]


def ids(before: ProgressEntry, now: ProgressEntry) -> list[str]:
    return [message.id for message in changes(before, now)]


def text(before: ProgressEntry, now: ProgressEntry) -> str:
    (message,) = changes(before, now)
    return str(message)


BEFORE = with_figures()


def test_the_limits_lie_above_the_measurement_error() -> None:
    """The figures are those of one recording that was measured again."""
    path = Path(__file__).parents[2] / "training" / "results" / "practice.json"
    found = json.loads(path.read_text())["measured_again"]["difference"]
    limits = {
        "score": limit.MIN_SCORE,
        "range_st": limit.MIN_RANGE_ST,
        "pitch_st": limit.MIN_PITCH_ST,
        "duration_share": limit.MIN_DURATION_SHARE,
        "syllables_share": limit.MIN_SYLLABLES_SHARE,
        "level_db": limit.MIN_LEVEL_DB,
        "pause_s": limit.MIN_PAUSE_S,
    }
    assert {name: limits[name] > error["95 %"] for name, error in found.items()} == dict.fromkeys(
        limits, True
    )


def test_the_same_figures_are_no_change() -> None:
    assert ids(BEFORE, BEFORE) == ["practice.no_change"]


@pytest.mark.parametrize(
    ("figures", "id", "words"),
    [
        ({"pitch_range_st": 12.0}, "range_wider", "Wider pitch range: 12.0 against 8.5 semitones."),
        ({"pitch_range_st": 5.0}, "range_narrower", "Narrower pitch range: 5.0 against 8.5"),
        ({"pitch_hz": 420.0}, "pitch_higher", "420 Hz against 210 Hz (12.0 semitones)"),
        ({"pitch_hz": 180.0}, "pitch_lower", "Lower voice: 180 Hz"),
        ({"sound_s": 2.0}, "said_faster", "Faster: said in 2.0 s against 2.5 s"),
        ({"sound_s": 3.0}, "said_slower", "Slower: said in 3.0 s against 2.5 s"),
        ({"level_dbfs": -12.5}, "louder", "Louder, by 9 dB."),
        ({"level_dbfs": -30.5}, "quieter", "Quieter, by 9 dB."),
        ({"n_pauses": 3, "pause_s": 1.4}, "pauses_more", "3 (1.4 s in all) against 1 (0.4 s)"),
        ({"n_pauses": 1, "pause_s": 1.0}, "pauses_longer", "1.0 s against 0.4 s in all"),
        (
            {"n_pauses": 0, "pause_s": 0.0},
            "pauses_gone",
            "Without pauses, against 1 (0.4 s in all)",
        ),
    ],
)
def test_each_change_has_its_word_and_its_figures(
    figures: dict[str, float], id: str, words: str
) -> None:
    now = with_figures(**figures)
    assert ids(BEFORE, now) == [f"practice.{id}"]
    assert words in text(BEFORE, now)


@pytest.mark.parametrize(
    ("was", "is_", "id"),
    [
        ((0, 0.0), (2, 0.7), "new"),
        ((3, 1.5), (1, 0.6), "fewer"),
        ((1, 1.0), (1, 0.5), "shorter"),
        ((1, 0.9), (2, 0.55), "shorter"),
        ((2, 0.55), (1, 0.9), "longer"),
    ],
)
def test_pauses_are_judged_by_their_time(
    was: tuple[int, float], is_: tuple[int, float], id: str
) -> None:
    before, now = (with_figures(n_pauses=n, pause_s=seconds) for n, seconds in (was, is_))
    assert ids(before, now) == [f"practice.pauses_{id}"]


@pytest.mark.parametrize(
    "figures",
    [
        *({"pitch_range_st": 10.3}, {"pitch_hz": 217.0}, {"sound_s": 2.6}, {"level_dbfs": -20.0}),
        *({"n_pauses": 2, "pause_s": 0.66}, {"n_pauses": 0, "pause_s": 0.15}),
    ],
)
def test_a_difference_within_the_error_is_no_change(figures: dict[str, float]) -> None:
    assert ids(BEFORE, with_figures(**figures)) == ["practice.no_change"]


def test_the_tempo_of_different_sentences_is_that_of_the_syllables() -> None:
    other = with_figures("Tea is served at five in the afternoon.", sound_s=4.0)
    assert ids(BEFORE, other) == ["practice.no_change"], "a longer sentence is not slower"
    slow = with_figures("Tea.", sound_s=1.0, syllables_per_s=3.0)
    assert ids(BEFORE, slow) == ["practice.slower"]
    unknown = with_figures("Tea.", syllables_per_s=None)
    assert ids(BEFORE, unknown) == ["practice.no_change"]


def test_levels_are_compared_with_one_microphone_alone() -> None:
    loud = with_figures(level_dbfs=-5.0)
    assert ids(BEFORE, loud) == ["practice.louder"]
    here, there = replace(BEFORE, microphone="Built in"), replace(loud, microphone="USB")
    assert ids(here, there) == ["practice.no_change", "practice.level_not_compared"]
    file = replace(loud, microphone=None)
    assert ids(here, file) == ["practice.no_change", "practice.level_not_compared"]
    assert ids(replace(here, microphone=None), file) == ["practice.louder"], "both are files"
    assert ids(BEFORE, there) == ["practice.louder"], "an earlier version named no microphone"


def test_what_is_not_known_is_not_called_the_same() -> None:
    whispered = with_figures(pitch_hz=None, pitch_range_st=None)
    assert ids(BEFORE, whispered) == ["practice.no_change", "practice.pitch_not_compared"]
    silent = with_figures(sound_s=0.0, level_dbfs=-120.0)
    assert ids(BEFORE, silent) == ["practice.nothing_to_compare"]


def test_scores_are_compared_on_one_scale_alone() -> None:
    better = replace(entry(probability=0.9), sentence=BEFORE.sentence)
    assert text(BEFORE, better) == "Score: higher, 90\u202f% against 50\u202f%."
    assert ids(better, BEFORE) == ["practice.score_down"]
    assert ids(BEFORE, entry(probability=0.65)) == ["practice.no_change"], "within its error"
    for other in (replace(better, model="other 2.0"), replace(better, voice="Ann")):
        assert ids(BEFORE, other) == ["practice.no_change", "practice.scale_not_compared"]
    quiet = (Message("practice.too_quiet", level_dbfs=-52),)
    for other in (entry(probability=None), entry(probability=0.9, doubts=quiet)):
        assert ids(BEFORE, other) == ["practice.no_change", "practice.score_not_compared"]
