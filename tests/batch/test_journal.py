"""The journal of a table: a run that is killed at any byte goes on with nothing lost but that."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ser_desktop.batch.journal import Journal
from ser_desktop.batch.recording_state import RecordingState
from ser_desktop.errors import AudioFileError, OutputError
from ser_desktop.export.result_tables import Row

ROWS: list[Row] = [["odd \udce9 name\n", 0.1, None, True]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("journal")
    for name in ("a", "b", "c"):
        (folder / name).write_bytes(name.encode())
    return folder


def state(path: Path) -> RecordingState:
    now = RecordingState.now(path)
    assert now is not None
    return now


def finished(folder: Path, journal: Journal) -> list[str]:
    return [name for name in ("a", "b", "c") if journal.has(folder / name)]


@given(share=st.floats(0, 1))
def test_a_journal_cut_anywhere_keeps_its_complete_lines(folder: Path, share: float) -> None:
    path = folder / "t.csv.journal"
    path.unlink(missing_ok=True)
    journal = Journal(path, "settings")
    ends = []
    for name in ("a", "b"):
        journal.add(state(folder / name), ROWS)
        ends.append(path.stat().st_size)
    journal.close()
    content = path.read_bytes()
    cut = round(share * len(content))
    path.write_bytes(content[:cut])
    journal = Journal(path, "settings")
    before = [name for name, end in zip("ab", ends, strict=True) if end <= cut]
    assert finished(folder, journal) == before
    journal.add(state(folder / "c"), [])
    journal.close()
    journal = Journal(path, "settings")
    assert finished(folder, journal) == [*before, "c"]
    assert [list(journal.rows_of(folder / name)) for name in before] == [ROWS] * len(before)
    journal.close()


def test_failures_and_changes(folder: Path, tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j", "settings")
    journal.add(state(folder / "a"), [], AudioFileError("empty", "It is empty."))
    journal.add(state(folder / "b"), [], AudioFileError("internal", "It went wrong."))
    changed = state(folder / "c")
    journal.add(RecordingState(changed.path, changed.size_bytes + 1, 0), ROWS)
    journal.close()
    journal = Journal(tmp_path / "j", "settings")
    assert finished(folder, journal) == ["a"], "b may go better now, c is another file now"
    assert str(journal.error_of(folder / "a")) == "It is empty."
    journal.remove()
    assert not (tmp_path / "j").exists()


def test_a_journal_of_other_settings_is_refused(folder: Path, tmp_path: Path) -> None:
    Journal(tmp_path / "j", "settings").close()
    with pytest.raises(OutputError) as refused:
        Journal(tmp_path / "j", "other settings")
    assert refused.value.message_id == "output.journal_in_use"
    (tmp_path / "no").write_text("my letter\n")
    with pytest.raises(OutputError):
        Journal(tmp_path / "no", "settings")
    assert (tmp_path / "no").read_text() == "my letter\n"
