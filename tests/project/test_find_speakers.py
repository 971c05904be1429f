"""``--speakers`` of the project's commands keeps what the window's search keeps."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ser_desktop.commands import project_speakers
from ser_desktop.commands.hearing import Failures
from ser_desktop.commands.parser import build_parser
from ser_desktop.commands.project_speakers import find_speakers
from ser_desktop.emotion.speaker_turns import SpeakerTurn
from ser_desktop.errors import AudioFileError
from ser_desktop.export.project.content import ProjectContent
from ser_desktop.project.store import ProjectStore
from ser_desktop.speakers.diarization.diarize import Diarization, SpeakerVoice
from ser_desktop.texts.messages import Message
from tests.support.projects import add_recording

TURNS = (SpeakerTurn("speaker-1", 0.0, 2.0), SpeakerTurn("speaker-2", 2.0, 4.0))
VOICES = tuple(
    SpeakerVoice(turn.speaker, np.ones(4, np.float32) / 2, turn.end_s - turn.start_s)
    for turn in TURNS
)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int | None]]:
    """Recordings in which speakers were looked for, and the number given."""
    calls: list[tuple[str, int | None]] = []

    def diarize(path: Path, n_speakers: int | None, **_: Any) -> Diarization:
        calls.append((path.name, n_speakers))
        if path.name == "gone.wav":
            raise AudioFileError("vanished", Message("audio.missing", file=path.name))
        return Diarization((), ()) if path.name == "music.wav" else Diarization(TURNS, VOICES)

    monkeypatch.setattr(project_speakers, "diarize", diarize)
    return calls


def test_speakers_are_kept_once_for_what_is_analysed(
    asked: list[tuple[str, int | None]], tmp_path: Path
) -> None:
    with ProjectStore.create(tmp_path / "p.serproj") as store:
        for name in ("talk", "gone", "music"):
            add_recording(store, name, ["sad"] * 4)
        store.put(replace(add_recording(store, "new", ["sad"] * 4), sha256="not analysed"))
        failures = Failures(4)
        assert find_speakers(store, 2, failures).found == {"talk"}, "nobody speaks in the music"
        assert asked == [("talk.wav", 2), ("gone.wav", 2), ("music.wav", 2)]
        assert len(failures) == 1
        (turns,) = store.turns()
        assert turns.turns == TURNS
        assert [len(speaker.voiceprint) for speaker in store.speakers()] == [16, 16]
        (talk, *_) = ProjectContent(store).recordings()
        assert talk.track_names == ("mix", "speaker-1", "speaker-2")
        asked.clear()
        assert not find_speakers(store, 0, Failures(4)).found
        assert asked == [("gone.wav", None), ("music.wav", None)], "a number of 0 is found"


@pytest.mark.parametrize("action", ["create", "add", "analyze"])
def test_the_option_is_that_of_analyze(action: str) -> None:
    files = [] if action == "analyze" else ["talk.wav"]
    words = ["project", action, "p.serproj", *files, "--speakers"]
    assert build_parser().parse_args([*words, "auto"]).speakers == 0
    assert build_parser().parse_args([*words, "3"]).speakers == 3
    with pytest.raises(SystemExit):
        build_parser().parse_args([*words, "none"])
