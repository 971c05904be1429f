"""The timbre network's file: weights in 8 bit, and what was learned can be read back from it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch

from training.speakers.timbre_network import (
    FirstLayer,
    Projection,
    Timbre,
    export,
    stored_projections,
)
from training.train.networks.whisper_encoder import EncoderShape, WhisperEncoder

SHAPE = EncoderShape(d_model=64, n_layers=1, n_heads=2, d_feed_forward=128)


def learned(size: int, n: int, seed: int) -> Projection:
    rng = np.random.default_rng(seed)
    return Projection(rng.normal(size=size), rng.normal(size=(size, n)) / size, float(seed))


def test_a_file_answers_as_the_network_and_gives_back_what_was_learned(tmp_path: Path) -> None:
    torch.manual_seed(0)
    encoder = WhisperEncoder(SHAPE).eval()
    directions, overlap = learned(64, 6, 1), learned(128, 1, 2)
    path = tmp_path / "timbre.onnx"
    export(encoder, directions, overlap, path)
    stored = [item for item in onnx.load(str(path)).graph.initializer if item.data_type == 3]
    assert stored, "weights in 8 bit"
    waveform = np.random.default_rng(0).normal(size=(1, 16_000)).astype(np.float32) / 10
    session = onnxruntime.InferenceSession(str(path))
    rows, odds = session.run(["timbre", "overlap"], {"waveform": waveform})
    assert rows.shape == (1, 50, 6)
    assert odds.shape == (1, 50)
    with torch.no_grad():
        network = Timbre(FirstLayer(encoder), directions, overlap).eval()
        expected = [answer.numpy() for answer in network(torch.from_numpy(waveform))]
    for answer, wanted in zip((rows, odds), expected, strict=True):
        assert 0 < np.abs(answer - wanted).max() < 0.03 * np.abs(wanted).max()
    for read, given in zip(stored_projections(path), (directions, overlap), strict=True):
        np.testing.assert_allclose(read.matrix, given.matrix, rtol=1e-5)
        bias = np.atleast_1d(given.offset - given.mean @ given.matrix)
        np.testing.assert_allclose(read.offset, bias, rtol=1e-4, atol=1e-6)
