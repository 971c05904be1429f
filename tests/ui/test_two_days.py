"""The work of two days, each in a process of its own, and a project that is handed over."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pympi import Elan

from tests.support.researcher import make_interview

ROOT = Path(__file__).parents[2]


def lived(day: str, folder: Path) -> dict[str, Any]:
    """What a day came to."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.researcher", day, str(folder)],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")},
        capture_output=True,
        text=True,
        timeout=290,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said


@pytest.mark.timeout(900)
def test_two_days_and_a_project_that_is_handed_over(tmp_path: Path) -> None:
    study = tmp_path / "study"
    study.mkdir()
    make_interview(study / "interview.wav")
    first = lived("first", study)
    assert first["speakers"] == ["Guest", "Host"]
    corrected = (
        {"fearful", "disgust", "surprised"} if first["moments"] > 2 else {"fearful", "disgust"}
    )
    assert {label for _, _, label, _ in first["annotations"]} == corrected
    assert {track for *_, track in first["annotations"]} == {"speaker-1"}
    assert first["exported"] == ["interview.eaf", "study.xlsx"]
    second = lived("second", study)
    assert second["project"] == "study"
    assert second["annotations"] == first["annotations"]
    assert (second["speaker"], second["left_to_rate"]) == ("speaker-1", 0)
    tiers = Elan.Eaf(str(study / "out" / "interview.eaf")).get_tier_names()
    assert {"Guest/model", "Host/model"} <= set(tiers)
    rows = list(openpyxl.load_workbook(study / "out" / "study.xlsx")["speaker segments"].values)
    at = rows[0].index("annotation")
    assert corrected <= {row[at] for row in rows[1:]}
    elsewhere = tmp_path / "elsewhere"
    (study / "hand-over").rename(elsewhere)
    study.rename(tmp_path / "gone")
    third = lived("third", elsewhere)
    assert third["path"] == str(elsewhere / "recordings" / "interview.wav")
    assert (third["error"], third["analysed"], third["lanes"]) == ("", True, 2)
    assert third["annotations"] >= len(corrected)
