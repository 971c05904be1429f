"""A table as a folder of parts: every recording once, whatever moment a run ends at."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pyarrow.dataset as dataset
import pytest

from ser_desktop.batch.recording_state import RecordingState
from ser_desktop.batch.table_parts import TableParts
from ser_desktop.errors import AudioFileError, OutputError
from ser_desktop.export.recording_table import Column

COLUMNS = [Column("file", "text"), Column("value")]
NAMES = ("a", "b", "c", "d", "e")


@pytest.fixture
def recordings(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in NAMES:
        (folder / name).write_text(name)
    return folder


def store(tmp_path: Path, settings: str = "settings") -> TableParts:
    return TableParts(tmp_path / "out", COLUMNS, settings, files_per_part=2)


def add(parts: TableParts, path: Path, value: float, error: AudioFileError | None = None) -> None:
    state = RecordingState.now(path)
    assert state is not None
    parts.add(state, [[path.name, value], [path.name, value]], error)


def rows(tmp_path: Path) -> Counter[tuple[str, float]]:
    table = dataset.dataset(tmp_path / "out", format="parquet").to_table()
    return Counter(zip(*(table[name].to_pylist() for name in ("file", "value")), strict=True))


def test_a_run_may_end_after_any_recording(recordings: Path, tmp_path: Path) -> None:
    for name in NAMES:
        parts = store(tmp_path)
        for other in NAMES:
            assert parts.has(recordings / other) == (other < name)
        add(parts, recordings / name, 1.0)
        parts.close()  # as a kill does
    parts = store(tmp_path)
    parts.finish()
    assert rows(tmp_path) == {(name, 1.0): 2 for name in NAMES}
    assert len(list((tmp_path / "out").iterdir())) == 3


def test_a_journal_beside_its_part_is_not_taken_twice(recordings: Path, tmp_path: Path) -> None:
    parts = store(tmp_path)
    add(parts, recordings / "a", 1.0)
    shutil.copy(tmp_path / "out" / "_part-000000.journal", tmp_path / "kept")
    add(parts, recordings / "b", 1.0)
    parts.close()
    shutil.copy(tmp_path / "kept", tmp_path / "out" / "_part-000000.journal")
    store(tmp_path).finish()
    assert rows(tmp_path) == {("a", 1.0): 2, ("b", 1.0): 2}
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["part-000000.parquet"]


def test_changed_and_failed_recordings_are_replaced(recordings: Path, tmp_path: Path) -> None:
    parts = store(tmp_path)
    add(parts, recordings / "a", 1.0)
    add(parts, recordings / "b", 1.0, AudioFileError("internal", "It went wrong."))
    add(parts, recordings / "c", 1.0, AudioFileError("empty", "It is empty."))
    parts.finish()
    (recordings / "a").write_text("longer")
    parts = store(tmp_path)
    assert [name for name in NAMES if parts.has(recordings / name)] == ["c"]
    assert str(parts.error_of(recordings / "c")) == "It is empty."
    add(parts, recordings / "a", 2.0)
    parts.close()
    parts = store(tmp_path)
    assert parts.has(recordings / "a")
    add(parts, recordings / "b", 2.0)
    parts.finish()
    assert rows(tmp_path) == {("a", 2.0): 2, ("b", 2.0): 2, ("c", 1.0): 2}


def test_a_folder_of_another_table_is_refused(recordings: Path, tmp_path: Path) -> None:
    parts = store(tmp_path)
    add(parts, recordings / "a", 1.0)
    parts.finish()
    with pytest.raises(OutputError) as refused:
        store(tmp_path, "other settings")
    assert refused.value.message_id == "output.parts_in_use"
    (tmp_path / "out" / "part-000001.parquet").write_text("mine")
    with pytest.raises(OutputError):
        store(tmp_path)
    assert (tmp_path / "out" / "part-000001.parquet").read_text() == "mine"
