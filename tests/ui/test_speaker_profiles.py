"""The voice in use and its examples when something is in the way: names, files, other models."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from ser_desktop.emotion import analysis as analysis_module
from ser_desktop.emotion.results import Analysis
from ser_desktop.errors import AudioFileError, OutputError
from ser_desktop.paths import Profile
from ser_desktop.settings import Settings
from ser_desktop.speakers import profile_file
from ser_desktop.speakers import relearning as relearning_module
from ser_desktop.speakers.judging import Verdict
from ser_desktop.speakers.profile import SpeakerProfile
from ser_desktop.speakers.relearning import Relearned
from ser_desktop.texts.messages import Message
from ser_desktop.ui.speakers import speaker_profiles as module
from ser_desktop.ui.speakers.speaker_profiles import SpeakerProfiles
from ser_desktop.ui.toolkit.workers import Workers
from tests.support.made_analysis import made_analysis

HEARD = made_analysis(["sad", "sad", "calm", "calm"])
SILENT = made_analysis(["no speech"] * 3)
OTHER_MODEL = replace(HEARD, model=replace(HEARD.model, version="2"))


class Watched(SpeakerProfiles):
    """Remembers what the window would show."""

    def __init__(self, profile: Profile, workers: Workers) -> None:
        super().__init__(profile.voices, Settings(profile.settings_file), workers)
        self.problems: list[str] = []
        self.news_ids: list[str] = []
        self.steps: list[tuple[str, SpeakerProfile | None, SpeakerProfile]] = []
        self.problem.connect(lambda message: self.problems.append(message.id))
        self.news.connect(lambda message, _can_undo: self.news_ids.append(message.id))
        self.taught.connect(lambda *step: self.steps.append(step))

    def take_problems(self) -> list[str]:
        """What was reported since the last call."""
        reported, self.problems = self.problems, []
        return reported


@pytest.fixture
def workers(qapp: object) -> Iterator[Workers]:
    """Threads that end with the test."""
    made = Workers()
    yield made
    made.close()


@pytest.fixture
def voices(profile: Profile, workers: Workers) -> Watched:
    """Ann, who has an example of *sad* and one of *calm*."""
    made = Watched(profile, workers)
    for emotion, span_s in (("sad", (0.0, 2.0)), ("calm", (2.0, 4.0))):
        made.teach([(HEARD, span_s)], emotion, "Ann")
    made.steps.clear()
    made.news_ids.clear()
    return made


def emotions(voices: SpeakerProfiles) -> list[str]:
    """Those of the examples of the voice in use."""
    assert voices.profile is not None
    return [example.emotion for example in voices.profile.examples]


def refuse(*_a: object, **_k: object) -> None:
    """Stand for a full disk."""
    raise OutputError(Message("file.cannot_write", path="/voices", reason="full"))


def settle(qtbot: QtBot, workers: Workers) -> None:
    """Until nothing is under way."""
    qtbot.waitUntil(lambda: not workers.busy, timeout=10_000)


def test_a_voice_that_is_missing_leaves_the_one_in_use(voices: Watched) -> None:
    assert not voices.choose("Nobody")
    assert voices.problems == ["profile.not_found"]
    assert voices.profile is not None
    assert voices.profile.name == "Ann"


@pytest.mark.parametrize(
    ("name", "id"), [(" ann ", "profile.name_taken"), ("a/b", "profile.bad_name")]
)
def test_an_unusable_name_makes_no_voice(voices: Watched, name: str, id: str) -> None:
    refused = voices.create(name, HEARD.model)
    assert refused is not None
    assert refused.id == id
    assert voices.names() == ["Ann"]


def test_a_free_name_is_one_that_nobody_has(voices: Watched) -> None:
    first = str(Message("profile.first_name"))
    assert voices.free_name() == first
    assert voices.create(first, HEARD.model) is None
    assert voices.free_name() == str(Message("profile.next_name", n=2))


def test_deleting_another_voice_keeps_the_one_in_use(voices: Watched) -> None:
    voices.create("Ben", HEARD.model)
    voices.delete("Ann")
    assert voices.names() == ["Ben"]
    assert voices.profile is not None
    assert voices.profile.name == "Ben"
    voices.delete("Ben")
    assert voices.profile is None
    assert voices.adapter is None


def test_a_voice_that_cannot_be_deleted_stays_in_use(
    voices: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(profile_file, "delete_profile", refuse)
    voices.delete("Ann")
    assert voices.problems == ["file.cannot_write"]
    assert voices.profile is not None


@pytest.mark.parametrize(
    ("analysis", "emotion", "id"),
    [
        (SILENT, "sad", "profile.no_speech"),
        (OTHER_MODEL, "sad", "profile.other_model"),
        (HEARD, "grumpy", "profile.unknown_emotion"),
    ],
)
def test_what_cannot_be_an_example_changes_nothing(
    voices: Watched, analysis: Analysis, emotion: str, id: str
) -> None:
    voices.teach([(HEARD, (0.5, 0.6)), (analysis, None)], emotion, "Ann")
    assert voices.problems == [id]
    assert voices.steps == []
    assert emotions(voices) == ["sad", "calm"], "not even by the first of the two parts"


def test_a_selection_that_cannot_be_read_is_reported(
    qtbot: QtBot, voices: Watched, workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreadable(*_a: object, **_k: object) -> None:
        raise AudioFileError("missing", Message("plain", sentence="gone"))

    monkeypatch.setattr(analysis_module, "analyze", unreadable)
    voices.teach_selection(HEARD, (0.0, 1.0), SimpleNamespace(), "sad", "Ann")  # type: ignore[arg-type]
    settle(qtbot, workers)
    assert voices.news_ids == ["profile.analysing_selection"]
    assert voices.problems == ["plain"]
    assert emotions(voices) == ["sad", "calm"]


def test_an_unexpected_error_of_a_selection_is_not_swallowed(
    qtbot: QtBot, voices: Watched, workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_a: object, **_k: object) -> None:
        raise ZeroDivisionError("a fault of ours")

    monkeypatch.setattr(analysis_module, "analyze", broken)
    with qtbot.capture_exceptions() as raised:
        voices.teach_selection(HEARD, (0.0, 1.0), SimpleNamespace(), "sad", "Ann")  # type: ignore[arg-type]
        settle(qtbot, workers)
    assert [kind for kind, *_ in raised] == [ZeroDivisionError]
    assert voices.problems == []


@pytest.fixture
def relearned(monkeypatch: pytest.MonkeyPatch) -> list[Relearned]:
    """What the next relearning comes to."""
    outcomes: list[Relearned] = []
    monkeypatch.setattr(relearning_module, "relearn", lambda *_: outcomes.pop())
    return outcomes


MODEL: Any = SimpleNamespace(info=OTHER_MODEL.model)


def test_lost_examples_are_counted_when_a_voice_is_learned_again(
    qtbot: QtBot, voices: Watched, workers: Workers, relearned: list[Relearned]
) -> None:
    before = voices.profile
    assert before is not None
    after = replace(before, model_version="2", examples=before.examples[:1])
    relearned.append(Relearned(after, before.examples[1:]))
    voices.relearn(MODEL)
    settle(qtbot, workers)
    assert voices.profile == after
    assert voices.news_ids == ["profile.relearned"]
    assert voices.problems == ["profile.examples_lost"]
    ((name, was, now),) = voices.steps
    assert was is not None
    assert (name, was.digest(), now) == ("Ann", before.digest(), after), "it can be undone"


def test_a_voice_of_which_nothing_is_left_stays_as_it_was(
    qtbot: QtBot, voices: Watched, workers: Workers, relearned: list[Relearned]
) -> None:
    before = voices.profile
    assert before is not None
    relearned.append(Relearned(replace(before, model_version="2", examples=()), before.examples))
    voices.relearn(MODEL)
    settle(qtbot, workers)
    assert voices.problems == ["profile.not_relearned"]
    assert voices.profile is before
    assert profile_file.load_profile("Ann", voices._folder).model_version == "1"


def test_learned_again_it_is_not_used_before_it_is_stored(
    qtbot: QtBot,
    voices: Watched,
    workers: Workers,
    relearned: list[Relearned],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = voices.profile
    assert before is not None
    relearned.append(Relearned(replace(before, model_version="2"), ()))
    monkeypatch.setattr(profile_file, "save_profile", refuse)
    voices.relearn(MODEL)
    settle(qtbot, workers)
    assert voices.problems == ["file.cannot_write"]
    assert (voices.profile, voices.steps, voices.news_ids) == (before, [], [])


def test_without_a_voice_nothing_is_learned_again(
    voices: Watched, workers: Workers, relearned: list[Relearned]
) -> None:
    voices.choose("")
    voices.relearn(MODEL)
    assert not workers.busy
    assert (voices.news_ids, voices.problems) == ([], [])


def test_an_example_that_is_gone_already_cannot_be_removed(voices: Watched) -> None:
    voices.remove_example(2)
    assert voices.steps == []
    voices.remove_example(1)
    assert emotions(voices) == ["sad"]
    assert [name for name, *_ in voices.steps] == ["Ann"]


def test_an_example_stays_if_its_removal_cannot_be_stored(
    voices: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(profile_file, "save_profile", refuse)
    voices.remove_example(0)
    assert voices.problems == ["file.cannot_write"]
    assert emotions(voices) == ["sad", "calm"]
    assert voices.steps == []


def test_a_voice_that_was_damaged_meanwhile_is_reported_and_not_written_over(
    voices: Watched,
) -> None:
    file = voices._folder / "Ann.json"
    file.write_text("{")
    voices.remove_example(0)
    assert voices.take_problems() == ["profile.damaged"]
    assert file.read_text() == "{"
    voices.refresh()
    assert voices.take_problems() == ["profile.damaged"]
    assert voices.profile is None, "results are not corrected by what is no longer on disk"


def test_undoing_does_not_bring_a_deleted_voice_back(voices: Watched) -> None:
    profile = voices.profile
    assert profile is not None
    voices.delete("Ann")
    voices.put_back("Ann", profile)
    assert voices.names() == []
    voices.put_back("Ann", profile, may_create=True)
    assert voices.names() == ["Ann"]


def test_a_step_that_cannot_be_undone_on_disk_is_reported(
    voices: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = voices.profile
    assert profile is not None
    monkeypatch.setattr(profile_file, "save_profile", refuse)
    voices.put_back("Ann", profile.without_example(0))
    assert voices.problems == ["file.cannot_write"]
    assert emotions(voices) == ["sad", "calm"]


@pytest.mark.parametrize(("right_corrected", "applied"), [(4, False), (6, True)])
def test_only_a_voice_that_makes_answers_worse_is_left_out(
    qtbot: QtBot,
    voices: Watched,
    workers: Workers,
    monkeypatch: pytest.MonkeyPatch,
    right_corrected: int,
    applied: bool,
) -> None:
    verdict = Verdict((), (), 6, right_corrected, n_judged=6, min_examples=3)
    monkeypatch.setattr(module, "can_be_harmful", lambda _profile: True)
    monkeypatch.setattr(module, "judge", lambda *_: verdict)
    voices.judge_again()
    settle(qtbot, workers)
    assert (voices.adapter is not None) == applied
    assert voices.news_ids == ([] if applied else ["profile.left_out"])


def test_a_verdict_on_an_earlier_choice_is_dropped(
    qtbot: QtBot, voices: Watched, workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    voices.create("Ben", HEARD.model)
    harmful = Verdict((), (), 6, 4, n_judged=6, min_examples=3)
    monkeypatch.setattr(module, "can_be_harmful", lambda profile: profile.name == "Ann")
    monkeypatch.setattr(module, "judge", lambda *_: harmful)
    voices.choose("Ann")
    voices.choose("Ben")
    settle(qtbot, workers)
    assert voices.news_ids == [], "Ann is not in use any more"
