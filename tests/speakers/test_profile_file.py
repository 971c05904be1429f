from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ser_desktop.errors import OutputError, ProfileError
from ser_desktop.speakers.adapter import learn
from ser_desktop.speakers.profile import Example, SpeakerProfile
from ser_desktop.speakers.profile_file import (
    delete_profile,
    find_profile_name,
    load_profile,
    profile_names,
    save_profile,
    valid_profile_name,
)


@pytest.fixture
def voice() -> SpeakerProfile:
    rng = np.random.default_rng(0)
    made = SpeakerProfile("Zoë", "made", "1.0", ("happy", "sad"), 3)
    for number, emotion in enumerate(("happy", "sad", "sad")):
        row = np.log(rng.dirichlet([1, 1]))
        example = Example(
            emotion,
            row,
            rng.standard_normal(3),
            f"/r/{number}.wav",
            "00",
            9.0 * number,
            9.0 * number + 3.25,
        )
        made = made.with_example(example)
    return made


def test_a_stored_profile_equals_the_learned_one(voice: SpeakerProfile, tmp_path: Path) -> None:
    save_profile(voice, tmp_path / "voices")
    read = load_profile("Zoë", tmp_path / "voices")
    assert read.counts() == voice.counts()
    assert [e.recording for e in read.examples] == [e.recording for e in voice.examples]
    first, second = learn(voice), learn(read)
    assert first is not None
    assert second is not None
    assert second.bias == pytest.approx(first.bias, abs=1e-5)
    assert profile_names(tmp_path / "voices") == ["Zoë"]
    assert [path.name for path in (tmp_path / "voices").iterdir()] == ["Zoë.json"]


def test_no_sound_is_kept(voice: SpeakerProfile, tmp_path: Path) -> None:
    save_profile(voice, tmp_path)
    item = json.loads((tmp_path / "Zoë.json").read_text("utf-8"))
    assert set(item["examples"][0]) == {
        *("emotion", "recording", "sha256", "start_s", "end_s"),
        *("channel", "log_probabilities", "embedding"),
    }


def test_a_missing_voice(voice: SpeakerProfile, tmp_path: Path) -> None:
    save_profile(voice, tmp_path)
    with pytest.raises(ProfileError, match=r"Voice not found: Jan\. Available voices: Zoë"):
        load_profile("Jan", tmp_path)
    delete_profile("zoë", tmp_path)
    assert profile_names(tmp_path) == []
    with pytest.raises(ProfileError, match="Voice not found: Zoë"):
        delete_profile("Zoë", tmp_path)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "  ",
        "../up",
        "a/b",
        "a\\b",
        "C:x",
        ".hidden",
        "dot.",
        "x" * 41,
        "new\nline",
        "CON",
        "com1.txt",
    ],
)
def test_names_that_cannot_be_files_are_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="cannot be the name of a voice"):
        load_profile(name, tmp_path)
    assert valid_profile_name("  Anna B.-2 ") == "Anna B.-2"


def _without(item: dict[str, Any], key: str) -> Any:
    return {k: v for k, v in item.items() if k != key}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda item: [],
        lambda item: None,
        lambda item: _without(item, "examples"),
        lambda item: {**item, "schema": 9},
        lambda item: {**item, "examples": [{}]},
        lambda item: {**item, "examples": item["examples"] * 100},
        lambda item: {**item, "examples": [{**item["examples"][0], "emotion": "calm"}]},
        lambda item: {**item, "examples": [{**item["examples"][0], "embedding": [1, 2]}]},
        lambda item: {**item, "examples": [{**item["examples"][0], "embedding": ["a", 1, 2]}]},
        lambda item: {**item, "examples": [{**item["examples"][0], "log_probabilities": 1}]},
        lambda item: {**item, "examples": [{**item["examples"][0], "start_s": float("nan")}]},
        lambda item: {**item, "examples": [{**item["examples"][0], "start_s": 10**400}]},
        lambda item: {**item, "examples": [{**item["examples"][0], "embedding": [1e160] * 3}]},
        lambda item: {**item, "model": {**item["model"], "embedding_size": float("inf")}},
    ],
)
def test_a_damaged_file_gives_a_message(spoil: Any, voice: SpeakerProfile, tmp_path: Path) -> None:
    save_profile(voice, tmp_path)
    path = tmp_path / "Zoë.json"
    path.write_text(json.dumps(spoil(json.loads(path.read_text("utf-8")))), "utf-8")
    with pytest.raises(ProfileError, match="not a voice of this program"):
        load_profile("Zoë", tmp_path)


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[" * 100_000])
def test_files_that_are_not_json_give_a_message(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "me.json").write_bytes(content)
    with pytest.raises(ProfileError, match="is damaged"):
        load_profile("me", tmp_path)


def test_names_differ_by_more_than_the_size_of_letters(
    voice: SpeakerProfile, tmp_path: Path
) -> None:
    save_profile(voice, tmp_path)
    assert find_profile_name("ZOË", tmp_path) == "Zoë"
    assert find_profile_name("Zoe\u0308", tmp_path) == "Zoë"
    assert find_profile_name("Zoe", tmp_path) is None
    assert load_profile("zoë", tmp_path).name == "Zoë"


def test_a_damaged_voice_can_be_deleted(tmp_path: Path) -> None:
    (tmp_path / "me.json").write_bytes(b"{")
    delete_profile("me", tmp_path)
    assert profile_names(tmp_path) == []


def test_where_nothing_can_be_written(voice: SpeakerProfile, tmp_path: Path) -> None:
    (tmp_path / "voices").write_text("a file")
    with pytest.raises(OutputError, match="cannot be written"):
        save_profile(voice, tmp_path / "voices")
