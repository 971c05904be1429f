"""What the page of the speakers says of who follows whom."""

from __future__ import annotations

from pathlib import Path

import pytest

from ser_desktop.emotion.interpretation import interpret
from ser_desktop.emotion.results import Analysis
from ser_desktop.emotion.speaker_tracks import with_turns
from ser_desktop.emotion.speaker_turns import SpeakerTurn
from ser_desktop.ui.speakers.compare_speakers_text import compare_html
from ser_desktop.ui.toolkit.theme import LIGHT
from tests.support.projects import made_scores


def talk(n_answers: int) -> Analysis:
    """Two speakers take turns of three seconds: calm answers angry, and happy answers sad."""
    turns = tuple(
        SpeakerTurn(f"speaker-{place % 2 + 1}", 3.0 * place, 3.0 * (place + 1))
        for place in range(4 * n_answers)
    )
    labels = [label for label in ("angry", "calm", "sad", "happy") for _ in range(3)]
    return interpret(with_turns(made_scores(Path("a.wav"), "a", labels * n_answers), turns))


@pytest.mark.parametrize(("n_answers", "is_said"), [(1, False), (5, True)])
def test_a_few_cases_are_counted_but_not_stated(n_answers: int, is_said: bool) -> None:
    page = compare_html(talk(n_answers), {}, LIGHT)
    assert ("After speaker-1 was sad, speaker-2 was happy" in page) == is_said
    assert "speaker-1 (rows), then speaker-2" in page
