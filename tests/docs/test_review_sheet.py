"""Pictures of the window are laid beside those of before."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage

from docs.review_sheet import CELL, LABEL_HEIGHT, RELEASED, lay_beside, pictures_of

ROOT = Path(__file__).parents[2]
SET = "en-1280x800-1"


def picture(path: Path, colour: str) -> None:
    image = QImage(1280, 800, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    path.parent.mkdir(parents=True, exist_ok=True)
    assert image.save(str(path))


def test_a_sheet_has_before_on_the_left_and_now_on_the_right(qapp: object, tmp_path: Path) -> None:
    picture(tmp_path / "earlier" / SET / "short-dark.png", "red")
    for scene in ("short-dark", "new-dark"):
        picture(tmp_path / "now" / SET / f"{scene}.png", "blue")
    before = pictures_of(str(tmp_path / "earlier"), tmp_path, ROOT)
    (sheet,) = lay_beside(tmp_path / "now", before)
    drawn = QImage(str(sheet))
    width, height = CELL
    assert (drawn.width(), drawn.height()) == (2 * width, 2 * (height + LABEL_HEIGHT))
    rows = [LABEL_HEIGHT + height // 2, height + 2 * LABEL_HEIGHT + height // 2]
    shown = {row: drawn.pixelColor(width // 2, row).name() for row in rows}
    assert sorted(shown.values()) == ["#808080", "#ff0000"], "a new state has nothing before"
    assert {drawn.pixelColor(width + width // 2, row).name() for row in rows} == {"#0000ff"}
    page = (tmp_path / "now" / f"{SET}.html").read_text(encoding="utf-8")
    assert page.count("<img") == 3
    assert (tmp_path / "now" / "before" / f"{SET}-short-dark.png").exists()
    assert lay_beside(tmp_path / "now", before) == [sheet], "earlier pictures are no set"


def test_pictures_of_a_commit_are_those_of_the_pages(tmp_path: Path) -> None:
    known = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, check=False)
    if known.returncode:
        pytest.skip("not a checkout")
    found = pictures_of("HEAD", tmp_path, ROOT)
    assert {"short-dark", "short-light", "overview-dark"} <= set(found)
    assert {key.rpartition("-")[0] for key in found} == set(RELEASED)
    assert pictures_of("no-such-tag", tmp_path, ROOT) == {}
