"""Names that the program gives to speakers, in the language of the window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ser_desktop.emotion.speaker_turns import SpeakerTurn
from ser_desktop.project.items import Speaker
from ser_desktop.project.speaker_changes import found_speakers
from ser_desktop.project.speaker_names import given_name, given_number, shown_name
from ser_desktop.project.store import ProjectStore
from ser_desktop.texts.languages.loading import LANGUAGES, load_language
from ser_desktop.texts.messages import ENGLISH, use_language
from tests.support.projects import add_recording


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    use_language(ENGLISH)


@pytest.mark.parametrize("of_window", LANGUAGES)
@pytest.mark.parametrize("of_project", LANGUAGES)
def test_a_given_name_is_shown_in_the_language_of_the_window(
    of_project: str, of_window: str
) -> None:
    use_language(load_language(of_project))
    stored = given_name(12)
    use_language(load_language(of_window))
    assert given_number(stored) == 12
    assert shown_name(stored) == given_name(12)


@pytest.mark.parametrize("typed", ["Ann", "Sprecher", "Sprecher A", "Sprecher 1b", "1", "", "s 1"])
def test_a_typed_name_stays(typed: str) -> None:
    assert given_number(typed) is None
    assert shown_name(typed) == typed


def test_two_languages_never_give_the_same_number_twice(tmp_path: Path) -> None:
    turns = [SpeakerTurn("speaker-1", 0.0, 1.0), SpeakerTurn("speaker-2", 1.0, 2.0)]
    with ProjectStore.create(tmp_path / "p.serproj") as store:
        recording = add_recording(store, "r", ["sad"] * 3)
        store.put(Speaker("s", "Sprecher 1"))
        change = found_speakers(store, recording.id, turns, {"speaker-1": b"", "speaker-2": b""})
        made = [item.name for item in change.after if isinstance(item, Speaker)]
    assert made == ["Speaker 2", "Speaker 3"]
