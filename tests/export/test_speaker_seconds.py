"""In every export, a speaker has the seconds of the turns in which nobody else speaks."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import soundfile
from praatio import textgrid
from pympi import Elan

from ser_desktop.commands import project_speakers
from ser_desktop.commands.parser import build_parser
from ser_desktop.commands.project import run_project
from ser_desktop.emotion.analysis import AnalysisOptions, analyze
from ser_desktop.emotion.catalogue import load_model
from ser_desktop.emotion.gate import GATE_VERSION
from ser_desktop.emotion.interpretation import interpret
from ser_desktop.emotion.labels import NO_SPEECH, UNCERTAIN
from ser_desktop.emotion.results import FileInfo, TrackScores, Window, WindowScores
from ser_desktop.emotion.speaker_tracks import with_turns
from ser_desktop.emotion.speaker_turns import SpeakerTurn
from ser_desktop.export.json_lines import analysis_object
from ser_desktop.export.project.content import ProjectContent
from ser_desktop.export.project.formats import PROJECT_FORMATS, export_project
from ser_desktop.paths import Profile
from ser_desktop.project.analyses import KeptAnalyses
from ser_desktop.project.items import Recording, Speaker, TrackSpeaker, Turns
from ser_desktop.project.store import ProjectStore
from ser_desktop.speakers.diarization.diarize import Diarization, SpeakerVoice
from tests.support.projects import made_model

DURATION_S = 60.0


def _turns() -> tuple[SpeakerTurn, ...]:
    """Turns of 0.4 to 2.3 s, most of them shorter than a window, and two that overlap."""
    turns, at_s = [], 0.35
    for number in range(24):
        length_s = 0.4 + number * 0.61 % 1.9
        turns.append(SpeakerTurn(f"speaker-{number % 2 + 1}", at_s, at_s + length_s))
        at_s += length_s + 0.2
    turns += [SpeakerTurn(f"speaker-{n}", at_s, at_s + 1.5, overlap=True) for n in (1, 2)]
    return tuple(turns)


TURNS = _turns()
ALONE_S = {
    speaker: sum(t.end_s - t.start_s for t in TURNS if t.speaker == speaker and not t.overlap)
    for speaker in ("speaker-1", "speaker-2")
}


def made_mix() -> WindowScores:
    """Windows of 3 s every second, all of them speech, and no track of a speaker."""
    row = np.full(8, 0.02, np.float32)
    row[3] = 0.86
    windows = tuple(Window(float(n), n + 3.0, 0.9, row, None) for n in range(int(DURATION_S) - 2))
    file = FileInfo(Path("a.wav"), DURATION_S, 16_000, 1, "sha-a", "WAV")
    return WindowScores(
        *(file, made_model(), 3.0, 1.0, (TrackScores("mix", None, windows, 0.9),), 0.1),
        GATE_VERSION,
    )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ProjectStore]:
    with ProjectStore.create(tmp_path / "talk.serproj") as store:
        store.put(
            Recording("a", tmp_path / "a.wav", sha256="sha-a", duration_s=DURATION_S),
            *(Speaker(f"s{n}", f"speaker-{n}") for n in (1, 2)),
            *(TrackSpeaker("a", f"speaker-{n}", f"s{n}") for n in (1, 2)),
            Turns("a", TURNS),
        )
        KeptAnalyses(store).keep(made_mix())
        yield store


def csv_seconds(path: Path) -> Counter[str]:
    rows = pd.read_csv(path)
    return _of_table(rows[(rows.kind == "segment") & (rows.scope == "speaker")])


def xlsx_seconds(path: Path) -> Counter[str]:
    return _of_table(pd.read_excel(path, sheet_name="speaker segments"))


def parquet_seconds(path: Path) -> Counter[str]:
    rows = pd.read_parquet(path)
    return _of_table(rows[(rows.kind == "segment") & (rows.scope == "speaker")])


def _of_table(rows: pd.DataFrame) -> Counter[str]:
    spoken = rows[rows.label != NO_SPEECH]
    return Counter(spoken.groupby("track").duration_s.sum().to_dict())


def json_seconds(path: Path) -> Counter[str]:
    seconds: Counter[str] = Counter()
    for track in json.loads(path.read_text(encoding="utf-8").splitlines()[0])["tracks"][1:]:
        for segment in track["segments"]:
            if segment["label"] != NO_SPEECH:
                seconds[track["name"]] += segment["end_s"] - segment["start_s"]
    return seconds


def textgrid_seconds(path: Path) -> Counter[str]:
    grid = textgrid.openTextgrid(str(path), includeEmptyIntervals=False)
    return Counter(
        {
            name: sum(e.end - e.start for e in grid.getTier(f"{name}/model").entries
                      if e.label not in ("", NO_SPEECH))
            for name in ALONE_S
        }
    )  # fmt: skip


def eaf_seconds(path: Path) -> Counter[str]:
    document = Elan.Eaf(str(path))
    return Counter(
        {
            name: sum(
                (end - start) / 1000
                for start, end, *_ in document.get_annotation_data_for_tier(f"{name}/model")
            )
            for name in ALONE_S
        }
    )


READERS = {
    "csv": csv_seconds,
    "xlsx": xlsx_seconds,
    "parquet": parquet_seconds,
    "jsonl": json_seconds,
    "textgrid": textgrid_seconds,
    "eaf": eaf_seconds,
}


@pytest.mark.parametrize("name", READERS)
def test_each_speaker_has_the_seconds_of_the_turns(
    store: ProjectStore, name: str, tmp_path: Path
) -> None:
    (path,) = export_project(ProjectContent(store), PROJECT_FORMATS[name], tmp_path / "out")
    assert READERS[name](path) == pytest.approx(ALONE_S, abs=0.05)


def test_corrected_turns_keep_an_answer_each() -> None:
    """Moved and split by hand, without the model: each turn is answered from what is known."""
    scores = with_turns(made_mix(), TURNS)
    halves = [
        SpeakerTurn(f"speaker-{3 if second else turn.speaker[-1]}", start_s, end_s)
        for turn in TURNS[:-2]
        for second, (start_s, end_s) in enumerate(
            [
                (turn.start_s, (turn.start_s + turn.end_s) / 2),
                ((turn.start_s + turn.end_s) / 2, turn.end_s),
            ]
        )
    ]
    moved = interpret(with_turns(scores, halves))
    for track in moved.tracks[1:]:
        spoken_s = sum(s.end_s - s.start_s for s in track.segments if s.label != NO_SPEECH)
        turns_s = sum(t.end_s - t.start_s for t in halves if t.speaker == track.name)
        assert spoken_s == pytest.approx(turns_s, abs=1e-6)


def test_a_turn_that_no_window_answers_is_uncertain() -> None:
    silent = tuple(Window(float(n), n + 3.0, 0.1, None, None) for n in range(8))
    scores = made_mix()
    scores = WindowScores(
        *(scores.file, scores.model, 3.0, 1.0),
        (TrackScores("mix", None, silent, 0.1, speech=((4.0, 4.5),)),),
        *(0.1, GATE_VERSION),
    )
    turns = (SpeakerTurn("speaker-1", 4.0, 4.5), SpeakerTurn("speaker-2", 6.0, 6.5))
    first, second = interpret(with_turns(scores, turns)).tracks[1:]
    assert [s.label for s in first.segments] == [NO_SPEECH, UNCERTAIN, NO_SPEECH]
    assert {s.label for s in second.segments} == {NO_SPEECH}, "the speech gate hears nothing there"


def test_a_project_has_the_answers_of_analyze(
    sample: Path, profile: Profile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Analysed with speakers, and analysed before they were looked for."""
    samples, rate_hz = soundfile.read(sample)
    (tmp_path / "in").mkdir()
    soundfile.write(tmp_path / "in" / "talk.wav", samples[: 6 * rate_hz], rate_hz)
    turns = (SpeakerTurn("speaker-1", 0.5, 1.9), SpeakerTurn("speaker-2", 2.0, 3.2),
             SpeakerTurn("speaker-1", 3.3, 5.8))  # fmt: skip
    voices = tuple(
        SpeakerVoice(name, np.ones(4, np.float32) / 2, 2.0) for name in ("speaker-1", "speaker-2")
    )
    monkeypatch.setattr(project_speakers, "diarize", lambda _path, _n: Diarization(turns, voices))
    model = load_model("ser-small", profile.models)
    wanted = analyze(tmp_path / "in" / "talk.wav", model, AnalysisOptions(turns=turns))

    def run(*arguments: object) -> None:
        options = build_parser().parse_args(["project", *map(str, arguments)])
        assert run_project(options, profile, io.StringIO()) == 0

    for name, first in (("once", []), ("twice", ["analyze"]), ("anew", ["analyze"])):
        path = tmp_path / f"{name}.serproj"
        run("create", path, tmp_path / "in")
        for action in first:
            run(action, path, "--model", "ser-small")
        run("analyze", path, "--model", "ser-small", "--speakers", 2)
        if name == "anew":
            run("analyze", path, "--model", "ser-small", "--anew")
        with ProjectStore.open(path) as store:
            (exported,) = ProjectContent(store).recordings()
        assert exported.analysis is not None
        found, expected = analysis_object(exported.analysis), analysis_object(wanted)
        assert found["tracks"] == expected["tracks"], name
