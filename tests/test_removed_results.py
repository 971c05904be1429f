"""Runs over many recordings: removed results are noticed, and counts are those of what was done."""

from __future__ import annotations

import csv
import io
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from ser_desktop.audio.folders import expand
from ser_desktop.batch.journal import Journal
from ser_desktop.batch.record import RECORD_NAME
from ser_desktop.batch.recording_state import RecordingState
from ser_desktop.commands import analyze_folder, analyze_table, watch
from ser_desktop.commands.analyze import run_analyze
from ser_desktop.commands.parser import build_parser
from ser_desktop.errors import OutputError, OutputGoneError
from ser_desktop.export.formats import write_text
from ser_desktop.paths import Profile
from ser_desktop.texts.messages import Message

RATE_HZ = 16_000


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for number, name in enumerate(("a", "b", "c")):
        noise = np.random.default_rng(number).normal(0, 0.01, RATE_HZ)
        soundfile.write(folder / f"{name}.wav", noise, RATE_HZ, subtype="PCM_16")
    return folder


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the commands said to people."""
    sentences: list[str] = []
    for module in ("analyze", "analyze_folder", "analyze_request", "analyze_table", "hearing"):
        monkeypatch.setattr(f"ser_desktop.commands.{module}.say", sentences.append)
    monkeypatch.setattr(watch, "say", sentences.append)
    return sentences


def analyze(profile: Profile, *arguments: object) -> tuple[int, str]:
    """Exit code and output of ``analyze`` with the fast model."""
    words = ["analyze", "--model", "ser-small", *map(str, arguments)]
    out = io.StringIO()
    return run_analyze(build_parser().parse_args(words), profile, out), out.getvalue()


def after_two(monkeypatch: pytest.MonkeyPatch, module: Any, do: Callable[[], object]) -> None:
    """Do something when two recordings of a run are heard."""
    real = module.hear_unordered

    def hear(*arguments: Any) -> Iterator[Any]:
        for number, item in enumerate(real(*arguments)):
            if number == 2:
                do()
            yield item

    monkeypatch.setattr(module, "hear_unordered", hear)


def test_a_folder_that_is_removed_ends_the_run(
    inbox: Path, profile: Profile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"

    def emptied() -> None:
        shutil.rmtree(gone)
        gone.mkdir()

    for change in (lambda: shutil.rmtree(gone), emptied):
        with monkeypatch.context() as patch:
            after_two(patch, analyze_folder, change)
            with pytest.raises(OutputGoneError) as ended:
                analyze(profile, inbox, "--format", "csv", "--out", f"{gone}/")
        assert ended.value.message_id == "output.folder_gone"
        assert not list(gone.glob("*.csv")), "no new folder that looks like a whole one"
    assert analyze(profile, inbox, "--format", "csv", "--out", f"{gone}/")[0] == 0
    assert len(list(gone.glob("?.csv"))) == 3


def test_single_files_that_are_removed_are_named(
    inbox: Path, profile: Profile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    after_two(monkeypatch, analyze_folder, lambda: (out / "a.csv").unlink())
    with pytest.raises(OutputGoneError, match=r"a\.csv"):
        analyze(profile, inbox, "--format", "csv", "--out", f"{out}/")


def test_a_table_whose_journal_is_removed_ends_the_run(
    inbox: Path, profile: Profile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    after_two(monkeypatch, analyze_table, lambda: shutil.rmtree(gone))
    with pytest.raises(OutputGoneError, match=r"t\.csv\.journal"):
        analyze(profile, inbox, "--table", "files", "--table-out", gone / "t.csv")


def test_a_missing_folder_is_named_as_the_reason(tmp_path: Path) -> None:
    missing = tmp_path / "none"
    reason = str(Message("reason.folder_missing"))
    calls: list[Callable[[], object]] = [
        lambda: write_text(missing / "t.csv", ""),
        lambda: Journal(missing / "t.journal", ""),
    ]
    for call in calls:
        with pytest.raises(OutputError) as refused:
            call()
        assert reason in str(refused.value)


def test_a_journal_that_is_replaced_takes_no_more_lines(inbox: Path, tmp_path: Path) -> None:
    path = tmp_path / "t.journal"
    journal = Journal(path, "settings")
    state = RecordingState.now(inbox / "a.wav")
    assert state is not None
    journal.add(state, [])
    path.unlink()
    path.write_bytes(b"")
    with pytest.raises(OutputGoneError):
        journal.add(state, [])
    journal.close()


def test_the_record_has_one_row_for_each_file_after_a_run(
    inbox: Path, profile: Profile, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    (inbox / "c.wav").write_bytes(b"no sound")
    for _ in range(3):  # overwritten each time; c fails each time
        analyze(profile, inbox, "--format", "csv", "--out", f"{out}/")
    with (out / RECORD_NAME).open(encoding="utf-8", newline="") as handle:
        rows = [(row["output"], Path(row["recording"]).name) for row in csv.DictReader(handle)]
    assert rows == [("a.csv", "a.wav"), ("b.csv", "b.wav"), ("", "c.wav")]
    shutil.copyfile(inbox / "a.wav", inbox / "c.wav")
    analyze(profile, inbox, "--format", "csv", "--out", f"{out}/", "--skip-existing")
    assert len((out / RECORD_NAME).read_text("utf-8").splitlines()) == 4, "its failure is gone"


def test_a_renamed_recording_is_noticed(
    inbox: Path, profile: Profile, tmp_path: Path, said: list[str]
) -> None:
    arguments = (inbox, "--format", "csv", "--out", f"{tmp_path}/out/", "--skip-existing")
    analyze(profile, *arguments)
    assert not any("which is gone" in sentence for sentence in said)
    (inbox / "a.wav").rename(inbox / "z.wav")
    analyze(profile, *arguments)
    expected = Message(
        "analyze.renamed",
        path=inbox / "z.wav",
        old=inbox / "a.wav",
        output="a.csv",
        folder=tmp_path / "out",
    )
    assert said.count(str(expected)) == 1


@pytest.mark.parametrize("format", ["summary", "jsonl"])
def test_a_recording_that_is_named_several_times_is_analysed_once(
    inbox: Path, profile: Profile, format: str
) -> None:
    given = (inbox, inbox / "a.wav", os.path.relpath(inbox))
    _, text = analyze(profile, *given, "--format", format)
    assert len(text.splitlines()) == 3 + (format == "summary")


def test_watch_counts_what_it_analysed(
    inbox: Path, profile: Profile, tmp_path: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (inbox / "bad.wav").write_bytes(b"no sound")

    def start(*batches: list[str]) -> list[str]:
        monkeypatch.setattr(watch, "settled_files", lambda *_: (batch for batch in batches))
        said.clear()
        words = ["watch", str(inbox), "--out", str(tmp_path / "out"), "--model", "ser-small"]
        watch.run_watch(build_parser().parse_args(words), profile, io.StringIO())
        return said[1:]

    a, b, bad, c = (str(inbox / name) for name in ("a.wav", "b.wav", "bad.wav", "c.wav"))
    assert start([a, b, bad])[-1] == str(Message("watch.done", n=2, last=b))
    again = start([a, b, bad], [c])
    assert again[-1] == str(Message("watch.done", n=1, last=c))
    assert sum("Analysed" in sentence for sentence in again) == 1
    assert any("has not changed since" in sentence for sentence in again)


def test_watch_notices_that_its_results_are_gone(
    inbox: Path, profile: Profile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"

    def batches(*_: object) -> Iterator[list[str]]:
        yield [str(inbox / "a.wav")]
        shutil.rmtree(out)
        yield [str(inbox / "b.wav")]

    monkeypatch.setattr(watch, "settled_files", batches)
    words = ["watch", str(inbox), "--out", str(out), "--model", "ser-small"]
    with pytest.raises(OutputGoneError):
        watch.run_watch(build_parser().parse_args(words), profile, io.StringIO())


def test_files_without_a_suffix_are_known_by_their_beginning(
    inbox: Path, sample: Path, profile: Profile, said: list[str]
) -> None:
    shutil.copyfile(sample, inbox / "flac")
    shutil.copyfile(inbox / "a.wav", inbox / "wave")
    (inbox / "README").write_text("no sound")
    (inbox / "RIFFpicture").write_bytes(b"RIFF\0\0\0\0WEBPVP8 ")
    (inbox / "notes.txt").write_text("no sound")
    (inbox / ".hidden").write_text("no sound")
    (inbox / "._a.wav").write_bytes(b"\0\5\26\7")
    skipped: list[str] = []
    found = [Path(path).name for path in expand([str(inbox)], skipped=skipped.append)]
    assert found == ["a.wav", "b.wav", "c.wav", "flac", "wave"]
    assert sorted(Path(path).name for path in skipped) == ["README", "RIFFpicture", "notes.txt"]
    code, text = analyze(profile, inbox, inbox, "--format", "jsonl")
    assert (code, len(text.splitlines())) == (0, 5)
    assert said.count(str(Message("analyze.others_skipped", n=3))) == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_in_a_folder_is_not_opened(inbox: Path) -> None:
    os.mkfifo(inbox / "pipe")
    assert len(list(expand([str(inbox)]))) == 3
