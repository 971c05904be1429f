"""Export formats of other packages."""

from __future__ import annotations

import importlib.metadata
from pathlib import Path

import pytest

from ser_desktop.cli import main
from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.errors import OutputError
from ser_desktop.export.formats import EXPORT_FORMATS, ExportFormat
from ser_desktop.export.installed_formats import find_format, installed_format_names

WORD = ExportFormat("word", ".txt", lambda analysis: f"{analysis.overall.label}\n")


class Point:
    """An entry point of an installed package."""

    def __init__(self, name: str, value: object) -> None:
        self.name, self._value = name, value

    def load(self) -> object:
        if isinstance(self._value, Exception):
            raise self._value
        return self._value


@pytest.fixture(autouse=True)
def _packages(monkeypatch: pytest.MonkeyPatch) -> None:
    points = [Point("word", WORD), Point("broken", ImportError("no lib")), Point("odd", 3)]
    monkeypatch.setattr(importlib.metadata, "entry_points", lambda group: points)


def test_a_format_of_a_package_is_written_by_the_command(sample: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.txt"
    options = ["--format", "word", "--out", str(target), "--model", "ser-small"]
    assert main(["analyze", str(sample), *options]) == 0
    assert target.read_text("utf-8").strip() in (*EMOTIONS, "uncertain")
    folder = tmp_path / "folder"
    assert main(["analyze", str(sample), *options[:2], "--out", f"{folder}/", *options[4:]]) == 0
    assert (folder / "sample.txt").exists()


def test_unusable_formats_of_packages_give_a_message() -> None:
    assert installed_format_names() == ["broken", "odd", "word"]
    assert find_format("csv") is EXPORT_FORMATS["csv"]
    assert find_format("word").title == "word"
    for name, id in (
        ("broken", "format.package"),
        ("odd", "format.package"),
        ("none", "format.not_found"),
    ):
        with pytest.raises(OutputError) as refused:
            find_format(name)
        assert refused.value.message_id == id
