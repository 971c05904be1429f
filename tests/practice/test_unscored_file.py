"""Takes without a score on disk."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from ser_desktop.errors import OutputError
from ser_desktop.practice.target import Target
from ser_desktop.practice.unscored_file import UnscoredFile, UnscoredTake


def unscored(number: int = 1, microphone: str | None = "USB") -> UnscoredTake:
    at = datetime(2026, 3, 1, 9, 30, tzinfo=timezone(timedelta(hours=2)))
    return UnscoredTake(at, number, Target("sad", "strong"), "Où ?", "/t/a.wav", microphone)


def test_takes_read_back_as_they_were(tmp_path: Path) -> None:
    file = UnscoredFile(tmp_path / "practice")
    assert file.read() == ()
    written = (unscored(), unscored(2, ""), unscored(3, None))
    file.write(written)
    assert UnscoredFile(tmp_path / "practice").read() == written
    file.write(())
    assert file.read() == ()
    assert list(file.path.parent.iterdir()) == []


@pytest.mark.parametrize(
    "content", [b"", b"[", b"{}", b"[1]", b'[{"at": "2026-03-01"}]', b"\xff", b"[" * 100_000]
)
def test_a_damaged_file_is_passed_over(tmp_path: Path, content: bytes) -> None:
    file = UnscoredFile(tmp_path)
    file.path.write_bytes(content)
    assert file.read() == ()
    file.write([unscored()])
    assert file.read() == (unscored(),)


def test_a_file_in_place_of_the_folder_is_reported(tmp_path: Path) -> None:
    (tmp_path / "practice").write_text("")
    with pytest.raises(OutputError) as caught:
        UnscoredFile(tmp_path / "practice").write([unscored()])
    assert caught.value.message_id == "file.cannot_write"
