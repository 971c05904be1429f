"""The record of a folder: what is done is not done twice, whatever the end of the run before."""

from __future__ import annotations

import csv
import os
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ser_desktop.batch.plan import Existing, Job, plan_outputs
from ser_desktop.batch.record import RECORD_NAME, FolderRecord
from ser_desktop.emotion.results import Analysis, FileInfo
from ser_desktop.errors import AudioFileError, FailureKind
from ser_desktop.export.formats import EXPORT_FORMATS
from ser_desktop.texts.messages import Message

HASH = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
"""SHA-256 of ``hello``."""


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    path = tmp_path / "a.wav"
    path.write_bytes(b"hello")
    return path


def info_of(found: Analysis, path: Path) -> FileInfo:
    status = path.stat()
    size, modified = status.st_size, status.st_mtime_ns
    return replace(found.file, path=path, sha256=HASH, size_bytes=size, modified_ns=modified)


def test_a_copy_of_the_same_bytes_is_the_same_recording(
    found: Analysis, recording: Path, tmp_path: Path
) -> None:
    target = tmp_path / "a.csv"
    target.touch()
    FolderRecord(tmp_path).add(target, info_of(found, recording), None, "settings")
    os.utime(recording, (1, 1))
    assert FolderRecord(tmp_path).is_done(target, recording, "settings")
    recording.write_bytes(b"world")
    os.utime(recording, (2, 2))
    assert not FolderRecord(tmp_path).is_done(target, recording, "settings")


NAMES = ("=cmd|'!A0", "'=cmd|'!A0", "+x", "-x", "@x", "\tx", "'plain'")


def test_names_that_look_like_formulas_are_marked_and_known_again(
    found: Analysis, tmp_path: Path
) -> None:
    for name in NAMES:
        recording, target = tmp_path / f"{name}.wav", tmp_path / f"{name}.csv"
        recording.write_bytes(b"hello")
        target.touch()
        FolderRecord(tmp_path).add(target, info_of(found, recording), None, "=settings")
    bad = tmp_path / "bad.wav"
    bad.touch()
    reason = Message("plain", sentence="=bad.wav is no sound")
    FolderRecord(tmp_path).add_failure(bad, AudioFileError("unreadable", reason), "=settings")
    with (tmp_path / RECORD_NAME).open(encoding="utf-8", newline="") as handle:
        cells = [cell for row in csv.reader(handle) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))]
    record = FolderRecord(tmp_path)
    for name in NAMES:
        recording, target = tmp_path / f"{name}.wav", tmp_path / f"{name}.csv"
        assert record.is_done(target, recording, "=settings"), name
        assert record.output_of(recording, None, ".csv") == target
    failure = record.failure_of(bad, "=settings")
    assert failure is not None
    assert str(failure) == "=bad.wav is no sound"


@pytest.mark.parametrize("n_bytes", [1, 10, 60, 150])
def test_a_torn_row_loses_only_itself(
    found: Analysis, recording: Path, tmp_path: Path, n_bytes: int
) -> None:
    record = FolderRecord(tmp_path)
    targets = [tmp_path / name for name in ("a.csv", 'quoted ".csv', "c.csv")]
    for target in targets:
        target.touch()
    for target in targets[:2]:
        record.add(target, info_of(found, recording), None, "settings, with a comma")
    path = tmp_path / RECORD_NAME
    path.write_bytes(path.read_bytes()[:-n_bytes])
    FolderRecord(tmp_path).add(targets[2], info_of(found, recording), None, "settings")
    after = FolderRecord(tmp_path)
    assert after.is_done(targets[0], recording, "settings, with a comma")
    assert after.is_done(targets[2], recording, "settings")


@pytest.mark.parametrize(("kind", "lasts"), [("empty", True), ("internal", False)])
def test_a_lasting_failure_is_known_until_the_recording_changes(
    recording: Path, tmp_path: Path, kind: FailureKind, lasts: bool
) -> None:
    error = AudioFileError(kind, "It is so.")
    FolderRecord(tmp_path).add_failure(recording, error, "settings")
    known = FolderRecord(tmp_path).failure_of(recording, "settings")
    assert (known is not None) == lasts
    if known is not None:
        assert (known.kind, str(known)) == (kind, "It is so.")
    assert FolderRecord(tmp_path).failure_of(recording, "other settings") is None
    recording.write_bytes(b"it is whole now")
    assert FolderRecord(tmp_path).failure_of(recording, "settings") is None


def test_a_plan_lists_finished_and_impossible_outputs(
    found: Analysis, recording: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    names = ("done", "foreign", "new")
    for name in names[:2]:
        (out / f"{name}.csv").touch()
    paths = {name: tmp_path / f"{name}.wav" for name in names}
    for path in paths.values():
        path.write_bytes(b"hello")
    FolderRecord(out).add(out / "done.csv", info_of(found, paths["done"]), None, "settings")
    jobs = [Job((path, None), "settings") for path in paths.values()]
    csv = EXPORT_FORMATS["csv"]
    plan = plan_outputs(jobs, [csv], out, FolderRecord(out), Existing.SKIP_DONE, paths.values())
    assert [output.job for output in plan.skipped] == [0]
    foreign = out / "foreign.csv"
    (refused,) = plan.refused
    assert refused[1] == Message("output.not_in_record", path=foreign, record=RECORD_NAME)
    assert [output.target.name for output in plan.to_write] == ["new.csv"]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    names=st.lists(
        st.text("abc ä,;\"'\n", min_size=1, max_size=8), min_size=1, max_size=4, unique=True
    ),
    share=st.floats(0, 1),
)
def test_a_record_cut_anywhere_keeps_its_complete_rows(
    found: Analysis, recording: Path, tmp_path: Path, names: list[str], share: float
) -> None:
    with tempfile.TemporaryDirectory(dir=tmp_path) as name:
        folder = Path(name)
        targets = [folder / f"{name}.csv" for name in names]
        record, ends = FolderRecord(folder), []
        for target in targets:
            target.touch()
            record.add(target, info_of(found, recording), None, "settings")
            ends.append((folder / RECORD_NAME).stat().st_size)
        content = (folder / RECORD_NAME).read_bytes()
        cut = round(share * len(content))
        (folder / RECORD_NAME).write_bytes(content[:cut])
        kept = FolderRecord(folder)
        for target, start, end in zip(targets, [0, *ends], ends, strict=False):
            if end <= cut:
                assert kept.is_done(target, recording, "settings")
            elif cut <= start:
                assert not kept.is_done(target, recording, "settings")
