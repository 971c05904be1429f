"""The results of the smoke test, without a minimal Debian."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bundling import smoke
from bundling.smoke_checks import FULL, STANDARD, Report


def test_one_failed_check_fails_the_report(capsys: pytest.CaptureFixture[str]) -> None:
    report = Report()
    report.check("size", True, "5 MB")
    assert not report.failed
    report.check("devices", False)
    assert report.failed
    assert report.rows["size"] == {"passed": True, "note": "5 MB"}
    assert capsys.readouterr().out.splitlines()[1].startswith("FAIL  devices")


def test_results_that_a_run_did_not_reach_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smoke, "MEASURED", tmp_path / "measured.json")
    smoke.write_rows(STANDARD.name, {"size": 1, "devices": 1})
    smoke.write_rows(FULL.name, {"size": 3})
    smoke.write_rows(STANDARD.name, {"size": 2})
    stored = json.loads((tmp_path / "measured.json").read_text("utf-8"))
    assert stored == {STANDARD.name: {"size": 2, "devices": 1}, FULL.name: {"size": 3}}
