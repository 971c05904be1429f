"""A model file is believed only as far as it was checked."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import helper, numpy_helper
from onnx.external_data_helper import set_external_data

from ser_desktop.emotion import onnx_session
from ser_desktop.emotion.catalogue import list_models, load_model, model_files
from ser_desktop.emotion.descriptors.registry import find_front_end
from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.emotion.metadata_defaults import DEFAULT_HEADLINE
from ser_desktop.emotion.model import EmotionModel
from ser_desktop.emotion.model_metadata import read_model_info
from ser_desktop.emotion.onnx_header import parse_header
from ser_desktop.errors import ModelError
from tests.support.models import write_model, write_quantised_model


def refusal(path: Path) -> str:
    with pytest.raises(ModelError) as caught:
        EmotionModel(path)
    return str(caught.value)


def test_a_valid_model_has_its_metadata(tmp_path: Path) -> None:
    info = EmotionModel(write_model(tmp_path / "a.onnx", name="mine", uncertain_below=0.4)).info
    assert (info.name, info.labels, info.sample_rate_hz) == ("mine", EMOTIONS, 16_000)
    assert info.uncertain_below == 0.4


def test_some_labels_in_order_are_enough(tmp_path: Path) -> None:
    labels = ["neutral", "happy", "surprised"]
    made = write_model(tmp_path / "a.onnx", n_outputs=3, labels=json.dumps(labels))
    assert EmotionModel(made).info.labels == tuple(labels)


@pytest.mark.parametrize(
    ("metadata", "says"),
    [
        ({"labels": json.dumps(["happy", "neutral"])}, "in this order"),
        ({"labels": json.dumps(["neutral", "neutral"])}, "occur twice"),
        ({"labels": json.dumps(["joy", "sad"])}, "come first"),
        ({"labels": json.dumps(["sad", "no speech"])}, "no speech"),
        ({"labels": json.dumps(["sad", "Joy"])}, "Joy"),
        ({"runtime": json.dumps({"threads": 0})}, "runtime"),
        ({"runtime": json.dumps({"speed": 9})}, "runtime"),
        ({"languages": "[1]"}, "languages"),
        ({"labels": "[]"}, "labels"),
        ({"labels": "not json"}, "labels"),
        ({"schema": 2}, "schema 2"),
        ({"schema": None}, "schema"),
        ({"sample_rate": "fast"}, "sample_rate"),
        ({"sample_rate": 10}, "10 Hz"),
        ({"window_s": 0}, "0.0 s"),
        ({"hop_s": 9}, "hop"),
        ({"uncertain_below": 1.5}, "1.5"),
        ({"metrics": "[]"}, "metrics"),
        ({"licence": None}, "licence"),
    ],
)
def test_metadata_that_does_not_hold(tmp_path: Path, metadata: dict[str, Any], says: str) -> None:
    assert says in refusal(write_model(tmp_path / "a.onnx", **metadata))


def test_labels_and_outputs_must_agree(tmp_path: Path) -> None:
    said = refusal(write_model(tmp_path / "a.onnx", n_outputs=5))
    assert "(2, 5)" in said
    assert "8 labels" in said


def test_probabilities_must_sum_to_one(tmp_path: Path) -> None:
    assert "sum to 1" in refusal(write_model(tmp_path / "a.onnx", total=2.0))


def test_intensity_must_have_one_value_a_window(tmp_path: Path) -> None:
    assert "intensity" in refusal(write_model(tmp_path / "a.onnx", intensity_shape=(2, 1)))


def test_another_input_is_named(tmp_path: Path) -> None:
    said = refusal(write_model(tmp_path / "a.onnx", input_name="features", front_end="mfcc"))
    assert "mfcc" in said


@pytest.mark.parametrize("shape", [(2, "s"), (1, "s"), ("b", 48_000)])
def test_fixed_axes_are_refused(tmp_path: Path, shape: tuple[Any, ...]) -> None:
    assert "must both be free" in refusal(write_model(tmp_path / "a.onnx", input_shape=shape))


def test_old_opsets_and_foreign_operators_are_refused(tmp_path: Path) -> None:
    assert "opset 13" in refusal(write_model(tmp_path / "a.onnx", opsets={"": 13}))
    foreign = write_model(tmp_path / "b.onnx", opsets={"": 17, "ai.onnx.ml": 3})
    EmotionModel(foreign)  # declared alone does no harm
    made = onnx.load(str(foreign))
    made.graph.node[0].domain = "ai.somebody"
    onnx.save(made, str(foreign))
    assert "ai.somebody" in refusal(foreign)


def test_operators_that_read_other_files_are_refused(tmp_path: Path) -> None:
    path = write_model(tmp_path / "a.onnx")
    made = onnx.load(str(path))
    made.graph.node.add(op_type="EPContext", domain="com.microsoft", output=["x"])
    onnx.save(made, str(path))
    assert "another file" in refusal(path)


@pytest.mark.parametrize("start", [b"PK\x03\x04", b"\x80\x04"])
def test_pickles_are_refused(tmp_path: Path, start: bytes) -> None:
    path = tmp_path / "a.onnx"
    path.write_bytes(start + bytes(100))
    assert "pickle" in refusal(path)


def test_a_quantised_model_is_run_one_window_a_call(tmp_path: Path) -> None:
    """Its activations are scaled by the batch, so a batch is asked one by one."""
    model = EmotionModel(write_quantised_model(tmp_path / "q.onnx"))
    assert model.info.runtime.batch_windows == 1
    assert model.outputs == ("probabilities", "intensity", "embedding")
    assert model.info.embedding_size == 8
    windows = np.random.default_rng(0).standard_normal((2, 48_000)).astype(np.float32)
    windows *= np.array([[0.01], [1.0]], np.float32)
    together = model(windows)
    assert together.probabilities.sum(axis=1) == pytest.approx(1, abs=1e-3)
    alone = model(windows[:1])
    np.testing.assert_array_equal(together.embedding[:1], alone.embedding)


def test_half_precision_may_round(tmp_path: Path) -> None:
    near = EmotionModel(write_model(tmp_path / "a.onnx", total=1.0008))
    assert near(np.ones((1, 48_000), np.float32)).probabilities.sum() == pytest.approx(1.0008)
    assert "sum to 1" in refusal(write_model(tmp_path / "b.onnx", total=1.002))


def test_labels_beyond_the_eight_are_a_models_own(tmp_path: Path) -> None:
    labels = ["neutral", "sad", "contempt", "other"]
    info = read_model_info(write_model(tmp_path / "a.onnx", n_outputs=4, labels=json.dumps(labels)))
    assert info.labels == tuple(labels)


def test_metadata_is_read_without_a_session(
    model: EmotionModel, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def no_session(*_: object) -> None:
        raise AssertionError("a session was made")

    monkeypatch.setattr(onnx_session, "_new_session", no_session)
    entries, problems = list_models(tmp_path)
    assert entries[0].info == model.info
    assert len(entries) >= 7
    assert problems == []


def test_a_session_is_shared_until_the_file_changes(tmp_path: Path) -> None:
    path = write_model(tmp_path / "a.onnx")
    first, second = EmotionModel(path), EmotionModel(path)
    assert first._session is second._session
    write_model(path, version="2.0")
    assert EmotionModel(path)._session is not first._session


def test_figures_and_languages_are_read_by_key(tmp_path: Path) -> None:
    metrics = {"headline": "mine", "mine": {"accuracy": {"mean": 0.5}}}
    path = write_model(
        tmp_path / "a.onnx",
        metrics=json.dumps(metrics),
        languages='["de", "en"]',
        runtime='{"threads": 2}',
    )
    info = read_model_info(path)
    assert (info.unseen_accuracy, info.languages) == (0.5, ("de", "en"))
    assert info.runtime.threads == 2
    assert read_model_info(write_model(tmp_path / "b.onnx")).unseen_accuracy is None


def test_older_files_get_the_default_headline_and_the_languages_they_describe(
    tmp_path: Path,
) -> None:
    metrics = {DEFAULT_HEADLINE: {"accuracy": {"mean": 0.25}}}
    path = write_model(
        tmp_path / "a.onnx", metrics=json.dumps(metrics), trained_on="RAVDESS (English)"
    )
    info = read_model_info(path)
    assert (info.unseen_accuracy, info.languages) == (0.25, ("en",))
    assert read_model_info(write_model(tmp_path / "b.onnx")).languages == ()


@pytest.mark.parametrize("value", ["[" * 100_000, '{"a": NaN}'])
def test_metadata_that_is_hostile(tmp_path: Path, value: str) -> None:
    assert "metrics" in refusal(write_model(tmp_path / "a.onnx", metrics=value))


def test_a_pipe_is_not_a_model(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.onnx")
    assert "not a file" in refusal(tmp_path / "pipe.onnx")


def test_a_model_is_found_by_the_name_inside(tmp_path: Path) -> None:
    write_model(tmp_path / "file.onnx", name="inside")
    assert load_model("inside", tmp_path).info.name == "inside"


def test_external_data_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = write_model(tmp_path / "a.onnx", external=True)
    assert (tmp_path / "a.weights").exists()
    assert "one file" in refusal(made)
    # onnxruntime looks for the weights in the folder it was started from.
    monkeypatch.chdir(tmp_path)
    assert "one file" in refusal(made)


def test_external_data_is_found_wherever_it_hides(tmp_path: Path) -> None:
    tensor = numpy_helper.from_array(np.ones(4, dtype=np.float32), "weights")
    assert not parse_header(_model_around(tensor).SerializeToString()).keeps_data_elsewhere
    set_external_data(tensor, "weights.bin")
    assert parse_header(_model_around(tensor).SerializeToString()).keeps_data_elsewhere


def _model_around(tensor: onnx.TensorProto) -> onnx.ModelProto:
    """The tensor is the constant of a branch of a branch."""
    node = helper.make_node("Constant", [], ["c"], value=tensor)
    for _ in range(2):
        graph = helper.make_graph([node], "branch", [], [])
        node = helper.make_node("If", ["yes"], ["c"], then_branch=graph, else_branch=graph)
    return helper.make_model(helper.make_graph([node], "main", [], []))


@pytest.mark.parametrize("front_end", ["waveform", "mlp-181"])
def test_an_input_of_no_stated_rank_is_refused(tmp_path: Path, front_end: str) -> None:
    window_s, rate_hz = (3.0, 16_000) if front_end == "waveform" else _window_of(front_end)
    made = write_model(
        tmp_path / "a.onnx",
        input_name="waveform" if front_end == "waveform" else "features",
        stated_rank=False, front_end=front_end, window_s=window_s, sample_rate=rate_hz,
    )  # fmt: skip
    assert "shape" in refusal(made)


def _window_of(front_end: str) -> tuple[float, int]:
    found = find_front_end(front_end)
    return found.window_s, found.sample_rate_hz


@pytest.mark.parametrize("content", [b"", b"hello", bytes(1000)])
def test_other_files_are_refused_as_models(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.onnx"
    path.write_bytes(content)
    assert "a.onnx" in refusal(path)


def test_a_truncated_model(tmp_path: Path, model: EmotionModel) -> None:
    path = tmp_path / "half.onnx"
    content = model.info.path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    assert "half.onnx" in refusal(path)


def test_a_missing_model(tmp_path: Path) -> None:
    assert "does not exist" in refusal(tmp_path / "none.onnx")


def test_the_populations_baseline_is_fed(tmp_path: Path) -> None:
    stored = json.dumps(np.arange(8.0).reshape(2, 4).tolist())
    made = EmotionModel(_with_baseline(tmp_path, stored))
    assert made(np.ones((3, 48_000), np.float32)).probabilities.shape == (3, 8)


def test_a_baseline_that_is_not_carried_is_refused(tmp_path: Path) -> None:
    assert "baseline" in refusal(_with_baseline(tmp_path, "[1, 2]"))


def _with_baseline(folder: Path, stored: str) -> Path:
    import onnx

    path = write_model(folder / "b.onnx", baseline=True)
    made = onnx.load(str(path))
    entry = made.metadata_props.add()
    entry.key, entry.value = "baseline", stored
    onnx.save(made, str(path))
    return path


def test_the_bundled_model_keeps_the_contract(model: EmotionModel) -> None:
    import onnx

    graph = onnx.load(str(model.info.path))
    assert graph.opset_import[0].version >= 17
    assert {node.domain for node in graph.graph.node} <= {"", "ai.onnx"}
    assert model.info.path.stat().st_size <= 26_000_000
    assert model.info.labels == EMOTIONS
    assert model.info.metrics["luna5"]["accuracy"]["n_seeds"] >= 1
    assert model.outputs == ("probabilities", "intensity", "embedding")


def test_the_bundled_model_does_not_hear_the_level(model: EmotionModel) -> None:
    rng = np.random.default_rng(0)
    windows = (rng.standard_normal((2, 48_000)) * np.hanning(48_000) * 0.1).astype(np.float32)
    loud = model(windows).probabilities
    quiet = model(windows * np.float32(0.03)).probabilities
    # Rounding of the level moves a step of 8 bit here and there.
    np.testing.assert_allclose(loud, quiet, atol=0.02)


def test_any_window_length_and_batch(model: EmotionModel) -> None:
    for batch, samples in [(1, 16_000), (3, 48_000), (2, 80_000)]:
        answer = model(np.zeros((batch, samples), np.float32))
        assert answer.probabilities.shape == (batch, 8)
        assert np.isfinite(answer.probabilities).all()
        assert answer.intensity is not None
        assert answer.intensity.shape == (batch,)


def test_a_window_gets_the_same_answer_in_a_batch(model: EmotionModel) -> None:
    windows = np.random.default_rng(1).standard_normal((4, 48_000)).astype(np.float32) * 0.1
    alone = np.concatenate([model(w[None]).probabilities for w in windows])
    np.testing.assert_allclose(model(windows).probabilities, alone, atol=1e-5)


def test_the_catalogue_finds_by_name_and_path(tmp_path: Path) -> None:
    own = tmp_path / "models"
    own.mkdir()
    path = write_model(own / "mine.onnx", name="mine")
    assert load_model("mine", own).info.name == "mine"
    assert load_model(str(path), tmp_path).info.name == "mine"
    assert load_model("", own).info.name == "ser-base"
    assert path in model_files(own)
    with pytest.raises(ModelError, match=r"Available models: .*mine.*ser-small"):
        load_model("other", own)


def test_the_role_of_a_model_is_read_and_an_unknown_one_left_out(tmp_path: Path) -> None:
    path = write_model(tmp_path / "a.onnx", role="fast")
    assert read_model_info(path).role == "fast"
    path = write_model(tmp_path / "b.onnx", role="loud")
    assert read_model_info(path).role == ""
