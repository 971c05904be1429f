"""Recordings at addresses: found below a folder, heard, known again, or named where they fail."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ser_desktop.batch.places import is_address, place_key, stamp_of
from ser_desktop.cli import main
from tests.test_cli import lines, said

fsspec = pytest.importorskip("fsspec")


@pytest.fixture
def bucket(sample: Path) -> Iterator[str]:
    """A folder in memory with two recordings, one that is none, and a text."""
    memory = fsspec.filesystem("memory")
    for name in ("b.flac", "in/a b.FLAC"):
        memory.pipe(f"/bucket/{name}", sample.read_bytes())
    memory.pipe("/bucket/bad.wav", b"no sound")
    memory.pipe("/bucket/letter.txt", b"no sound")
    yield "memory://bucket"
    memory.rm("/bucket", recursive=True)


def test_addresses_are_not_paths() -> None:
    assert is_address("s3://bucket/a.wav")
    assert is_address("https://host/a.wav")
    for path in ("a.wav", "/a.wav", "c://a.wav", "C:\\a.wav", Path("s3://a.wav")):
        assert not is_address(path)
    assert place_key("s3://bucket/a.wav") == "s3://bucket/a.wav"


def test_a_folder_at_an_address_is_analysed(
    bucket: str, sample: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["analyze", bucket, str(sample), "--model", "ser-small", "--format", "jsonl"]) == 1
    items = lines(capfd.readouterr().out)
    assert [item["file"]["path"] for item in items] == [
        *("memory:///bucket/b.flac", "memory:///bucket/bad.wav", "memory:///bucket/in/a b.FLAC"),
        str(sample),
    ]
    assert items[1]["error"]["kind"] == "unreadable"
    assert items[0]["overall"] == items[2]["overall"] == items[3]["overall"]


def test_a_table_knows_addresses_again(
    bucket: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    words = ["analyze", bucket, "--model", "ser-small", "--table", "files"]
    words += ["--table-out", f"{tmp_path}/out/"]
    assert main(words) == 1
    memory = fsspec.filesystem("memory")
    memory.pipe("/bucket/b.flac", memory.cat("/bucket/b.flac"))  # written anew
    assert main(words) == 1
    resumed = said("analyze.resumed", n=2, total=3, path=tmp_path / "out")
    assert resumed in capfd.readouterr().err


def test_missing_files_give_one_message(
    bucket: str, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert stamp_of(f"{bucket}/gone.wav") is None
    assert main(["analyze", f"{bucket}/gone.wav"]) == 2
    assert main(["analyze", "nonsense://a.wav"]) == 2
    assert main(["analyze", bucket, "--model", "ser-small", "--out", f"{tmp_path}/"]) == 2
    monkeypatch.setitem(sys.modules, "fsspec", None)
    assert main(["analyze", "s3://bucket/a.wav"]) == 2
    sentences = capfd.readouterr().err.splitlines()
    assert len(sentences) == 4
    assert said("cli.path_not_found", path=f"{bucket}/gone.wav") in sentences[0]
    assert said("places.no_fsspec", address="s3://bucket/a.wav") in sentences[3]
