"""Pages and pictures from made results: what they say is what the files hold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ser_desktop.emotion.labels import EMOTIONS
from tests.support.made_corpus import write_corpus
from training import models_page
from training.audio_cache import AudioCache
from training.corpora.ravdess import scan
from training.explore import counts_by, page
from training.models_page import draw
from training.places import RESULTS
from training.records import read_figures
from training.report import fill
from training.systems_tables import (
    channels_table,
    far_from_reported,
    spread,
    systems_table,
)


def test_the_committed_pages_are_made_from_the_committed_figures() -> None:
    summary = json.loads((RESULTS / "summary.json").read_text("utf-8"))
    text = models_page.models_page(RESULTS)
    mean = summary["ours"]["luna5"]["accuracy"]["mean"]
    assert f"{100 * mean:.1f}" in text
    for system, protocols in summary.items():
        if "luna5" in protocols:
            assert f"`{system}`" in text


def test_a_system_without_a_row_is_a_dash_and_not_a_nought() -> None:
    figure = {"mean": 0.5, "sd": 0.02, "n_seeds": 3}
    table = systems_table({"ours": {"luna5": {"accuracy": figure, "uar": figure}}})
    ours = next(line for line in table.splitlines() if line.startswith("| `ours`"))
    other = next(line for line in table.splitlines() if line.startswith("| `mlp-256` "))
    assert "50.0 ± 2.0 % (3)" in ours
    assert other.count("| –") == 4
    assert spread({"mean": 0.25, "sd": 0.0, "n_seeds": 1}) == "25.0 % (1)"


def test_figures_are_the_mean_of_all_seeds(tmp_path: Path) -> None:
    for seed, (accuracy, right) in enumerate(((0.70, 3), (0.74, 6))):
        run = {"n_clips": 9, "accuracy": accuracy, "labels": ["sad"], "by_fold": {"0": accuracy},
               "confusion": [[right, 1]], "intensity_auc": None}  # fmt: skip
        (tmp_path / f"luna5-seed{seed}.json").write_text(json.dumps(run), "utf-8")
    found = read_figures(tmp_path, "luna5")
    assert found["accuracy"] == pytest.approx(0.72)
    assert found["by_fold"]["0"] == pytest.approx(0.72)
    assert found["confusion"] == [[4.5, 1]]
    assert (found["n_clips"], found["labels"], found["n_seeds"]) == (9, ["sad"], 2)
    assert found["intensity_auc"] is None
    with pytest.raises(FileNotFoundError):
        read_figures(tmp_path, "emodb4")


def test_what_is_far_from_the_reported_figure_is_named() -> None:
    def row(accuracy: float) -> dict[str, object]:
        return {"random80": {"accuracy": {"mean": accuracy, "sd": 0.0, "n_seeds": 1}}}

    near = {"mlp-mfcc": row(0.75), "mlp-181": row(0.85)}
    assert far_from_reported(near) == "no system"
    assert far_from_reported(near | {"mlp-mfcc-6": row(0.717)}) == "`mlp-mfcc-6` (-10.3 points)"


def test_speech_and_songs_are_counted_apart(tmp_path: Path) -> None:
    (tmp_path / "mlp-mfcc").mkdir()
    (tmp_path / "mlp-mfcc" / "random80-seed0.csv").write_text(
        "path,emotion,answer\n"
        "ravdess/speech/a.flac,sad,sad\nravdess/speech/b.flac,sad,calm\n"
        "ravdess/song/c.flac,sad,sad\n"
    )
    assert "| `mlp-mfcc` | 50.0 % of 2 | 100.0 % of 1 |" in channels_table(tmp_path)


def test_every_picture_is_drawn(tmp_path: Path) -> None:
    draw(RESULTS, tmp_path)
    drawn = {path.name for path in (tmp_path / "pictures" / "models").glob("*.png")}
    assert {"ours.png", "reliability.png", "risk.png"} <= drawn


def test_the_data_page_counts_what_is_there(tmp_path: Path) -> None:
    clips, report = scan(write_corpus(tmp_path / "corpora", range(1, 5)))
    counts = counts_by(clips, lambda clip: clip.gender)
    assert set(counts) == {"female", "male"}
    assert sum(counts["female"].values()) == len(clips) // 2
    cache = AudioCache(clips, tmp_path / "corpora", tmp_path / "cache", (1.0,), workers=1)
    text = page(clips, cache, str(report), tmp_path)
    pictures = sorted((tmp_path / "pictures" / "data").glob("*.png"))
    assert len(pictures) == 5
    assert all(f"pictures/data/{path.name}" in text for path in pictures)
    assert set(counts["male"]) <= set(EMOTIONS)


def test_a_table_without_a_place_is_an_error() -> None:
    assert fill("a\n<!-- x -->\nold\n<!-- /x -->\nb", "x", "new") == (
        "a\n<!-- x -->\nnew\n<!-- /x -->\nb"
    )
    with pytest.raises(ValueError, match="no place"):
        fill("nothing", "x", "new")
