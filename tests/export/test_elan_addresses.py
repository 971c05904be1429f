"""Where an exported ELAN file says that the sound lies."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from pympi import Elan

from ser_desktop.export.project.content import ExportOptions, ProjectContent
from ser_desktop.export.project.formats import PROJECT_FORMATS, export_project
from ser_desktop.project.importing.reading import read_labels_of
from ser_desktop.project.items import Recording
from ser_desktop.project.store import ProjectStore
from tests.support.projects import annotation


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    return tmp_path / "field work" / "où 50% #1.wav"


@pytest.fixture
def store(tmp_path: Path, sound: Path) -> Iterator[ProjectStore]:
    with ProjectStore.create(tmp_path / "p.serproj") as store:
        store.put(Recording("a", sound), annotation("1", 0.25, 1.5))
        yield store


def exported(store: ProjectStore, folder: Path, **options: bool) -> tuple[Path, str, str]:
    content = ProjectContent(store, ExportOptions(**options))  # type: ignore[arg-type]
    (path,) = export_project(content, PROJECT_FORMATS["eaf"], folder)
    (link,) = Elan.Eaf(str(path)).get_linked_files()
    return path, link["MEDIA_URL"], link["RELATIVE_MEDIA_URL"]


@pytest.mark.parametrize(
    ("folder", "way"),
    [("out/elan", "../../field%20work/"), ("field work", "./"), (".", "./field%20work/")],
)
def test_the_sound_is_found_from_the_folder_of_the_export(
    store: ProjectStore, sound: Path, tmp_path: Path, folder: str, way: str
) -> None:
    path, address, relative = exported(store, tmp_path / folder)
    assert address == sound.as_uri()
    assert address.startswith("file:///")
    assert relative == f"{way}o%C3%B9%2050%25%20%231.wav"
    assert Path(os.path.normpath(path.parent / unquote(relative))) == sound
    assert read_labels_of(path)[0].recording == sound.name


def test_a_pseudonym_has_no_address(store: ProjectStore, tmp_path: Path) -> None:
    path, *addresses = exported(store, tmp_path / "out", pseudonymise=True)
    assert addresses == ["./recording-001.wav"] * 2
    assert "field" not in path.read_text(encoding="utf-8")
