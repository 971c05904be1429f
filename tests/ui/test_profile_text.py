"""What the window says about a voice: its state, what was added, what it is worth."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.speakers.judging import Verdict
from ser_desktop.speakers.profile import Example, SpeakerProfile, new_profile
from ser_desktop.texts.messages import Message
from ser_desktop.ui.speakers.profile_text import profile_state, taught_message, worth_messages
from tests.support.projects import made_model

NONE, ONE, TWO, ALL = (), ("calm",), ("calm", "sad"), EMOTIONS


def example(emotion: str, recording: str = "/in/a.wav", start_s: float = 0.0) -> Example:
    """Two seconds, said to be an emotion."""
    row = np.log(np.full(len(EMOTIONS), 1 / len(EMOTIONS)))
    return Example(emotion, row, None, recording, recording, start_s, start_s + 2.0)


def voice(emotions: tuple[str, ...]) -> SpeakerProfile:
    """A voice with an example of each of these emotions."""
    examples = tuple(example(emotion, f"/in/{emotion}.wav") for emotion in emotions)
    return replace(new_profile("Ann", made_model()), examples=examples)


@pytest.mark.parametrize(
    ("profile", "version", "state"),
    [
        (None, "1", Message("profile.none")),
        (voice(TWO), "2", Message("profile.other_model_title", name="Ann")),
        (voice(ONE), "1", Message("profile.too_few", name="Ann", n=1)),
        (voice(TWO), "1", Message("profile.in_use", name="Ann", n=2)),
    ],
)
def test_the_state_of_a_voice_depends_on_model_and_examples(
    profile: SpeakerProfile | None, version: str, state: Message
) -> None:
    assert profile_state(profile, made_model(version)) == state


def test_before_a_model_is_loaded_a_voice_is_not_called_that_of_another_model() -> None:
    assert profile_state(voice(TWO), None) == Message("profile.in_use", name="Ann", n=2)


@pytest.mark.parametrize(
    ("emotions", "hint"),
    [
        (ONE, Message("profile.add_second_emotion")),
        (
            ALL[:-2],
            Message("profile.no_examples_yet", emotions=f"{ALL[-2]} and {ALL[-1]}"),
        ),
        (ALL, Message("profile.all_emotions")),
    ],
)
def test_the_hint_names_what_is_missing(emotions: tuple[str, ...], hint: Message) -> None:
    profile = voice(emotions)
    assert taught_message(profile, profile.examples[:1], ()).fields["hint"] == hint


@pytest.mark.parametrize(
    ("n", "replaced", "id", "before"),
    [
        (1, (), "profile.example_added", ""),
        (1, ("sad",), "profile.example_replaced", "sad"),
        (3, (), "profile.examples_added", ""),
        (3, ("sad", "sad", "angry"), "profile.examples_replaced", "sad and angry"),
    ],
)
def test_what_was_added_says_what_it_replaced(
    n: int, replaced: tuple[str, ...], id: str, before: str
) -> None:
    added = taught_message(
        voice(TWO), [example("calm")] * n, [example(emotion) for emotion in replaced]
    ).fields["added"]
    assert isinstance(added, Message)
    assert (added.id, added.fields["emotion"], added.fields["before"]) == (id, "calm", before)
    if n == 1:
        assert added.fields["name"] == "a.wav", "the file, without its folder"
    else:
        assert added.fields["n"] == n


@pytest.mark.parametrize(
    ("alone", "corrected", "judged", "fewest", "id"),
    [
        (0, 0, 0, 1, "profile.worth_unknown"),
        (6, 4, 8, 3, "profile.worth_harmful"),
        (4, 6, 8, 3, "profile.worth_helps"),
        (4, 4, 8, 3, "profile.worth_no_help"),
        (6, 4, 8, 2, "profile.worth_no_help"),  # too few to call it harmful
    ],
)
def test_the_worth_of_a_voice_is_what_its_examples_show(
    alone: int, corrected: int, judged: int, fewest: int, id: str
) -> None:
    verdict = Verdict((), (), alone, corrected, judged, fewest)
    (worth,) = worth_messages(voice(ALL), verdict)
    assert worth.id == id
    if judged:
        assert worth.fields == {"n": judged, "alone": alone, "corrected": corrected}


def test_emotions_without_examples_are_said_to_stay_uncorrected() -> None:
    _, uncorrected = worth_messages(voice(ALL[1:]), Verdict((), (), 4, 6, 8, 3))
    assert uncorrected == Message("profile.uncorrected", emotions=ALL[0])
