"""Pages and pictures from made results: what they say is what the files hold."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from ser_desktop.emotion.catalogue import DEFAULT_MODEL
from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.emotion.metrics import expected_calibration_error
from ser_desktop.paths import resource
from tests.support.made_corpus import write_corpus
from training.data.audio_cache import AudioCache
from training.data.corpora.ravdess import scan
from training.data.splits import CARRY_OVER
from training.evaluate.intervals import uar_interval
from training.evaluate.records import read_figures, read_predictions, spread_of
from training.places import RESULTS, ROOT
from training.report.carry_over import free_choice, shown_choice
from training.report.differences import far_from_reported
from training.report.documents import MODELS, documents, fill
from training.report.explore import counts_by, page
from training.report.figure_text import plain, spread
from training.report.model_card import accuracy_table
from training.report.models_page import models_page, unrecorded
from training.report.models_pictures import draw
from training.report.report import is_measured, outdated_models
from training.report.scaling_page import MEASURED
from training.report.systems_tables import channels_table, systems_table


def test_committed_pages_equal_those_of_the_committed_figures() -> None:
    stale = [path for path, text in documents().items() if path.read_text("utf-8") != text]
    assert not stale, "python -m training.report writes them anew"
    assert not outdated_models(), "python -m training.report puts the figures into them"
    assert is_measured(MODELS / f"{DEFAULT_MODEL}.onnx"), "python -m training.evaluate, emodb4"


def test_the_page_has_every_system_that_was_judged() -> None:
    summary = json.loads((RESULTS / "summary.json").read_text("utf-8"))
    text = models_page(RESULTS)
    mean = summary["ours-1.2"]["luna5"]["accuracy"]["mean"]
    assert f"{100 * mean:.1f}" in text
    for system, protocols in summary.items():
        if "luna5" in protocols:
            assert f"`{system}`" in text


def test_a_system_without_a_row_shows_a_dash_instead_of_zero(tmp_path: Path) -> None:
    (tmp_path / "ours-1.2").mkdir()
    for seed, value in enumerate((0.48, 0.5, 0.52)):
        run = {"accuracy": value, "uar": value}
        (tmp_path / "ours-1.2" / f"luna5-seed{seed}.json").write_text(json.dumps(run))
    table = systems_table(tmp_path)
    row = next(line for line in table.splitlines() if line.startswith("| `ours-1.2`"))
    other = next(line for line in table.splitlines() if line.startswith("| `mlp-256` "))
    assert "50.0 ± 2.0 % (3)" in row
    assert other.count("| –") == 5
    assert spread({"mean": 0.25, "sd": None, "n_seeds": 1}) == "25.0 % (1)"


def test_figures_are_the_mean_of_all_seeds(tmp_path: Path) -> None:
    for seed, (accuracy, right) in enumerate(((0.70, 3), (0.74, 6))):
        run = {"n_clips": 9, "accuracy": accuracy, "labels": ["sad"], "by_fold": {"0": accuracy},
               "confusion": [[right, 1]], "intensity_auc": None}  # fmt: skip
        (tmp_path / f"luna5-seed{seed}.json").write_text(json.dumps(run), "utf-8")
    figures = read_figures(tmp_path, "luna5")
    assert figures["accuracy"] == pytest.approx(0.72)
    assert figures["by_fold"]["0"] == pytest.approx(0.72)
    assert figures["confusion"] == [[4.5, 1]]
    assert (figures["n_clips"], figures["labels"], figures["n_seeds"]) == (9, ["sad"], 2)
    assert figures["intensity_auc"] is None
    with pytest.raises(FileNotFoundError):
        read_figures(tmp_path, "emodb4")


def test_pages_can_be_written_without_the_other_corpus(
    tmp_path: Path,
) -> None:
    shutil.copytree(RESULTS, tmp_path / "results")
    for path in (tmp_path / "results").glob(f"*/{CARRY_OVER}-*"):
        path.unlink()
    for own_voice in (tmp_path / "results").glob("*/own_voice.json"):
        figures = json.loads(own_voice.read_text("utf-8"))
        del figures[CARRY_OVER]
        own_voice.write_text(json.dumps(figures), "utf-8")
    for path, text in documents(tmp_path / "results").items():
        if path.name in ("README.md", "ser-base.md", "ser-small.md") and path.parent != ROOT:
            assert "It has not been evaluated on another corpus yet." in text
        assert "EmoDB is German" not in text
        assert "On EmoDB" not in text


def test_a_free_choice_counts_calm_as_neutral(tmp_path: Path) -> None:
    columns = ",".join(f"p_{name}" for name in EMOTIONS)
    calm, angry = "0.1,0.8,0,0,0.1,0,0,0", "0.1,0,0,0,0.9,0,0,0"
    rows = [f"a,0,1,neutral,calm,calm,0.8,,{calm}", f"b,0,1,sad,angry,angry,0.9,,{angry}"]
    (tmp_path / "ours-1.2").mkdir()
    header = f"path,fold,speaker,emotion,answer,shown,confidence,intensity,{columns}"
    (tmp_path / "ours-1.2" / "emodb4-seed0.csv").write_text("\n".join([header, *rows]))
    assert free_choice(tmp_path, "ours-1.2") == 0.5


def test_an_answer_that_is_shown_counts_as_it_is_shown(tmp_path: Path) -> None:
    rows = ["a,neutral,calm", "b,sad,uncertain", "c,angry,happy", "d,angry,angry"]
    (tmp_path / "ours-1.2").mkdir()
    table = tmp_path / "ours-1.2" / "emodb4-seed0.csv"
    table.write_text("\n".join(["path,emotion,shown", *rows]))
    shown = shown_choice(tmp_path, "ours-1.2")
    assert (shown.right, shown.uncertain) == (0.5, 0.25)


def test_the_cluster_page_is_of_the_models_that_ship() -> None:
    measured = json.loads(MEASURED.read_text("utf-8"))["models"]
    for name, figures in measured.items():
        shipped = resource("models", f"{name}.onnx").stat().st_size
        assert figures["bytes"]["model_bytes"] == shipped, f"{name}: python -m benchmarks.scaling"


def test_rows_that_cannot_be_traced_are_named(tmp_path: Path) -> None:
    for name, models in (("a-seed0", [{"runs": []}]), ("b-seed0", [{"model_sha256": "1"}]),
                         ("b-seed1", [{"sessions": []}]), ("leaky-seed0", [])):  # fmt: skip
        (tmp_path / f"{name}.json").write_text(json.dumps({"models": models}))
    assert unrecorded(tmp_path) == ["b", "leaky"]


def test_figures_of_seeds_have_a_deviation() -> None:
    runs = [
        {"by_fold": {"0": {"accuracy": a, "uar": a, "macro_f1": a}}, "accuracy": a, "uar": a,
         "macro_f1": a}
        for a in (0.70, 0.74)
    ]  # fmt: skip
    assert accuracy_table(runs).endswith("| mean (2 seeds) |" + " **72.0 ± 2.8 %** |" * 3)
    assert accuracy_table(runs[:1]).endswith("| mean (one seed) |" + " **70.0 %** |" * 3)
    assert plain(spread_of([0.03, 0.05]), 3) == "0.040 ± 0.014"


@pytest.mark.parametrize("path", sorted(RESULTS.rglob("*-seed*.csv")), ids=lambda p: p.parent.name)
def test_answers_and_figures_of_a_result_agree(path: Path) -> None:
    table = read_predictions(path)
    figures = json.loads(path.with_suffix(".json").read_text("utf-8"))
    confidence, correct = table.among([EMOTIONS.index(name) for name in figures["labels"]])
    # Probabilities are written with four digits: a tie may fall the other way, and a confidence on
    # the edge of a bin into the other one.
    assert correct.mean() == pytest.approx(figures["pooled"]["accuracy"], abs=1e-3)
    clip = 1 / figures["n_clips"]
    ece = expected_calibration_error(confidence, correct)
    assert ece == pytest.approx(figures["ece"], abs=2e-3 + clip)
    assert len(correct) == figures["n_clips"]


def test_an_interval_is_of_actors_and_of_all_seeds() -> None:
    truth = np.array([0, 1] * 20)
    actors = [f"{i // 4}" for i in range(40)]
    assert uar_interval(truth, [truth], actors, 2) == [1.0, 1.0]
    low, high = uar_interval(truth, [truth, 1 - truth], actors, 2)
    assert (low, high) == (0.5, 0.5), "one seed all right, one all wrong"
    half = np.where(np.arange(40) < 20, truth, 1 - truth)
    low, high = uar_interval(truth, [half], actors, 2)
    assert low < 0.4
    assert high > 0.6


def test_figures_far_from_the_reported_ones_are_named() -> None:
    def row(accuracy: float) -> dict[str, object]:
        return {"random80": {"accuracy": {"mean": accuracy, "sd": None, "n_seeds": 1}}}

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
    assert {"ours-1.2.png", "reliability.png", "risk.png"} <= drawn


def test_the_data_page_counts_the_clips(tmp_path: Path) -> None:
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
